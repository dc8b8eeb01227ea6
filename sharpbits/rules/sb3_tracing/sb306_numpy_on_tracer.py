from __future__ import annotations

from ...data.arrays import SCIPY
from ...data.gradients import HOST_COPIES
from ...data.jnp_facts import JNP_NEEDS_SIZE, JNP_REJECTS_LIST
from ...data.numpy_dispatch import HOST_REFUSES_TREES, NUMPY_FAILS_ON_TRACER, NUMPY_TO_JNP
from ...events import Call, Store
from ...rule import Report, Rewrite, as_written, rule
from ...values import UNKNOWN, Mapping, Numpy, Seq, Trace, Tree, Value, concrete_fails, leaves, traced

#: Parameters that NumPy does not convert to an array.
_NO_ARRAYS = frozenset({"dtype", "axis", "shape", "out", "like"})
#: Keywords that the function of JAX has too (`where=`, `casting=` and `out=` of a ufunc it has not).
_SHARED = frozenset({"axis", "dtype", "keepdims"})
#: Functions of sizes, and functions that write: `jnp` has them, and they fail there as well.
_NO_TWIN = frozenset({
    "arange", "array_repr", "array_str", "bartlett", "blackman", "diag_indices", "empty", "frombuffer", "geomspace", "hamming",
    "hanning", "indices", "linspace", "logspace", "place", "put", "resize", "tri", "tril_indices", "triu_indices", "zeros",
})  # fmt: skip


@rule("SB306", "numpy-on-tracer", events=(Call, Store), fix="safe", proof="raises TracerArrayConversionError")
def numpy_on_tracer(event: Call | Store) -> Report | None:
    """A NumPy or SciPy function that needs a NumPy array is given a traced value; a NumPy array that one is written into.

    Why it bites: `np.sin(x)` asks `x` for its content, which a tracer does not have. (`np.sum`, `np.reshape` and a few
    others hand over to the array's own method, and work.)
    Use instead: the function of the same name in `jax.numpy` or `jax.scipy`.
    Fix safety: the JAX function computes the same; its default dtypes are those of JAX.
    """
    if type(event) is Store:
        return _stored(event)
    assert type(event) is Call
    if event.name.startswith(SCIPY):
        trace = next((t for value in (*event.args, *event.kwargs.values()) if (t := traced(value)) is not None), None) or _anything(event)
        if trace is None:
            return None
        return Report(event.site, f"`{event.name}` needs the content of a traced value", "compute it with `jax.scipy` or `jax.numpy`", trace)
    if event.name not in NUMPY_FAILS_ON_TRACER:
        return None
    given = [*event.args, *(v for k, v in event.kwargs.items() if k not in _NO_ARRAYS)]
    # A dict becomes an array of one object, with the tracers inside untouched.
    inside = [leaf for value in given if type(value) is not Mapping for leaf in leaves(value)]
    trace = next((t for leaf in inside if (t := traced(leaf)) is not None), None) or _anything(event)
    if trace is None or (event.name in HOST_COPIES and trace.kind == "differentiated" and trace.slope is not None):
        return None  # a gradient that leaves for the host is SB611
    twin = NUMPY_TO_JNP.get(event.name)
    help_ = f"use `{as_written(twin)}`" if twin else "compute it with `jax.numpy`, or before the traced function"
    rewrites: tuple[Rewrite, ...] = ()
    if twin is not None and _drop_in(event, twin, trace):
        rewrites = (Rewrite(event.func, "{jnp}" + twin.removeprefix("jax.numpy")),)
    return Report(event.site, f"`{as_written(event.name)}` needs the content of a traced value", help_, trace, rewrites, fix_message=help_)


def _stored(event: Store) -> Report | None:
    """`out = np.zeros(n)`, and then `out[i] = x`."""
    if type(event.target) is not Numpy or event.target.dtype in (None, "object") or event.form not in ("item", "aug-item") or concrete_fails(event.index):
        return None
    trace = next((t for leaf in leaves(event.value) if (t := traced(leaf)) is not None), None)
    if trace is None:
        return None
    return Report(event.site, "a NumPy array cannot hold a traced value", "make it a JAX array: `jnp.zeros(…)`, and `out = out.at[i].set(v)`", trace)


def _anything(event: Call) -> Trace | None:
    """A first argument that may be a tracer or hold some, of a function that makes nothing of either."""
    value: Value = event.args[0] if event.args else UNKNOWN
    trace = value.trace if type(value) is Tree and event.name in HOST_REFUSES_TREES else None
    return trace if trace is not None and trace.kind != "differentiated" else None


def _drop_in(event: Call, twin: str, trace: Trace) -> bool:
    if event.name.rsplit(".", 1)[-1] in _NO_TWIN or not set(event.kwargs) <= _SHARED:
        return False
    if twin in JNP_NEEDS_SIZE and trace.kind != "differentiated" and not (twin.endswith(".where") and len(event.args) == 3):
        return False
    return twin not in JNP_REJECTS_LIST or not any(type(value) is Seq for value in event.args)
