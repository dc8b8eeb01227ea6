from __future__ import annotations

from ...data.arrays import COUNTING
from ...data.jnp_facts import JNP_NEEDS_SIZE
from ...events import Call, Index, Method
from ...rule import Report, Rewrite, as_written, rule
from ...values import NONE, Array, Const, Seq, Trace, Tree, Value, concrete_fails
from ._types import dtype_class

_MESSAGE = "the shape of the result depends on traced values"


@rule("SB308", "data-dependent-shape", events=(Call, Index, Method), fix="safe", proof="raises NonConcreteBooleanIndexError")
def data_dependent_shape(event: Call | Index | Method) -> Report | None:
    """`x[mask]`, `jnp.nonzero`, `jnp.unique`, one-argument `jnp.where`, … under a trace, with no size given.

    Why it bites: how many elements come out depends on values, and the shapes of a compiled program do not.
    Use instead: `jnp.where(mask, x, fill)`, `where=mask` in a reduction, or `size=` and `fill_value=`.
    Fix safety: `x.at[mask].set(v)` becomes `jnp.where(mask, v, x)` for a scalar `v` that keeps the dtype of `x`. A mask
    of fewer dimensions than `x` would be broadcast the other way round: it is left alone where both are known.
    """
    return _mask(event) if isinstance(event, Index) else _counted(event)


def _mask(event: Index) -> Report | None:
    parts = event.index.items if type(event.index) is Seq and event.index.kind == "tuple" and event.index.items else (event.index,)
    mask, trace = next(((p, t) for p in parts if type(p) is Array and p.dtype == "bool" and (t := concrete_fails(p))), (None, None))
    if trace is None or mask is None or type(event.value) is not Array or event.value.maybe:
        return None
    if not event.at:
        return Report(event.site, f"a traced boolean mask as an index: {_MESSAGE}", "use `jnp.where(mask, x, fill)`, or `where=mask` in a reduction", trace)
    rewrites: tuple[Rewrite, ...] = ()
    if event.method == "set" and not event.kwargs and mask is event.index and event.whole and event.argument_site:
        if _keeps(event.value, mask, event.argument):
            rewrites = (Rewrite(event.whole, "{jnp}.where({0}, {1}, {2})", (event.index_site, event.argument_site, event.value_site)),)
    return Report(
        event.site, "a traced boolean mask cannot choose what `.at[…]` updates", "use `jnp.where(mask, new, x)`", trace, rewrites,
        fix_message="use `jnp.where`",
    )  # fmt: skip


def _keeps(array: Array, mask: Array, new: Value) -> bool:
    """Whether `jnp.where(mask, new, array)` has the shape and dtype of `array`, as far as they are known."""
    if type(new) is not Const or type(new.value) not in (int, float):
        return False
    if array.shape is not None and mask.shape is not None and len(array.shape) != len(mask.shape):
        return False
    narrow = ("bool",) if type(new.value) is int else ("bool", "int")
    return dtype_class(array.dtype) not in narrow


def _counted(event: Call | Method) -> Report | None:
    """A function, or the method of that name, that gives as many elements as values say."""
    method = isinstance(event, Method)
    name = f"jax.numpy.{event.name}" if isinstance(event, Method) else event.name
    keyword = JNP_NEEDS_SIZE.get(name)
    if not keyword or event.kwargs.get(keyword, NONE) != NONE:
        return None
    short = name.rsplit(".", 1)[-1]
    if isinstance(event, Method):
        if type(event.receiver) is not Array or event.receiver.maybe:
            return None
        values: tuple[Value, ...] = (*event.args[:1], event.kwargs.get(COUNTING[short][1], NONE)) if short in COUNTING else (event.receiver,)
    elif event.starred or (short == "where" and (len(event.args) != 1 or "x" in event.kwargs)) or (short.startswith("segment_") and len(event.args) > 2):
        return None
    elif short in COUNTING:
        place, parameter = COUNTING[short]
        values = (*event.args[place : place + 1], event.kwargs.get(parameter, NONE))
    else:
        values = (*event.args, *event.kwargs.values())
    # Under a staged trace even a NumPy array becomes a tracer on its way into a function; only `repeat` looks at it before.
    trace = next((t for v in values if (t := _decides(v)) is not None), event.staged if short != "repeat" and not method else None)
    if trace is None:
        return None
    shown = f".{short}()" if method else as_written(name)
    help_ = f"give `{keyword}=`" + (" and `fill_value=`" if keyword == "size" else "")
    return Report(event.site, f"`{shown}` without `{keyword}`: {_MESSAGE}", help_, trace)


def _decides(value: Value) -> Trace | None:
    return concrete_fails(Array(value.trace) if type(value) is Tree else value)
