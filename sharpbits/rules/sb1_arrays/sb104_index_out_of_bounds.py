from __future__ import annotations

from collections.abc import Iterator
from math import prod

from ...events import Call, Index
from ...rule import Report, rule
from ...values import NONE, Array, Const, Py, Seq, Slice, Value
from ._arrays import is_array, literal_numbers

_CURE = 'use an index inside, or `x.at[i].get(mode="fill")`; `jax_check_static_indices` makes JAX raise'
#: Functions along one axis: the places of the size (of what is written, for updates) and of the axis.
_ALONG = {
    "jax.lax.dynamic_slice_in_dim": (2, 3), "jax.lax.dynamic_index_in_dim": (0, 2), "jax.lax.dynamic_update_slice_in_dim": (1, 3), "jax.lax.dynamic_update_index_in_dim": (1, 3),
}  # fmt: skip


@rule("SB104", "index-out-of-bounds", events=(Index, Call), proof="silent")
def index_out_of_bounds(event: Index | Call) -> Iterator[Report]:
    """A constant index outside of a shape that is known.

    Why it bites: JAX cannot raise from compiled code. A read outside of the array gives the nearest element,
    `jnp.take` fills with nan, and `dynamic_slice` and `dynamic_update_slice` move their start.

    Use instead: an index inside; `x.at[i].get(mode="fill")` where a filler is meant; `jax_check_static_indices`.
    """
    if isinstance(event, Call):
        if not event.starred:
            yield from _take(event) if event.name == "jax.numpy.take" else _in_dim(event) if event.name in _ALONG else _dynamic(event)
        return
    # `mode="drop"` or "fill" is the right way to leave an array.
    if event.guarded or "mode" in event.kwargs or (event.at and event.method in ("", "get")) or not is_array(event.value) or event.value.shape is None:
        return
    for index, axis, size in _constants(event.index, event.value.shape):
        # An axis of size 0 raises IndexError.
        if size and not -size <= index < size:
            yield Report(event.site, f"index {index} is outside of axis {axis} of size {size}: it raises nothing, and {'is dropped' if event.at else 'gives the nearest element'}", _CURE)
            return


def _in_dim(event: Call) -> Iterator[Report]:
    """`lax.dynamic_slice_in_dim(x, start, size, axis)` and its like."""
    size_place, axis_place = _ALONG[event.name]
    if len(event.args) < 2 or not is_array(event.args[0]) or event.args[0].shape is None:
        return
    start = _number(event.args[1] if size_place != 1 else event.args[2] if len(event.args) > 2 else event.kwargs.get("start_index", event.kwargs.get("index", NONE)))
    axis = _number(event.kwargs.get("axis", event.args[axis_place] if len(event.args) > axis_place else Const(0)))
    shape = event.args[0].shape
    if start is None or axis is None or not -len(shape) <= axis < len(shape):
        return
    size: int | None = 1
    if size_place == 2:
        size = _number(event.kwargs.get("slice_size", event.args[2] if len(event.args) > 2 else NONE))
    elif size_place == 1:
        update = event.args[1]
        size = 1 if event.name.endswith("index_in_dim") else update.shape[axis] if is_array(update) and update.shape is not None and len(update.shape) == len(shape) else None
    total = shape[axis]
    if size is not None and total is not None and size <= total and (moved := _moved(start, size, total)) is not None:
        yield Report(event.site, f"start {start} with size {size} leaves axis {axis} of size {total}: it raises nothing, and the start is moved to {moved}", "use a start that fits")


def _moved(start: int, size: int, total: int) -> int | None:
    """Where JAX begins in place of `start`, None where it fits; a negative start counts from the end."""
    asked = start + total if start < 0 else start
    moved = min(max(asked, 0), total - size)
    return moved if moved != asked else None


def _number(value: Value) -> int | None:
    return value.value if type(value) is Const and type(value.value) is int else None


def _constants(index: Value, shape: tuple[int | None, ...]) -> Iterator[tuple[int, int, int | None]]:
    """(constant, axis, size of that axis) of each constant index; nothing where the axes are not certain."""
    parts = index.items if type(index) is Seq and index.kind == "tuple" and index.items is not None else (index,)
    used = sum(p != NONE and p != Const(...) for p in parts)
    if used > len(shape) or not all(type(p) is Slice or p == Py("int") or literal_numbers(p) or (type(p) is Const and type(p.value) in (int, type(None), type(...))) for p in parts):
        return
    axis = 0
    for part in parts:
        if part == Const(...):
            axis += len(shape) - used
        elif part != NONE:
            for number in (part.value,) if type(part) is Const else literal_numbers(part):
                yield number, axis, shape[axis]
            axis += 1


def _take(event: Call) -> Iterator[Report]:
    if len(event.args) not in (2, 3) or not event.kwargs.keys() <= {"axis"}:
        return
    source, index = event.args[:2]
    axis = event.kwargs.get("axis", event.args[2] if len(event.args) > 2 else NONE)
    if not is_array(source) or source.shape is None or type(index) is not Const or type(index.value) is not int or type(axis) is not Const or type(axis.value) not in (int, type(None)):
        return
    sizes = [n for n in (source.shape if axis == NONE else source.shape[axis.value : axis.value + 1 or None]) if n is not None]
    size = prod(sizes)
    if size and len(sizes) == (len(source.shape) if axis == NONE else 1) and not -size <= index.value < size:
        yield Report(event.site, f"index {index.value} is outside of {size} elements: `jnp.take` raises nothing, and fills with nan (or an extreme integer)", "use an index inside")


def _dynamic(event: Call) -> Iterator[Report]:
    if event.name not in ("jax.lax.dynamic_slice", "jax.lax.dynamic_update_slice") or len(event.args) < 3 or not is_array(event.args[0]):
        return
    reads = event.name.endswith("dynamic_slice")
    starts, window = (event.args[1], event.args[2]) if reads else (event.args[2], event.args[1])
    sizes = _numbers(window) if reads else window.shape if type(window) is Array and is_array(window) else None
    shape, numbers = event.args[0].shape, _numbers(starts)
    if shape is None or sizes is None or numbers is None or not len(shape) == len(sizes) == len(numbers):
        return
    for axis, (start, size, total) in enumerate(zip(numbers, sizes, shape)):
        if start is None or size is None or total is None or size > total:
            continue
        moved = _moved(start, size, total)
        if moved is not None:
            yield Report(event.site, f"start {start} with size {size} leaves axis {axis} of size {total}: it raises nothing, and the start is moved to {moved}", "use a start that fits")
            return


def _numbers(value: Value) -> tuple[int | None, ...] | None:
    if type(value) is not Seq or value.items is None:
        return None
    return tuple(v.value if type(v) is Const and type(v.value) is int else None for v in value.items)
