from __future__ import annotations

from ...events import Effect
from ...rule import Report, rule


@rule("SB407", "iterator-under-trace", events=(Effect,), proof="silent")
def iterator_under_trace(event: Effect) -> Report | None:
    """A traced function takes from an iterator that comes from outside.

    Why it bites: it takes once, while JAX traces; the compiled program sees the same item at each call and in each round.
    Use instead: take the item outside and pass it in, or scan over an array of all of them.
    """
    if event.kind != "iterator":
        return None
    return Report(event.site, f"`{event.name}` is advanced once, while the function is traced", "take the item outside, and pass it in", event.staged)
