from __future__ import annotations

from ...events import Call, Method
from ...rule import Report, Rewrite, rule
from ...values import NONE, Array, Const, External, Value

_FIRST = {
    "numpy.copyto": "jnp.where", "numpy.put": "`x.at[i].set(v)`", "numpy.fill_diagonal": "`jnp.fill_diagonal(x, v, inplace=False)`",
    "numpy.add.at": "`x.at[i].add(v)`", "numpy.subtract.at": "`x.at[i].add(-v)`", "numpy.multiply.at": "`x.at[i].multiply(v)`",
    "numpy.maximum.at": "`x.at[i].max(v)`", "numpy.minimum.at": "`x.at[i].min(v)`", "numpy.place": "`jnp.where`",
    "numpy.putmask": "`jnp.where`", "numpy.put_along_axis": "`jnp.put_along_axis(…, inplace=False)`",
    "random.shuffle": "`jax.random.permutation(key, x)`", "numpy.random.shuffle": "`jax.random.permutation(key, x)`",
}  # fmt: skip
_INPLACE = ("jax.numpy.fill_diagonal", "jax.numpy.put", "jax.numpy.put_along_axis", "jax.numpy.place")


@rule("SB103", "numpy-mutation", events=(Call, Method), fix="safe", proof="raises, or silent for x.sort()")
def numpy_mutation(event: Call | Method) -> Report | None:
    """NumPy's in-place idioms on a JAX array: `out=`, `np.add.at`, `x.sort()` as a statement, `random.shuffle(x)`, …

    Why it bites: a JAX array cannot be written into. Most forms raise; `x.sort()` returns a sorted copy, so that the
    statement does nothing.
    Use instead: the function's result, or `.at[…]`.
    Fix safety: `x.sort()` becomes `x = jnp.sort(x)`, which is what it says.
    """
    if isinstance(event, Method):
        return _method(event)
    if event.name in _FIRST and event.args and _array(event.args[0]):
        return Report(event.site, f"`{_short(event.name)}` writes into its argument, and a JAX array is immutable", f"use {_FIRST[event.name]}", _because(event.args[0]))
    if event.name in _INPLACE and event.kwargs.get("inplace", Const(True)) == Const(True) and event.args and _array(event.args[0]):
        return Report(event.site, f"`{_short(event.name)}` works in place unless told not to, and a JAX array is immutable", "give `inplace=False` and use the result", _because(event.args[0]))
    out = event.kwargs.get("out", NONE)
    if event.name.startswith("numpy.") and _array(out):
        return Report(event.site, "`out=` writes into a JAX array, which is immutable", "use the result of the function", _because(out))
    if event.name.startswith("jax.numpy.") and out != NONE and "out" in event.kwargs:
        return Report(event.site, f"`{_short(event.name)}` takes no `out=`: JAX arrays are immutable", "use the result of the function")
    if event.name in ("numpy.nan_to_num", "jax.numpy.nan_to_num") and event.kwargs.get("copy") == Const(False) and event.args and _array(event.args[0]):
        return Report(event.site, "`copy=False` writes into its argument, and a JAX array is immutable", "use the result, without `copy=False`", _because(event.args[0]))
    return None


def _method(event: Method) -> Report | None:
    if type(event.receiver) is External and event.name == "shuffle" and event.args and _array(event.args[0]):
        if event.receiver.api.startswith(("numpy.random.", "random.")):
            return Report(event.site, "`shuffle` writes into its argument, and a JAX array is immutable", "use `jax.random.permutation(key, x)`", _because(event.args[0]))
    if not _array(event.receiver):
        return None
    if event.name == "sort" and event.statement:
        rewrite = (Rewrite(event.site, "{0} = {jnp}.sort({0})", (event.receiver_site,)),) if not event.args and not event.kwargs else ()
        return Report(event.site, "`x.sort()` of a JAX array returns a sorted copy, which is thrown away", "use `x = jnp.sort(x)`", _because(event.receiver), rewrite, fix_message="use `x = jnp.sort(x)`")
    if event.name in ("fill", "put", "partition", "itemset", "resize", "setfield", "byteswap"):
        return Report(event.site, f"a JAX array is immutable, and has no `{event.name}`", "use `jnp.full_like(x, v)`" if event.name == "fill" else "use `x.at[…]`", _because(event.receiver))
    return None


def _array(value: Value) -> bool:
    return type(value) is Array and not value.maybe and value.made != "at"


def _because(value: Value) -> object:
    return value.trace or value.why if type(value) is Array else None


def _short(name: str) -> str:
    return name.replace("jax.numpy.", "jnp.").replace("numpy.", "np.", 1) if not name.startswith("jax.") else name.replace("jax.numpy.", "jnp.")
