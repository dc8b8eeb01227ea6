from __future__ import annotations

import re

from ...events import OuterWrite
from ...rule import Report, rule

#: A test counts traces so; its counter is meant to be written once for each.
_COUNTER = re.compile("trac|compil|call|count|n_|num")


@rule("SB402", "global-write-under-trace", events=(OuterWrite,), proof="silent, then raises UnexpectedTracerError")
def global_write_under_trace(event: OuterWrite) -> Report | None:
    """A traced function assigns a `global` or `nonlocal` name.

    Why it bites: the assignment happens once, while JAX traces; a tracer that gets out so raises UnexpectedTracerError
    wherever it is used.
    Use instead: return the new value, and assign it outside.
    """
    if event.kind not in ("global", "nonlocal"):
        return None
    if event.trace is None and (event.staged is None or (event.kind == "nonlocal" and _COUNTER.search(event.name.lower()))):
        return None
    what = "a tracer gets out" if event.trace is not None else "it happens once, while the function is traced"
    return Report(event.site, f"the {event.kind} name `{event.name}` is assigned in a traced function: {what}", "return the value, and assign it outside", event.trace or event.staged)
