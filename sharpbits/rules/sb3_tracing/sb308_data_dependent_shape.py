from __future__ import annotations

from ...data.jnp_facts import JNP_NEEDS_SIZE
from ...events import Call, Index, Method
from ...rule import Report, Rewrite, rule
from ...values import NONE, Array, Const, Seq, Trace, Tree, Value, concrete_fails

_MESSAGE = "the shape of the result depends on traced values"


@rule("SB308", "data-dependent-shape", events=(Call, Index, Method), fix="safe", proof="raises NonConcreteBooleanIndexError")
def data_dependent_shape(event: Call | Index | Method) -> Report | None:
    """`x[mask]`, `jnp.nonzero`, `jnp.unique`, one-argument `jnp.where`, … under a trace, with no size given.

    Why it bites: how many elements come out depends on values, and the shapes of a compiled program do not.
    Use instead: `jnp.where(mask, x, fill)`, `where=mask` in a reduction, or `size=` and `fill_value=`.
    Fix safety: `x.at[mask].set(v)` becomes `jnp.where(mask, v, x)` for a scalar `v`.
    """
    if isinstance(event, Index):
        return _mask(event)
    if isinstance(event, Method):
        if event.name == "nonzero" and "size" not in event.kwargs and (trace := concrete_fails(event.receiver)):
            return Report(event.site, f"`nonzero` without `size`: {_MESSAGE}", "give `size=` and `fill_value=`", trace)
        return None
    return _function(event)


def _mask(event: Index) -> Report | None:
    parts = event.index.items if type(event.index) is Seq and event.index.kind == "tuple" and event.index.items else (event.index,)
    trace = next((t for p in parts if type(p) is Array and p.dtype == "bool" and p.shape != () and (t := concrete_fails(p))), None)
    if trace is None or type(event.value) is not Array or event.value.maybe:
        return None
    if event.at:
        rewrites: tuple[Rewrite, ...] = ()
        scalar = type(event.argument) is Const and type(event.argument.value) in (int, float)
        if event.method == "set" and len(parts) == 1 and parts[0] is event.index and scalar and event.whole and event.argument_site and event.index_site:
            rewrites = (Rewrite(event.whole, "{jnp}.where({0}, {1}, {2})", (event.index_site, event.argument_site, event.value_site)),)
        return Report(event.site, "a traced boolean mask cannot choose what `.at[…]` updates", "use `jnp.where(mask, new, x)`", trace, rewrites, fix_message="use `jnp.where`")
    return Report(event.site, f"a traced boolean mask as an index: {_MESSAGE}", "use `jnp.where(mask, x, fill)`, or `where=mask` in a reduction", trace)


def _function(event: Call) -> Report | None:
    keyword = JNP_NEEDS_SIZE.get(event.name)
    if not keyword or event.starred or event.kwargs.get(keyword, NONE) != NONE:
        return None
    short = event.name.rsplit(".", 1)[-1]
    values: tuple[Value, ...] = (*event.args, *event.kwargs.values())
    if short == "where" and (len(event.args) != 1 or "x" in event.kwargs):
        return None
    if short == "repeat":
        values = (event.args[1],) if len(event.args) > 1 else (event.kwargs.get("repeats", NONE),)
        if type(values[0]) is Array and values[0].shape == () and values[0].trace is None and event.staged is None:
            return None
    if short.startswith("segment_"):
        if len(event.args) > 2:
            return None
        values = event.args[1:2]
    trace = next((t for v in values if (t := _decides(v)) is not None), None)
    if trace is None:
        return None
    name = event.name.replace("jax.numpy", "jnp")
    return Report(event.site, f"`{name}` without `{keyword}`: {_MESSAGE}", f"give `{keyword}=`" + (" and `fill_value=`" if keyword == "size" else ""), trace)


def _decides(value: Value) -> Trace | None:
    if type(value) is Tree:
        return concrete_fails(Array(value.trace))
    return concrete_fails(value)
