from __future__ import annotations

from ...events import KeyMade
from ...rule import Report, rule
from ...values import Const


@rule("SB205", "constant-key-under-trace", events=(KeyMade,), proof="silent")
def constant_key_under_trace(event: KeyMade) -> Report | None:
    """A key of a constant seed is made inside a traced function or a loop.

    Why it bites: each call, each lane of a `vmap` and each round draws the same numbers.
    Use instead: make the key once outside, and pass a split of it in.
    """
    if type(event.seed) is not Const or type(event.seed.value) is not int:
        return None
    if event.where == "loop":
        return Report(event.site, f"`{event.function}({event.seed.value})` in a loop: each round draws the same numbers", "make the key before the loop, and split it in each round")
    if event.staged is None:
        return None
    return Report(
        event.site, f"`{event.function}({event.seed.value})` in a traced function: the same numbers at every call",
        "make the key an argument", event.staged,
    )  # fmt: skip
