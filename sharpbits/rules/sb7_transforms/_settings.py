"""What the settings of a transformation say, as numbers that a rule can compare with a signature."""

from __future__ import annotations

from collections.abc import Iterator

from ...values import NONE, Array, Const, Mapping, Numpy, Seq, Value

#: Transformations whose axes and argnums work as those of JAX do.
LIKE_JAX = ("jax.", "haiku.")


def integers(value: Value | None) -> list[int] | None:
    if type(value) is Const and type(value.value) is int:
        return [value.value]
    if type(value) is Seq and value.items is not None and all(type(v) is Const and type(v.value) is int for v in value.items):
        return [v.value for v in value.items if isinstance(v, Const)]
    return None


def entries(value: Value | None) -> tuple[Value, ...] | None:
    """The entries of `in_axes` when it is a tuple or list of known length."""
    return value.items if type(value) is Seq and value.kind in ("tuple", "list") else None


def nothing(value: Value) -> bool:
    """Is every entry certainly None?"""
    if type(value) is Seq:
        return value.items is not None and len(value.items) > 0 and all(nothing(v) for v in value.items)
    if type(value) is Mapping:
        return value.items is not None and len(value.items) > 0 and all(nothing(v) for _, v in value.items)
    return value == NONE


def short(name: str) -> str:
    return name.rsplit(".", 1)[-1]


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
