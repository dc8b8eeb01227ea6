from __future__ import annotations

from ...events import OuterWrite
from ...rule import Report, rule


@rule("SB403", "attribute-write-under-trace", events=(OuterWrite,), proof="silent, then raises UnexpectedTracerError")
def attribute_write_under_trace(event: OuterWrite) -> Report | None:
    """A traced value is stored in an attribute of an object from outside.

    Why it bites: it happens once, while JAX traces, and what is stored is a tracer: whoever uses it later gets
    UnexpectedTracerError.
    Use instead: return the new value, and store it outside of the traced function.
    """
    if event.kind != "attribute" or event.trace is None:
        return None
    return Report(event.site, f"a tracer is stored in `.{event.name}`, of an object from outside of the traced function", "return the value, and store it outside", event.trace)
