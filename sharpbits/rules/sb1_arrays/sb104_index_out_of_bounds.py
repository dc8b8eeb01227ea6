from __future__ import annotations

from collections.abc import Iterator

from ...events import Index, Window
from ...rule import Report, rule
from ...values import NONE, Const, Py, Seq, Slice, Value, literal_numbers
from ._arrays import is_array

_CURE = 'use an index inside, or `x.at[i].get(mode="fill")`; `jax_check_static_indices` makes JAX raise'


@rule("SB104", "index-out-of-bounds", events=(Index, Window), proof="silent")
def index_out_of_bounds(event: Index | Window) -> Report | None:
    """A constant index outside of a shape that is known.

    Why it bites: JAX cannot raise from compiled code. A read outside of the array gives the nearest element,
    `jnp.take` fills with nan, and `dynamic_slice` and `dynamic_update_slice` move their start.

    Use instead: an index inside; `x.at[i].get(mode="fill")` where a filler is meant; `jax_check_static_indices`.
    """
    if isinstance(event, Window):
        return _window(event)
    # `mode="drop"` or "fill" is the right way to leave an array.
    if event.guarded or event.chosen or "mode" in event.kwargs or (event.at and event.method in ("", "get")) or not is_array(event.value) or event.value.shape is None:
        return None
    for index, axis, size in _constants(event.index, event.value.shape):
        # An axis of size 0 raises IndexError.
        if size and not -size <= index < size:
            return Report(event.site, f"index {index} is outside of axis {axis} of size {size}: it raises nothing, and {'is dropped' if event.at else 'gives the nearest element'}", _CURE)
    return None


def _window(event: Window) -> Report | None:
    for axis, start, size, total in event.places:
        asked = start + total if start < 0 else start  # it counts from the end
        moved = min(max(asked, 0), total - size)
        if not total or size > total or moved == asked:  # a window larger than its axis raises
            continue
        if event.name == "jax.numpy.take":
            message = f"index {start} is outside of {total} elements: `jnp.take` raises nothing, and fills with nan (or an extreme integer)"
            return Report(event.site, message, "use an index inside")
        return Report(event.site, f"start {start} with size {size} leaves axis {axis} of size {total}: it raises nothing, and the start is moved to {moved}", "use a start that fits")
    return None


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
