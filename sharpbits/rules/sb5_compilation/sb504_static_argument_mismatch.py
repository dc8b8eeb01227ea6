from __future__ import annotations

from ...events import StaticMismatch
from ...rule import Report, rule


@rule("SB504", "static-argument-mismatch", events=(StaticMismatch,), proof="raises ValueError")
def static_argument_mismatch(event: StaticMismatch) -> Report:
    """A static or donated argument that the function does not have.

    Why it bites: JAX raises ValueError, mostly where the function is defined; `pmap` and `checkpoint` wait for the first call.
    Use instead: the names of the signature; positions count from 0, without keyword-only parameters and without what `self` or a
    `partial` already gives.
    """
    listed = ", ".join(f"`{n}`" for n in event.names) or "none"
    if isinstance(event.given, str):
        return Report(event.site, f"`{event.setting}` names `{event.given}`, which `{event.function}` does not take by keyword", f"it takes {listed}")
    return Report(
        event.site, f"`{event.setting}` names position {event.given}, and `{event.function}` has {len(event.names)} positional parameters",
        f"positions count from 0: {listed}",
    )  # fmt: skip
