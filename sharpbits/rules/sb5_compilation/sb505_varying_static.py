from __future__ import annotations

from ...events import VaryingStatic
from ...rule import Report, rule


@rule("SB505", "varying-static", events=(VaryingStatic,), proof="slow (compilations counted)")
def varying_static(event: VaryingStatic) -> Report:
    """A static argument has another value each time.

    Why it bites: JAX compiles a function once for each value of its static arguments. A step counter, a decaying rate or a function that
    is made anew each time compile it at every call.
    Use instead: an ordinary argument; a static one for a few modes, such as the name of an activation. A size that has to be static may
    be rounded up to one of a few.
    """
    related = ((event.called, "it is called many times here"),) if event.called is not None else ()
    each = "round" if event.where == "loop" else "call"
    if event.what:
        message = f"`{event.function}` compiles in each {each}: its static `{event.parameter}` is {event.what}"
        return Report(event.site, message, "make it once, at the top of the module or before the loop", related=related)
    advice = f"let `{event.parameter}` be an ordinary argument, or pass one of a few values"
    return Report(event.site, f"`{event.function}` compiles in each {each}: `{event.name}` is passed for its static `{event.parameter}`", advice, related=related)
