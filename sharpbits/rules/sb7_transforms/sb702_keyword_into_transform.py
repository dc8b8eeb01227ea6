from __future__ import annotations

from collections.abc import Iterator

from ...events import WrappedCall
from ...rule import Report, rule
from ...values import NONE, Array, Const, Py, Site, Value
from ._lanes import length, mapped
from ._settings import entries, integers, short

_NUMBERS = ("int", "float", "bool", "complex", "number")
#: Keywords that are given one for each lane.
_PER_LANE = ("key", "keys", "rng", "rngs", "prng", "seed", "seeds")


@rule("SB702", "keyword-into-transform", events=(WrappedCall,), proof="silent, or raises ValueError / TypeError")
def keyword_into_transform(event: WrappedCall) -> Iterator[Report]:
    """A keyword argument to a function made by `vmap`, `pmap` or `grad`, which look at positions.

    Why it bites: `in_axes` and `argnums` count positional arguments. A keyword is mapped over its axis 0, whatever `in_axes` says, and
    `grad` does not find a differentiated parameter that is given by name.
    Use instead: pass it by position, or bind it before: `jax.vmap(functools.partial(f, scale=scale))`.
    """
    if not event.transformation.startswith("jax.") or not (event.kwargs or event.more) or not event.counted:
        return
    if "in_axes" in event.settings or short(event.transformation) in ("vmap", "pmap"):
        yield from _mapped(event)
    elif event.params is not None:
        yield from _differentiated(event)


def _mapped(event: WrappedCall) -> Iterator[Report]:
    name = short(event.transformation)
    axes = event.settings.get("in_axes", Const(0))
    parts, given = entries(axes), len(event.args)
    by_position = "pass it by position, or bind it with `functools.partial` before mapping"
    if parts is not None and given < len(parts):
        yield Report(event.site, f"`in_axes` of `{name}` has {len(parts)} entries, and this call gives {given} by position: keywords do not count", by_position, related=_made(event))
        return
    scalar = next((k for k, v in event.kwargs.items() if _scalar(v)), None)
    if scalar is not None:
        yield Report(event.site, f"`{name}` maps the keyword `{scalar}` over its axis 0, and it is a single value", "bind it with `functools.partial`, or pass it by position with `in_axes` None", related=_made(event))
        return
    if parts is None or given == len(parts):
        wanted = {n for argument, axis in zip(event.args, parts or (axes,) * given) for found in mapped(argument, axis) if (n := length(*found)) is not None}
        for keyword, value in event.kwargs.items() if len(wanted) == 1 else ():
            if type(value) is Array and value.dtype == "key":
                continue
            lanes = {n for found in mapped(value, Const(0)) if (n := length(*found)) is not None}
            if lanes and lanes != wanted:
                what = f"`{name}` maps the keyword `{keyword}` over its axis 0 as well: that has {min(lanes - wanted)} elements, and there are {min(wanted)} lanes"
                yield Report(event.site, what, by_position, related=_made(event))
                return
    shared = [k for k, v in event.kwargs.items() if k not in _PER_LANE and k not in event.asked and v != NONE and not (type(v) is Array and v.dtype == "key")]
    if not shared:
        return
    if type(axes) is Const and type(axes.value) is int and axes.value != 0:
        yield Report(event.site, f"`{name}` maps the keyword `{shared[0]}` over its axis 0, not over axis {axes.value}", by_position, related=_made(event))
    elif parts and given == len(parts) and all(v == Const(0) for v in parts):
        # A tuple of zeros says no more than the default, but that the others are meant to be shared.
        yield Report(event.site, f"`{name}` maps the keyword `{shared[0]}` over its axis 0 as well: `in_axes` does not speak of keywords", by_position, related=_made(event))


def _differentiated(event: WrappedCall) -> Iterator[Report]:
    name = short(event.transformation)
    chosen = integers(event.settings.get("argnums", Const(0)))
    order = [p[0] for p in event.params or () if p[1] in ("pos", "any")]
    for number in chosen or ():
        place = number if number >= 0 else number + len(event.args)
        if place >= len(event.args) and number >= 0:
            which = f"`{order[place]}`" if place < len(order) else f"argument {number}"
            if event.more or (place < len(order) and order[place] in event.kwargs):
                yield Report(event.site, f"`{name}` differentiates {which}, which has to be given by position", f"pass {which} by position", related=_made(event))
                return


def _scalar(value: Value) -> bool:
    if type(value) is Const:
        return type(value.value) in (int, float, bool, complex, str)
    return (type(value) is Py and value.type in _NUMBERS) or (type(value) is Array and not value.maybe and value.shape == ())


def _made(event: WrappedCall) -> tuple[tuple[Site, str], ...]:
    return ((event.made, "made here"),) if event.made != event.site else ()
