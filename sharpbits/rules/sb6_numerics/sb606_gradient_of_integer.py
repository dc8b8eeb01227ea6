from __future__ import annotations

from collections.abc import Iterator

from ...events import Differentiated
from ...rule import Report, Rewrite, rule
from ...values import Const
from ._gradients import holds_integer, is_integer


@rule("SB606", "gradient-of-integer", events=(Differentiated,), fix="safe", proof="raises TypeError")
def gradient_of_integer(event: Differentiated) -> Iterator[Report]:
    """An integer, a boolean or an array of them is given as an argument that is differentiated.

    Why it bites: integers have no gradient, and `grad` refuses them, also as one leaf of a parameter tree.
    Use instead: `3.0`; keep counters and sizes outside of the differentiated argument.
    Fix safety: the literal becomes a float.
    """
    if event.filtered or event.allow_int:
        return
    for value, site, literal in event.given:
        whole = is_integer(value)
        if not whole and not holds_integer(value):
            continue
        fix = (Rewrite(site, "{0}.0", (site,)),) if literal and site is not None and type(value) is Const and type(value.value) is int else ()
        what = "an integer is" if whole else "a leaf of this argument is an integer, and it is"
        help_ = "write a float" if fix else "convert it to float" if whole else "keep integers outside of what is differentiated"
        yield Report(event.site, f"{what} differentiated by `{event.name}`", help_, rewrites=fix, fix_message="make it a float")
