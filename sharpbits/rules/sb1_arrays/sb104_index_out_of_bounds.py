from __future__ import annotations

from collections.abc import Iterator
from math import prod

from ...events import Call, Index
from ...rule import Report, rule
from ...values import NONE, Array, Const, Py, Seq, Slice, Value
from ._arrays import is_array

_CURE = 'use an index inside, or `x.at[i].get(mode="fill")`; `jax_check_static_indices` makes JAX raise'


@rule("SB104", "index-out-of-bounds", events=(Index, Call), proof="silent")
def index_out_of_bounds(event: Index | Call) -> Iterator[Report]:
    """A constant index outside of a shape that is known.

    Why it bites: JAX cannot raise from compiled code. A read outside of the array gives the nearest element,
    `jnp.take` fills with nan, and `dynamic_slice` and `dynamic_update_slice` move their start.

    Use instead: an index inside; `x.at[i].get(mode="fill")` where a filler is meant; `jax_check_static_indices`.
    """
    if isinstance(event, Call):
        if not event.starred:
            yield from _take(event) if event.name == "jax.numpy.take" else _dynamic(event)
        return
    # `mode="drop"` or "fill" is the right way to leave an array.
    if event.guarded or "mode" in event.kwargs or (event.at and event.method in ("", "get")) or not is_array(event.value) or event.value.shape is None:
        return
    for index, axis, size in _constants(event.index, event.value.shape):
        # An axis of size 0 raises IndexError.
        if size and not -size <= index < size:
            yield Report(event.site, f"index {index} is outside of axis {axis} of size {size}: it raises nothing, and {'is dropped' if event.at else 'gives the nearest element'}", _CURE)
            return


def _constants(index: Value, shape: tuple[int | None, ...]) -> Iterator[tuple[int, int, int | None]]:
    """(constant, axis, size of that axis) of each constant index; nothing where the axes are not certain."""
    parts = index.items if type(index) is Seq and index.kind == "tuple" and index.items is not None else (index,)
    used = sum(p != NONE and p != Const(...) for p in parts)
    if used > len(shape) or not all(type(p) is Slice or p == Py("int") or (type(p) is Const and type(p.value) in (int, type(None), type(...))) for p in parts):
        return
    axis = 0
    for part in parts:
        if part == Const(...):
            axis += len(shape) - used
        elif part != NONE:
            if type(part) is Const:
                yield part.value, axis, shape[axis]
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
        # A negative start counts from the end.
        asked = start + total if start < 0 else start
        moved = min(max(asked, 0), total - size)
        if asked != moved:
            yield Report(event.site, f"start {start} with size {size} leaves axis {axis} of size {total}: it raises nothing, and the start is moved to {moved}", "use a start that fits")
            return


def _numbers(value: Value) -> tuple[int | None, ...] | None:
    if type(value) is not Seq or value.items is None:
        return None
    return tuple(v.value if type(v) is Const and type(v.value) is int else None for v in value.items)
