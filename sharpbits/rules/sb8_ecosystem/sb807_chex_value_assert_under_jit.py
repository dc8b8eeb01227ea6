from __future__ import annotations

from ...events import ChexAssertion
from ...rule import Report, rule


@rule("SB807", "chex-value-assert-under-jit", events=(ChexAssertion,), proof="raises RuntimeError / AssertionError / TracerBoolConversionError")
def chex_value_assert_under_jit(event: ChexAssertion) -> Report:
    """A Chex assertion about values on a tracer.

    Why it bites: while JAX traces there are no values. `assert_trees_all_close`, `assert_tree_all_finite` and their like raise unless the function is
    wrapped by `chex.chexify`; `assert_scalar*` wants a Python number and `assert_equal` the truth of a comparison, which no wrapper gives them.
    Use instead: `chex.chexify` around the jitted function, `checkify.check`, or the assertion outside of it. Shapes, ranks and types can be asserted anywhere.
    """
    if event.group == "value":
        ulp = event.name.endswith("_ulp")
        message = f"`chex.{event.name}` asks for values, and gets a tracer: it raises {'NotImplementedError' if ulp else 'RuntimeError'} without `chexify`"
        cure = "assert on what the function returned" if ulp else "wrap the transformed function: `chex.chexify(jax.jit(f))`, or assert on what it returned"
    elif event.group == "scalar":
        message = f"`chex.{event.name}` takes Python numbers, and gets a tracer: it raises AssertionError, with `chexify` too"
        cure = "use `chex.assert_rank(x, 0)` for the shape, `checkify.check` for the value"
    else:
        message = f"`chex.{event.name}` asks a tracer for its truth: it raises TracerBoolConversionError, with `chexify` too"
        cure = "use `chex.assert_trees_all_equal` under `chexify`, or `checkify.check`"
    return Report(event.site, message, cure, event.trace)
