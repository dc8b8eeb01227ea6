from __future__ import annotations

from ...events import OuterWrite
from ...rule import Report, rule


@rule("SB404", "container-leak", events=(OuterWrite,), proof="silent, then raises UnexpectedTracerError")
def container_leak(event: OuterWrite) -> Report | None:
    """A traced value is put into a list, dict or set from outside.

    Why it bites: it happens once, while JAX traces, and what is put in is a tracer: whoever uses it later gets
    UnexpectedTracerError.
    Use instead: return the value (`has_aux=True`, the second result of a `scan` body), and collect it outside.
    """
    if event.kind != "container" or event.trace is None:
        return None
    named = f"`{event.name}`" if event.name else "a container"
    return Report(event.site, f"a tracer is put into {named}, which comes from outside of the traced function", "return the value, and collect it outside", event.trace)
