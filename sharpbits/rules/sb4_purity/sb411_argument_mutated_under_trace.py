from __future__ import annotations

from ...events import OuterWrite
from ...rule import Report, rule


@rule("SB411", "argument-mutated-under-trace", events=(OuterWrite,), proof="silent")
def argument_mutated_under_trace(event: OuterWrite) -> Report | None:
    """A traced function changes a list or dict that it is given, and does not return it.

    Why it bites: the function works on a copy that JAX has made of the container; the caller's own stays as it was.
    Use instead: return the changed container.
    """
    if event.kind != "argument":
        return None
    return Report(event.site, f"`{event.name}` is a copy of the caller's container: the change is lost", "return the container", event.trace)
