from __future__ import annotations

from collections.abc import Iterator

from ...events import Returned, Wrapped, WrappedCall
from ...rule import Report, rule
from ...values import NONE, Array, Const, Mapping, Seq
from .._parameters import plural, span, takes
from ._lanes import mapped, misfit
from ._settings import LIKE_JAX, entries, integers, nothing, short


@rule("SB701", "axes-mismatch", events=(Wrapped, WrappedCall, Returned), proof="raises ValueError / TypeError")
def axes_mismatch(event: Wrapped | WrappedCall | Returned) -> Iterator[Report]:
    """`in_axes`, `out_axes`, `argnums` or `in_specs` that do not fit the function, or the arrays of a call.

    Why it bites: the transformation counts the positional arguments of the call. A tuple of axes needs one entry for each, `argnums` has
    to name one of them, and something has to be mapped, since nothing else tells how many lanes there are. A number has no axis, and all that is
    mapped has to have one number of lanes.
    Use instead: one entry for each positional argument (a nested one for the parts of a pytree), or an integer for all of them.
    """
    if not event.transformation.startswith(LIKE_JAX):
        return
    name = short(event.transformation)
    if isinstance(event, Wrapped):
        yield from _signature(event, name)
    elif isinstance(event, WrappedCall):
        yield from _call(event, name)
    else:
        yield from _result(event, name)


def _signature(event: Wrapped, name: str) -> Iterator[Report]:
    bounds = span(event.params)
    for key in ("in_axes", "in_specs"):
        axes = event.settings.get(key)
        if type(axes) is Mapping and key == "in_axes":
            yield Report(event.site, f"`in_axes` of `{name}` is a dict", "give a tuple, with one entry for each positional argument")
        parts = entries(axes)
        if parts is None or bounds is None or (key == "in_specs" and type(axes) is Seq and axes.kind == "list"):
            continue
        # Those that `in_axes` does not count may be given by keyword.
        if len(parts) > bounds[1] or (len(parts) < bounds[0] and (event.plain or key == "in_specs") and not event.keywords):
            yield Report(event.site, f"`{key}` has {_count(len(parts))}, and `{event.function}` takes {takes(event.params)}", "give one entry for each positional argument")
            return
    axes = event.settings.get("in_axes")
    if axes is not None and nothing(axes) and event.settings.get("axis_size", NONE) == NONE and not event.keywords:
        yield Report(event.site, f"`{name}` maps no argument: every entry of `in_axes` is None", "map an argument (split keys, for one), or give `axis_size`")
    chosen = integers(event.settings.get("argnums"))
    if chosen is not None and bounds is not None:
        bad = next((n for n in chosen if not -bounds[1] <= n < bounds[1]), None)
        if bad is not None:
            yield Report(event.site, f"`argnums` names argument {bad}, and `{event.function}` takes {takes(event.params)}", "count from 0; keyword-only parameters have no number")


def _call(event: WrappedCall, name: str) -> Iterator[Report]:
    """The signature fits, and this call does not."""
    if event.counted and ("in_axes" in event.settings or name in ("vmap", "pmap")) and (wrong := misfit(event, name)):
        yield Report(event.site, *wrong, related=((event.made, "made here"),))
    if not event.counted or event.kwargs or event.more:
        return
    bounds, given = span(event.params), len(event.args)
    parts = entries(event.settings.get("in_axes"))
    if parts is not None and len(parts) != given and (bounds is None or bounds[0] <= len(parts) <= bounds[1]):
        related = ((event.made, "made here"),)
        yield Report(event.site, f"`in_axes` of `{name}` has {_count(len(parts))}, and this call gives {plural(given)}", "give one entry for each argument", related=related)
    chosen = integers(event.settings.get("argnums"))
    if chosen is not None and bounds is not None and bounds[0] <= given <= bounds[1]:
        bad = next((n for n in chosen if not -given <= n < given and -bounds[1] <= n < bounds[1]), None)
        if bad is not None:
            yield Report(event.site, f"`argnums` of `{name}` names argument {bad}, and this call gives {plural(given)}", "give the argument by position", related=((event.made, "made here"),))


def _result(event: Returned, name: str) -> Iterator[Report]:
    for key in ("out_axes", "out_specs"):
        axes, result = event.settings.get(key), event.result
        if key == "out_axes" and type(axes) is Const and type(axes.value) is int:
            # The lanes are one axis more.
            bad = next((shape for axis, shape in mapped(result, axes) if not -len(shape) - 1 <= axis <= len(shape)), None)
            if bad is not None:
                yield Report(event.site, f"`out_axes` is {axes.value}, and `{event.function}` returns an array of the shape {bad}", "name an axis of the result, which has one more than that")
        parts = entries(axes)
        if parts is None or type(axes) is not Seq or axes.kind != "tuple" or not parts:
            continue
        if type(result) is Array and not result.maybe:
            yield Report(event.site, f"`{key}` has {_count(len(parts))}, and `{event.function}` returns one array", "give one entry, not in a tuple")
        elif type(result) is Seq and result.kind == "tuple" and result.items is not None and len(result.items) != len(parts):
            yield Report(event.site, f"`{key}` has {_count(len(parts))}, and `{event.function}` returns {len(result.items)} values", "give one entry for each value")


def _count(number: int) -> str:
    return f"{number} entr{'y' if number == 1 else 'ies'}"
