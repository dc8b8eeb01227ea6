from __future__ import annotations

from collections.abc import Iterator

from ...events import Index
from ...rule import Report, rule
from ...values import Array, Const, Seq, Value
from ._arrays import evidence, is_array


@rule("SB111", "duplicate-scatter-index", events=(Index,), proof="silent")
def duplicate_scatter_index(event: Index) -> Iterator[Report]:
    """`.at[…].set` with an index literal that names an element twice.

    Why it bites: the updates are applied in no defined order, so which value stays can differ between devices.

    Use instead: each index once, or `.add`, `.max`, `.min`, which do not depend on the order.
    """
    if not event.at or event.method != "set" or not is_array(event.value) or type(event.argument) is Const:
        # One number goes to every place, so that the order does not matter.
        return
    numbers = _literal(event.index)
    size = event.value.shape[0] if event.value.shape else None
    if size is not None:
        # -1 and the last element are one place.
        numbers = [n + size if n < 0 else n for n in numbers if -size <= n < size]
    twice = next((n for i, n in enumerate(numbers) if n in numbers[:i]), None)
    if twice is not None:
        yield Report(event.site, f"element {twice} is set twice: which value stays is not defined", "name each element once, or use `.add`, `.max` or `.min`", evidence(event.value))


def _literal(index: Value) -> list[int]:
    """The numbers of `jnp.array([0, 0, 1])` or of a list literal, where all are known."""
    if type(index) is Array and index.made.startswith("literal:") and not index.maybe:
        return [int(n) for n in index.made[8:].split(",") if n]
    if type(index) is Seq and index.kind == "list" and index.items is not None:
        numbers = [i.value for i in index.items if type(i) is Const and type(i.value) is int]
        return numbers if len(numbers) == len(index.items) else []
    return []
