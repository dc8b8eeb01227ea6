from __future__ import annotations

from ...events import Truth
from ...rule import Report, rule
from ...values import concrete_fails


@rule("SB304", "assert-on-tracer", events=(Truth,), proof="raises TracerBoolConversionError")
def assert_on_tracer(event: Truth) -> Report | None:
    """An `assert` on a traced value.

    Why it bites: the assertion runs while JAX traces, when the value has no content.
    Use instead: `jax.experimental.checkify.check`, `equinox.error_if`, or Chex under `chex.chexify`; shapes and dtypes
    may be asserted as they are.
    """
    trace = concrete_fails(event.value)
    if event.form != "assert" or trace is None:
        return None
    return Report(event.site, "`assert` asks for the truth of a traced value", "use `checkify.check` or `eqx.error_if`", trace)
