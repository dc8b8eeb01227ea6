from __future__ import annotations

from collections.abc import Iterator

from ...events import Call, Method
from ...rule import Report, Rewrite, rule
from ...values import NONE, Const, External, Site, Value
from ._arrays import described, evidence, is_array

#: Functions that write into their first argument, and what to write instead.
_WRITES_FIRST = {
    "numpy.copyto": "`x = jnp.where(mask, new, x)`", "numpy.put": "`x = x.at[i].set(v)`",
    "numpy.place": "`x = jnp.place(x, mask, values, inplace=False)`", "numpy.putmask": "`x = jnp.where(mask, values, x)`",
    "numpy.fill_diagonal": "`x = jnp.fill_diagonal(x, v, inplace=False)`",
    "numpy.put_along_axis": "`x = jnp.put_along_axis(x, i, v, axis, inplace=False)`",
    "numpy.add.at": "`x = x.at[i].add(v)`", "numpy.subtract.at": "`x = x.at[i].add(-v)`",
    "numpy.multiply.at": "`x = x.at[i].multiply(v)`", "numpy.maximum.at": "`x = x.at[i].max(v)`",
    "numpy.minimum.at": "`x = x.at[i].min(v)`", "random.shuffle": "`x = jax.random.permutation(key, x)`",
    "numpy.random.shuffle": "`x = jax.random.permutation(key, x)`",
}  # fmt: skip
#: Functions of jax.numpy whose `inplace` is True unless told otherwise, and which then raise.
_INPLACE = frozenset({"jax.numpy.fill_diagonal", "jax.numpy.put", "jax.numpy.put_along_axis", "jax.numpy.place"})
#: Methods of NumPy's arrays that a JAX array lacks. (`byteswap` it has.)
_MISSING = {"fill": "x = jnp.full_like(x, v)", "put": "x = x.at[i].set(v)", "partition": "x = jnp.partition(x, k)", "resize": "x = jnp.resize(x, shape)"}


@rule("SB103", "numpy-mutation", events=(Call, Method), fix="unsafe", proof="raises, or silent for x.sort()")
def numpy_mutation(event: Call | Method) -> Iterator[Report]:
    """NumPy's in-place idioms on a JAX array: `out=`, `np.add.at`, `x.sort()` as a statement, `random.shuffle(x)`, …

    Why it bites: a JAX array cannot be written into. Most forms raise (TypeError, ValueError, NotImplementedError or
    AttributeError). `x.sort()` returns a sorted copy, so that as a statement it does nothing.

    Use instead: the result of the function, `x = x.at[i].add(v)`, `x = jax.random.permutation(key, x)`.

    Fix safety: unsafe for `x.sort()`, which becomes `x = x.sort()`, since the program begins to see the order.
    """
    yield from _method(event) if isinstance(event, Method) else _call(event)


def _call(event: Call) -> Iterator[Report]:
    name, short = event.name, _short(event.name)
    first = event.args[0] if event.args and not event.starred else NONE
    out = event.kwargs.get("out", NONE)
    if name in _WRITES_FIRST and is_array(first):
        yield _written(event.site, f"`{short}` writes into its argument", first, f"use {_WRITES_FIRST[name]}")
    elif name in _INPLACE and is_array(first) and event.kwargs.get("inplace", Const(True)) == Const(True):
        yield _written(event.site, f"`{short}` works in place unless told not to", first, "give `inplace=False`, and use the result")
    elif name == "numpy.nan_to_num" and event.kwargs.get("copy") == Const(False) and is_array(first):
        yield _written(event.site, "`copy=False` writes into the argument", first, "use the result, without `copy=False`")
    elif name.startswith(("numpy.", "jax.numpy.")) and is_array(out):
        yield _written(event.site, f"`out=` of `{short}` is written into", out, "use the result of the function, without `out=`")


def _method(event: Method) -> Iterator[Report]:
    receiver, name = event.receiver, event.name
    if type(receiver) is External:
        if name == "shuffle" and receiver.api.startswith(("numpy.random.", "random.")) and event.args and is_array(event.args[0]):
            yield _written(event.site, "`shuffle` writes into its argument", event.args[0], "use `x = jax.random.permutation(key, x)`")
    elif not is_array(receiver):
        return
    elif name == "sort" and event.statement:
        yield Report(
            event.site, "`sort` of a JAX array returns a sorted copy, which is thrown away: the array stays unsorted",
            "use `x = x.sort()`, or `jnp.sort(x)`", evidence(receiver),
            (Rewrite(event.site, "{0} = {1}", (event.receiver_site, event.site)),), fix_message="assign the sorted copy",
        )  # fmt: skip
    elif name in _MISSING:
        yield Report(event.site, f"this is {described(receiver)}, which is immutable and has no `{name}`: it raises AttributeError", f"use `{_MISSING[name]}`", evidence(receiver))


def _written(site: Site, act: str, value: Value, cure: str) -> Report:
    assert is_array(value)
    return Report(site, f"{act}, and this is {described(value)}, which is immutable", cure, evidence(value))


def _short(name: str) -> str:
    return "jnp." + name[10:] if name.startswith("jax.numpy.") else "np." + name[6:] if name.startswith("numpy.") else name
