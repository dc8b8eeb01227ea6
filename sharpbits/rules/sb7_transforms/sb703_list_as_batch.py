from __future__ import annotations

from ...events import ListMapped
from ...rule import Report, Rewrite, rule
from ._settings import short

_WHAT = {
    "range": "a `range`, which is no array",
    "iterator": "an iterator, which is no array",
    "numbers": "a list of numbers: each is a leaf of its own, and none has an axis",
    "arrays": "a list of arrays: its function gets a list of rows, and takes it for one array",
    "ragged": "a list of arrays of several lengths: there is no row of each for every lane",
}


@rule("SB703", "list-as-batch", events=(ListMapped,), fix="safe", proof="raises TypeError / ValueError")
def list_as_batch(event: ListMapped) -> Report:
    """A list, `range` or iterator where `vmap`, `scan` or `lax.map` maps over the axis of an array.

    Why it bites: a list is a pytree. JAX maps over the leading axis of each of its elements, and does not stack them; numbers have no
    axis, and a `range` or `zip` is no pytree at all. (A list of arrays is good where the function takes a list.)

    Use instead: `jnp.array([…])` of numbers, `jnp.stack(arrays)`, `jnp.arange(n)`.

    Fix safety: safe, since the program raised before.
    """
    name = short(event.transformation)
    function = {"range": "arange", "numbers": "array", "arrays": "stack"}.get(event.what)
    help_ = f"use `jnp.{function}(…)`" if function else "pad them to one length, or loop in Python" if event.what == "ragged" else "make an array of it, or loop in Python"
    rewrites: tuple[Rewrite, ...] = ()
    if event.argument is not None and function is not None:
        if event.what != "range":
            rewrites = (Rewrite(event.argument, f"{{jnp}}.{function}({{0}})", (event.argument,)),)
        elif event.bounds:
            places = ", ".join(f"{{{n}}}" for n in range(len(event.bounds)))
            rewrites = (Rewrite(event.argument, f"{{jnp}}.arange({places})", event.bounds),)
    return Report(event.site, f"`{name}` is given {_WHAT[event.what]}", help_, None, rewrites, fix_message=help_)
