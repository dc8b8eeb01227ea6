from __future__ import annotations

from ...events import Iterate
from ...rule import Report, rule
from ...values import Array, concrete_fails


@rule("SB311", "iterate-over-tracer", events=(Iterate,), on="info", proof="slow")
def iterate_over_tracer(event: Iterate) -> Report | None:
    """A Python `for` over the rows of a traced array.

    Why it bites: the loop is unrolled: the program grows with the number of rows, and so does its compilation.
    Use instead: `jax.lax.scan`, `jax.lax.map` or `jax.vmap`.
    """
    trace = concrete_fails(event.value)
    few = type(event.value) is Array and event.value.shape and event.value.shape[0] is not None and event.value.shape[0] <= 8
    if trace is None or few or trace.kind != "staged":
        return None
    return Report(event.site, "a `for` over a traced array is unrolled, one copy of its body for each row", "use `jax.lax.scan` or `jax.vmap`", trace)
