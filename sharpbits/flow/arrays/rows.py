"""Arrays that are mapped over: one slice of them along an axis, and slices put together again."""

from __future__ import annotations

from typing import Any, Literal

from ...values import NONE, OR_CONCRETE, UNKNOWN, Array, Const, Numpy, Seq, Transformed, Value, leaves
from ..calls import Calls
from .types import Shape, canonical

#: An axis that is mapped; None for what is not, "?" where it is one, and not known which.
Axis = int | None | Literal["?"]


def axes_named(axes: Value | None, count: int) -> list[Axis]:
    """The axis of each of `count` arguments that `in_axes` names."""
    if axes is None:
        return [0] * count
    if type(axes) is Seq and axes.items is not None:
        return ([_axis(item) for item in axes.items] + ["?"] * count)[:count]
    return [_axis(axes)] * count


def _axis(value: Value) -> Axis:
    if value == NONE:
        return None
    return value.value if type(value) is Const and type(value.value) is int else "?"


def without_axis(shape: Shape | None, axis: Axis) -> Shape | None:
    if axis is None:
        return shape
    if shape is None or axis == "?" or not -len(shape) <= axis < len(shape):
        return None
    place = axis % len(shape)
    return shape[:place] + shape[place + 1 :]


def with_axis(shape: Shape | None, axis: Axis, size: int | None) -> Shape | None:
    if axis is None:
        return shape
    if shape is None or axis == "?" or not -len(shape) - 1 <= axis <= len(shape):
        return None
    place = axis % (len(shape) + 1)
    return (*shape[:place], size, *shape[place:])


def size_along(value: Value, axis: Axis) -> int | None:
    """How long a mapped argument is, of which one leaf says it."""
    if axis is None or axis == "?":
        return None
    for leaf in leaves(value):
        if type(leaf) in (Array, Numpy):
            shape = leaf.shape  # type: ignore[attr-defined]
            if shape is not None and -len(shape) <= axis < len(shape) and shape[axis] is not None:
                return shape[axis]  # type: ignore[no-any-return]
    return None


class Rows(Calls):
    x64: bool

    def row_of(self, value: Value, axis: Axis = 0) -> Value:
        """One slice of each array."""
        if type(value) is Seq:
            # A list is a pytree of arrays; whether an array was meant is another question.
            return Seq("tuple", tuple([self.row_of(v, axis) for v in value.items])) if value.kind == "tuple" and value.items is not None else UNKNOWN
        return self.map_leaves(value, lambda leaf: self.row_of_leaf(leaf, axis))  # type: ignore[no-any-return]

    def row_of_leaf(self, leaf: Value, axis: Axis) -> Value:
        if type(leaf) is Array:
            return Array(leaf.trace, without_axis(leaf.shape, axis), leaf.dtype, leaf.weak, leaf.maybe, OR_CONCRETE if leaf.made == OR_CONCRETE else "")
        if type(leaf) is Numpy:
            return Numpy(without_axis(leaf.shape, axis), leaf.dtype, False, leaf.maybe)
        return leaf

    def stacked(self, value: Value, axis: Axis, size: int | None) -> Value:
        """Each array with one more axis."""

        def grown(leaf: Value) -> Value:
            return Array(leaf.trace, with_axis(leaf.shape, axis, size), leaf.dtype, leaf.weak, leaf.maybe, "", leaf.why, leaf.key) if type(leaf) is Array else leaf

        return self.map_leaves(value, grown, "leaves")  # type: ignore[no-any-return]

    def mapped_result(self, value: Transformed, args: tuple[Value, ...], kwargs: dict[str, Value], result: Value) -> Value:
        """What a mapped function gives, for all slices together."""
        settings = dict(value.settings)
        axes = axes_named(settings.get(value.row.axes), len(args))
        sizes = [size_along(a, axis) for a, axis in zip(args, axes)] + [size_along(v, 0) for v in kwargs.values()]
        given = settings.get("axis_size")
        size = given.value if type(given) is Const and type(given.value) is int else next((n for n in sizes if n is not None), None)
        out = settings.get("out_axes", Const(0))
        if value.row.filtered:
            return self.stacked(result, "?", None)
        if type(out) is Seq and out.items is not None and type(result) is Seq and result.items is not None and len(out.items) == len(result.items):
            return Seq(result.kind, tuple([self.stacked(part, _axis(axis), size) for part, axis in zip(result.items, out.items)]))
        return self.stacked(result, _axis(out), size)

    def shapeless(self, value: Value) -> Value:
        """The arrays of a value with nothing known of their shape."""
        return self.stacked(value, "?", None)

    def as_jax(self, value: Numpy, trace: Any) -> Array:
        """What JAX makes of a NumPy array."""
        return Array(trace, value.shape, canonical(value.dtype, self.x64), False, value.maybe)
