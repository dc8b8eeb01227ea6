from __future__ import annotations

from ...events import KeyShared
from ...rule import Report, rule


@rule("SB206", "key-in-default-or-global", events=(KeyShared,), proof="silent")
def key_in_default_or_global(event: KeyShared) -> Report | None:
    """A key as a default, or a key of a module or class that a function uses.

    Why it bites: every call, and every function that does the same, draws the same numbers.
    Use instead: an argument `key` without a default.
    """
    if event.how == "default":
        return Report(event.site, "a key as a default: whoever leaves it out draws the same numbers", "make it an argument without a default, or `None` and an error")
    if event.how == "global":
        return Report(event.site, "a key of the module is used in a function: every call draws the same numbers", "pass the key as an argument")
    return None
