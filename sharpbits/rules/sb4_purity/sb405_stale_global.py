from __future__ import annotations

from ...events import StaleRead
from ...rule import Report, rule


@rule("SB405", "stale-global", events=(StaleRead,), proof="silent")
def stale_global(event: StaleRead) -> Report:
    """A compiled function reads a variable that changes after its first call.

    Why it bites: what the function reads from outside is a constant of the compiled program; later calls go on with the
    old value.
    Use instead: an argument.
    """
    return Report(
        event.site, f"`{event.name}` is read while the function is traced, and changes later: the compiled function keeps the old value",
        "make it an argument", related=((event.written, f"`{event.name}` changes here"),),
    )  # fmt: skip
