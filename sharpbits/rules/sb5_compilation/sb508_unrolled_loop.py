from __future__ import annotations

from ...events import Unrolled
from ...rule import Report, rule


@rule("SB508", "unrolled-loop", events=(Unrolled,), proof="slow (equations counted)")
def unrolled_loop(event: Unrolled) -> Report:
    """A Python `for` in a compiled function over many rounds, or over the axis of a traced array.

    Why it bites: Python runs the loop while JAX traces: the program gets a copy of the body for each round. Tracing and compiling take time and
    memory in proportion, or worse.
    Use instead: `jax.lax.fori_loop` or `jax.lax.scan`, which hold the body once; `jax.vmap` where the rounds do not depend on each other.
    """
    what = "one copy of its body for each element of the axis" if event.rounds is None else f"{event.rounds} copies of its body, about {event.operations} operations"
    return Report(event.site, f"this loop is unrolled while JAX traces: {what}", "use `jax.lax.scan` or `jax.lax.fori_loop`, or `jax.vmap` for independent rounds", event.staged)
