from __future__ import annotations

from ...events import Truth
from ...rule import Report, rule
from ...values import concrete_fails


@rule("SB302", "while-on-tracer", events=(Truth,), proof="raises TracerBoolConversionError")
def while_on_tracer(event: Truth) -> Report | None:
    """A `while` loop on a traced condition.

    Why it bites: the trace runs the body once for all calls, and cannot know how often to repeat it.
    Use instead: `jax.lax.while_loop(condition, body, state)`, or `fori_loop` with a known number of rounds.
    """
    trace = concrete_fails(event.value)
    if event.form != "while" or trace is None:
        return None
    return Report(event.site, "`while` asks for the truth of a traced value", "use `jax.lax.while_loop`", trace)
