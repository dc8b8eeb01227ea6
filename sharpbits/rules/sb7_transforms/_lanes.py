"""Over which axes the arrays of a call are mapped, and how many lanes that makes."""

from __future__ import annotations

from collections.abc import Iterator

from ...events import WrappedCall
from ...values import Array, Const, Mapping, Numpy, Seq, Value
from ._settings import entries

#: Arrays whose shape somebody has only promised.
_PROMISED = ("annotated", "field")


def mapped(value: Value, axes: Value | None, depth: int = 4) -> Iterator[tuple[int, tuple[int | None, ...]]]:
    """The axis over which each array in an argument is mapped, and the shape of that array; nothing of what is not certain."""
    if type(axes) is Const and type(axes.value) is int:
        if type(value) is Const:
            if type(value.value) in (int, float, complex, bool):
                yield axes.value, ()
        elif isinstance(value, (Array, Numpy)):
            if value.shape is not None and not value.maybe and not _promised(value):
                yield axes.value, value.shape
        elif depth:
            for part in _inside(value):
                if type(part) is not Const:
                    yield from mapped(part, axes, depth - 1)
    elif depth and type(axes) is Seq and type(value) is Seq and axes.items is not None and value.items is not None and axes.kind == value.kind and len(axes.items) == len(value.items):
        for part, axis in zip(value.items, axes.items):
            yield from mapped(part, axis, depth - 1)
    elif depth and type(axes) is Mapping and type(value) is Mapping and axes.items is not None and value.items is not None:
        wanted = dict(axes.items)
        for name, part in value.items:
            yield from mapped(part, wanted.get(name), depth - 1)


def _promised(value: Array | Numpy) -> bool:
    """Is the shape only what an annotation says? A tracer that stands for a `float` may well be an array."""
    return type(value) is Array and (value.made in _PROMISED or (value.shape == () and bool(value.weak) and value.trace is not None))


def _inside(value: Value) -> Iterator[Value]:
    if type(value) is Seq and value.kind in ("tuple", "list"):
        yield from value.items or ()
    elif type(value) is Mapping:
        for _, part in value.items or ():
            yield part


def length(axis: int, shape: tuple[int | None, ...]) -> int | None:
    """How many lanes an array makes, where that is known."""
    return shape[axis] if -len(shape) <= axis < len(shape) else None


def misfit(event: WrappedCall, name: str) -> tuple[str, str] | None:
    """What is wrong, and the cure: an array has no such axis, or not as many lanes as another."""
    axes = event.settings.get("in_axes", Const(0))
    parts = entries(axes) if type(axes) is Seq else (axes,) * len(event.args)
    if parts is None or len(parts) != len(event.args) or event.static is None:
        return None
    first: tuple[int, int] | None = None
    for place, (argument, axis) in enumerate(zip(event.args, parts)):
        for number, shape in mapped(argument, axis) if place not in event.static else ():
            what = _ordinal(place)
            lanes = length(number, shape)
            if not -len(shape) <= number < len(shape):
                has = f"has the shape {shape}" if shape else "has no axis"
                return f"`{name}` maps the {what} argument over its axis {number}, and that {has}", "give it None in `in_axes`, or an axis that it has"
            if lanes is None:
                continue
            if first is not None and first[1] != lanes and not (first[0] == place and type(argument) is Seq and argument.kind == "list"):
                other = f"another array of it over {lanes}" if first[0] == place else f"the {what} one over {lanes}"
                cure = "map axes of one length; give None in `in_axes` to what all lanes share"
                return f"`{name}` maps the {_ordinal(first[0])} argument over {first[1]} lanes, and {other}", cure
            first = first or (place, lanes)
    return None


def _ordinal(place: int) -> str:
    return ("first", "second", "third", "fourth", "fifth", "sixth")[place] if place < 6 else f"{place + 1}th"
