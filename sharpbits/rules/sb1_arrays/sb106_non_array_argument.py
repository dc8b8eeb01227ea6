from __future__ import annotations

from collections.abc import Iterator

from ...data.jnp_facts import JNP_REJECTS_LIST, JNP_SEQUENCE_OF_ARRAYS
from ...events import Binary, Call, Index
from ...rule import Report, Rewrite, rule
from ...values import UNKNOWN, Array, Const, Py, Seq, Site, Tree, Value
from ._arrays import evidence

_NUMBERS = (Array, Const, Py, Tree)
_FAMILIES = ("jax.numpy.", "jax.lax.", "jax.nn.", "jax.scipy.")
#: Functions that map over pytrees, where a list of arrays is good, and those that take a list as it is.
_TAKES_TREES = frozenset({
    "jax.lax.psum", "jax.lax.pmean", "jax.lax.pmax", "jax.lax.pmin", "jax.lax.psum_scatter", "jax.lax.all_gather",
    "jax.lax.pbroadcast", "jax.lax.pswapaxes", "jax.lax.map", "jax.lax.custom_linear_solve",
    "jax.lax.with_sharding_constraint", "jax.lax.conv_dimension_numbers", "jax.nn.one_hot", "jax.numpy.ravel_multi_index",
    "jax.numpy.mask_indices", "jax.numpy.can_cast", "jax.numpy.kaiser", "jax.scipy.linalg.funm",
})  # fmt: skip
#: Parameters that are static tuples: `lax.slice(x, (0,), (2,))`, `jnp.moveaxis(x, (0, 1), (1, 0))`.
_STATIC = frozenset({"limit_indices", "source", "destination"})


@rule("SB106", "non-array-argument", events=(Call, Binary, Index), fix="safe", proof="raises TypeError")
def non_array_argument(event: Call | Binary | Index) -> Iterator[Report]:
    """A list or tuple where JAX takes only arrays.

    Why it bites: NumPy converts a list at each call, which is slow and hides mistakes. JAX raises TypeError: in its
    functions, its operators, and in `x[[0, 1]]`. (`x[:, [0, 1]]` and `x[0, 1]` work.)

    Use instead: `jnp.array([…])`.

    Fix safety: safe, since the program raised before.
    """
    if isinstance(event, Call):
        if event.starred or not event.name.startswith(_FAMILIES):
            return
        yield from _call(event)
    elif isinstance(event, Binary):
        for value, other, site in ((event.left, event.right, event.left_site), (event.right, event.left, event.right_site)):
            if _list(value) and type(other) is Array and not other.maybe and event.op not in ("in", "not in", "is", "is not"):
                yield _report(event.site, site, f"`{event.op}` of a JAX array and a {_kind(value)} raises TypeError", other)
                return
    elif type(event.value) is Array and not event.value.maybe and type(event.index) is Seq and event.index.kind == "list":
        # An empty list would become an index of floats.
        yield _report(event.site, event.index_site if _list(event.index) else None, "a list as the index of a JAX array raises TypeError", event.value)


def _call(event: Call) -> Iterator[Report]:
    short = event.name.replace("jax.numpy.", "jnp.").replace("jax.lax.", "lax.")
    if event.name in JNP_SEQUENCE_OF_ARRAYS:
        first = event.args[0] if event.args else None
        if type(first) is Seq and first.items is not None:
            bad = next((v for v in first.items if _list(v)), None)
            if bad is not None:
                yield Report(event.site, f"`{short}` joins arrays, and one of these is a {_kind(bad)}", "use `jnp.array([…])` for it")
        return
    if event.name in _TAKES_TREES:
        return
    for place, name in JNP_REJECTS_LIST.get(event.name, ()):
        if name in _STATIC:
            continue
        value = event.kwargs.get(name) if name in event.kwargs else event.args[place] if place < len(event.args) else None
        site = event.kwsites.get(name) if name in event.kwargs else event.sites[place] if place < len(event.sites) else None
        if value is not None and _list(value):
            yield _report(event.site, site, f"`{short}` takes an array for `{name}`, not a {_kind(value)}", None)
            return


def _report(place: Site, part: Site | None, message: str, value: Value | None) -> Report:
    rewrites = (Rewrite(part, "{jnp}.array({0})", (part,)),) if part is not None else ()
    return Report(place, message, "use `jnp.array(…)`", evidence(value) if value is not None else None, rewrites, fix_message="use `jnp.array(…)`")


def _list(value: Value) -> bool:
    """A list or tuple, for certain: of numbers or arrays, or written down with who knows what in it."""
    if type(value) is not Seq or value.kind not in ("list", "tuple"):
        return False
    parts = value.items if value.items is not None else (value.elem,)
    if not parts:
        return False
    return all((p is UNKNOWN and value.items is not None) or (type(p) in _NUMBERS and not (type(p) is Const and type(p.value) not in (int, float, bool, complex)) and not (type(p) is Py and p.type not in ("int", "float", "bool", "number"))) or _list(p) for p in parts)


def _kind(value: Value) -> str:
    return value.kind if type(value) is Seq else "list"
