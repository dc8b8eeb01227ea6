from __future__ import annotations

from ...events import KeyShared
from ...rule import Report, rule


@rule("SB210", "key-parameter-overwritten", events=(KeyShared,), proof="silent")
def key_parameter_overwritten(event: KeyShared) -> Report | None:
    """A function replaces the key that it is given by a constant one.

    Why it bites: whatever key the caller passes, the run is the same.
    Use instead: the argument; where it may be missing, `if key is None: key = …`.
    """
    if event.how != "overwritten":
        return None
    return Report(event.site, f"the argument `{event.name}` is replaced by a constant key: every seed gives the same run", "use the argument")
