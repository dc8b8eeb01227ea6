from __future__ import annotations

from ...events import Call, Index
from ...rule import Report, rule
from ...values import Array, Const, Seq, Slice, Value


@rule("SB104", "index-out-of-bounds", events=(Index, Call), proof="silent")
def index_out_of_bounds(event: Index | Call) -> Report | None:
    """A constant index outside of a known shape.

    Why it bites: JAX cannot raise from compiled code. A read outside of the array gives the nearest element, a write
    is dropped, `jnp.take` fills with nan, and `dynamic_slice` moves its start.
    Use instead: an index inside, or `mode="fill"` where that is meant.
    """
    if isinstance(event, Call):
        return _call(event)
    if event.guarded or type(event.value) is not Array or event.value.maybe or event.value.shape is None or event.method in ("get", "set", "add") and event.whole is None:
        return None
    parts = list(event.index.items) if type(event.index) is Seq and event.index.kind == "tuple" and event.index.items is not None else [event.index]
    if any(not _simple(p) for p in parts):
        return None
    used = sum(1 for p in parts if not (type(p) is Const and (p.value is None or p.value is ...)))
    place = 0
    for part in parts:
        if type(part) is Const and part.value is None:
            continue
        if type(part) is Const and part.value is ...:
            place += len(event.value.shape) - used
            continue
        if not 0 <= place < len(event.value.shape):
            return None
        size = event.value.shape[place]
        if type(part) is Const and type(part.value) is int and size is not None and not -size <= part.value < size:
            what = "is dropped" if event.at and event.method != "get" else "gives the nearest element"
            return Report(event.site, f"index {part.value} is outside of axis {place} of size {size}: it raises nothing and {what}", 'use an index inside, or say `mode="fill"`')
        place += 1
    return None


def _simple(value: Value) -> bool:
    return type(value) is Slice or (type(value) is Const and (value.value is None or value.value is ... or type(value.value) is int))


def _call(event: Call) -> Report | None:
    if event.name == "jax.numpy.take" and len(event.args) >= 2 and "mode" not in event.kwargs:
        source, index = event.args[0], event.args[1]
        axis = event.kwargs.get("axis", event.args[2] if len(event.args) > 2 else Const(None))
        if type(source) is Array and not source.maybe and source.shape is not None and all(source.shape) and type(index) is Const and type(index.value) is int:
            size = 1
            for n in source.shape:
                size *= n or 1
            if type(axis) is Const and type(axis.value) is int and -len(source.shape) <= axis.value < len(source.shape):
                size = source.shape[axis.value] or 0
            elif axis != Const(None):
                return None
            if not -size <= index.value < size:
                return Report(event.site, f"index {index.value} is outside of {size} elements: `jnp.take` fills with nan and raises nothing", "use an index inside")
    if event.name in ("jax.lax.dynamic_slice", "jax.lax.dynamic_update_slice") and len(event.args) >= 3:
        source = event.args[0]
        starts, sizes = (event.args[1], event.args[2]) if event.name.endswith("dynamic_slice") else (event.args[2], event.args[1])
        known = list(sizes.items) if type(sizes) is Seq and sizes.items is not None else [Const(n) for n in sizes.shape] if type(sizes) is Array and sizes.shape is not None and not sizes.maybe else []
        if type(source) is Array and not source.maybe and source.shape is not None and type(starts) is Seq and starts.items is not None and len(starts.items) == len(known) == len(source.shape):
            for axis_, (start, size_, total) in enumerate(zip(starts.items, known, source.shape)):
                if all(type(v) is Const and type(v.value) is int for v in (start, size_)) and total is not None and start.value >= 0 and start.value + size_.value > total:  # type: ignore[attr-defined]
                    return Report(event.site, f"start {start.value} with size {size_.value} leaves axis {axis_} of size {total}: the start is moved to {max(total - size_.value, 0)}", "use a start that fits")  # type: ignore[attr-defined]
    return None
