from __future__ import annotations

from ...events import Index
from ...rule import Report, rule
from ...values import Array, Const, Seq


@rule("SB111", "duplicate-scatter-index", events=(Index,), proof="silent")
def duplicate_scatter_index(event: Index) -> Report | None:
    """`.at[…].set` with an index that names an element twice.

    Why it bites: the updates are applied in no defined order, so which value stays differs by device.
    Use instead: each index once, or `.add`, `.max`, `.min`, which do not depend on the order.
    """
    if not event.at or event.method != "set" or type(event.value) is not Array or event.value.maybe:
        return None
    index = event.index
    numbers: list[object] = []
    if type(index) is Array and index.made.startswith("literal:"):
        numbers = list(index.made[8:].split(","))
    elif type(index) is Seq and index.kind == "list" and index.items is not None:
        numbers = [i.value for i in index.items if type(i) is Const]
    if len(numbers) == len(set(numbers)) or type(event.argument) is Const:
        return None
    return Report(event.site, "an element is named twice: which value stays is not defined", "name each element once, or use `.add`, `.max` or `.min`")
