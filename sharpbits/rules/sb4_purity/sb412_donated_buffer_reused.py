from __future__ import annotations

from ...events import DonatedUse
from ...rule import Report, rule


@rule("SB412", "donated-buffer-reused", events=(DonatedUse,), proof="raises RuntimeError / ValueError")
def donated_buffer_reused(event: DonatedUse) -> Report:
    """An array is used after it was donated.

    Why it bites: the call may write its result into the memory of the array, and deletes it.
    Use instead: bind the result to the same name (`state = step(state)`), or do not donate.
    """
    return Report(event.site, f"`{event.name}` was donated, and is deleted", "use the result of the call, or copy before", related=((event.donated, "it is donated here"),))
