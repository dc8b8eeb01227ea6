from __future__ import annotations

from ...events import CallStyle
from ...rule import Report, rule


@rule("SB516", "call-style-recompile", on="info", events=(CallStyle,), proof="slow (compilations counted)")
def call_style_recompile(event: CallStyle) -> Report:
    """A compiled function gets the same arguments by position in one place and by name in another.

    Why it bites: JAX looks its programs up by the structure of the arguments before it binds them to parameters. `f(a, b)`, `f(a, b=b)` and
    `f(a=a, b=b)` are three structures: the function is traced and compiled for each.
    Use instead: one style throughout the project.
    """
    message = f"`{event.function}({event.style})` compiles again what `{event.function}({event.other})` has compiled"
    return Report(event.site, message, "pass the arguments in one way everywhere", related=((event.first, "the other call"),))
