from __future__ import annotations

from ...events import MethodTraced
from ...rule import Report, rule


@rule("SB410", "static-self-stale", events=(MethodTraced,), proof="silent")
def static_self_stale(event: MethodTraced) -> Report | None:
    """A compiled method reads attributes that other methods change.

    Why it bites: what the method reads of a static `self` is a constant of the compiled program; a change of the
    attribute is not seen, unless the class says by `__eq__` and `__hash__` that the object is another now.
    Use instead: pass what changes as an argument, or define both.
    """
    if event.self_is != "static" or not event.stale or event.equality == 2:
        return None
    named = ", ".join(f"`self.{n}`" for n in event.stale)
    return Report(event.site, f"`{event.function}` is compiled with {named} as a constant, and other methods change it", "pass what changes as an argument")
