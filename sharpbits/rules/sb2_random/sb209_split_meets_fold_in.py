from __future__ import annotations

from ...events import KeyShared
from ...rule import Report, rule


@rule("SB209", "split-meets-fold-in", events=(KeyShared,), proof="silent")
def split_meets_fold_in(event: KeyShared) -> Report | None:
    """One key is both split and folded.

    Why it bites: with the default generator, `split(key, n)[i]` is `fold_in(key, i)`: keys that look independent are equal.
    Use instead: split first, and fold into one of the new keys.
    """
    if event.how != "fold":
        return None
    related = ((event.other, "the other use of the key"),) if event.other is not None else ()
    return Report(event.site, "this key is both split and folded: `split(key, n)[i]` equals `fold_in(key, i)`", "fold into a key that comes from the split", related=related)
