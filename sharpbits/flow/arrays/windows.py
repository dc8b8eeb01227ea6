"""Windows into arrays: which part `lax.dynamic_slice`, `jnp.take` and their like read or write, where all of it is known."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from ...data.arrays import WINDOWS
from ...values import NONE, Array, Const, Seq, Value, literal_numbers
from .shapes import bind

#: (axis or None for the flattened array, start, size of the window, size of the axis)
Window = tuple[int | None, int, int, int]
TAKE = "jax.numpy.take"


def windows(name: str, args: tuple[Value, ...], kwargs: dict[str, Value]) -> Iterator[Window]:
    given = bind(name, args, kwargs)
    source = given.get("0")
    if type(source) is not Array or source.maybe or source.shape is None or given.keys() & {"mode", "fill_value", "allow_negative_indices"}:
        return
    shape = source.shape
    if name == TAKE:
        yield from _taken(shape, given)
        return
    start_name, size_name, axis_name = WINDOWS[name]
    starts, sizes = _numbers(given.get(start_name)), _sizes(given.get(size_name)) if size_name else (1,)
    axes: tuple[int | None, ...] = tuple(range(len(shape)))
    if axis_name:
        axis = _number(given.get(axis_name, Const(0)))
        if axis is None or not -len(shape) <= axis < len(shape):
            return
        axes = (axis % len(shape),)
        if size_name == "update" and sizes is not None:
            sizes = sizes[axis : axis + 1 or None] if len(sizes) == len(shape) else None
    if starts is None or sizes is None or not len(starts) == len(sizes) == len(axes):
        return
    for place, start, size in zip(axes, starts, sizes):
        total = None if place is None else shape[place]
        if start is not None and size is not None and total is not None:
            yield place, start, size, total


def _taken(shape: tuple[int | None, ...], given: dict[str, Value]) -> Iterator[Window]:
    axis = given.get("axis", NONE)
    place = _number(axis)
    if axis == NONE:
        sizes: tuple[int | None, ...] = shape
    elif place is not None and -len(shape) <= place < len(shape):
        sizes = (shape[place],)
    else:
        return
    known = [n for n in sizes if n is not None]
    if len(known) == len(sizes):
        indices = given.get("indices")
        for index in literal_numbers(indices) or _numbers(indices) or ():
            if index is not None:
                yield None if place is None else place % len(shape), index, 1, prod(known)


def _number(value: Value | None) -> int | None:
    return value.value if type(value) is Const and type(value.value) is int else None


def _numbers(value: Value | None) -> tuple[int | None, ...] | None:
    """One number, or a tuple of them."""
    if type(value) is Seq:
        return None if value.items is None else tuple([_number(v) for v in value.items])
    number = _number(value)
    return None if number is None else (number,)


def _sizes(value: Value | None) -> tuple[int | None, ...] | None:
    """Numbers, or the sizes of the array that is written."""
    if type(value) is Array:
        return None if value.maybe else value.shape
    return _numbers(value)
