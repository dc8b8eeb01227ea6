from __future__ import annotations

from ...events import OuterWrite
from ...rule import Report, rule


@rule("SB402", "global-write-under-trace", events=(OuterWrite,), proof="silent, then raises UnexpectedTracerError")
def global_write_under_trace(event: OuterWrite) -> Report | None:
    """A traced function assigns a `global` or `nonlocal` name.

    Why it bites: the assignment happens once, while JAX traces; a tracer that gets out so raises UnexpectedTracerError
    wherever it is used.
    Use instead: return the new value, and assign it outside. (A `nonlocal` name that gets a static value is left alone:
    so one counts traces, and gets values out of `eval_shape`.)
    """
    if event.kind not in ("global", "nonlocal"):
        return None
    if event.trace is None and (event.staged is None or event.kind == "nonlocal"):
        return None
    what = "a tracer gets out" if event.trace is not None else "it happens once, while the function is traced"
    return Report(event.site, f"the {event.kind} name `{event.name}` is assigned in a traced function: {what}", "return the value, and assign it outside", event.trace or event.staged)
