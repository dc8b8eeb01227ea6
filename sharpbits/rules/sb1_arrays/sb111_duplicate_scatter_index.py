from __future__ import annotations

from collections.abc import Iterator

from ...events import Index
from ...rule import Report, rule
from ...values import Array, Const, Seq, Slice, Value, literal_numbers
from ._arrays import evidence, is_array


@rule("SB111", "duplicate-scatter-index", events=(Index,), proof="silent")
def duplicate_scatter_index(event: Index) -> Iterator[Report]:
    """`.at[…].set` with an index literal that names an element twice.

    Why it bites: the updates are applied in no defined order, so which value stays can differ between devices.

    Use instead: each index once, or `.add`, `.max`, `.min`, which do not depend on the order.
    """
    if not event.at or event.method != "set" or not is_array(event.value) or _is_one(event.argument):
        # One number goes to every place, so that the order does not matter.
        return
    shape = event.value.shape or ()
    parts = event.index.items if type(event.index) is Seq and event.index.kind == "tuple" and event.index.items is not None else (event.index,)
    fixed = [type(part) is Slice or (type(part) is Const and type(part.value) is int) for part in parts]
    lists = [(_literal(part), shape[axis] if axis < len(shape) else None) for axis, part in enumerate(parts)]
    named = [_from_the_start(numbers, size) for numbers, size in lists if numbers]
    # Each axis has to be known: a slice, a number, or numbers as many as the others'. Who is outside is dropped.
    if not all(numbers or plain for (numbers, _), plain in zip(lists, fixed)) or len({len(numbers) for numbers in named}) != 1:
        return
    places = [place for place in zip(*named) if None not in place]
    twice = next((place for i, place in enumerate(places) if place in places[:i]), None)
    if twice is not None:
        text = str(twice[0]) if len(twice) == 1 else str(twice)
        yield Report(event.site, f"element {text} is set twice: which value stays is not defined", "name each element once, or use `.add`, `.max` or `.min`", evidence(event.value))


def _from_the_start(numbers: list[int], size: int | None) -> list[int | None]:
    """-1 and the last element are one place; None for a number that is outside."""
    if size is None:
        return list(numbers)
    return [n % size if -size <= n < size else None for n in numbers]


def _is_one(value: Value) -> bool:
    return type(value) is Const or (type(value) is Array and value.shape == ())


def _literal(index: Value) -> list[int]:
    """The numbers of `jnp.array([0, 0, 1])` or of a list literal, where all are known."""
    if type(index) is Array:
        return literal_numbers(index)
    if type(index) is Seq and index.kind in ("list", "tuple") and index.items is not None:
        numbers = [i.value for i in index.items if type(i) is Const and type(i.value) is int]
        return numbers if len(numbers) == len(index.items) else []
    return []
