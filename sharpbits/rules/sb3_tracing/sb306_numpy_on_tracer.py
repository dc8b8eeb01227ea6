from __future__ import annotations

from ...data.numpy_dispatch import NUMPY_FAILS_ON_TRACER, NUMPY_TO_JNP
from ...events import Call
from ...rule import Report, Rewrite, rule
from ...values import leaves, traced

#: Parameters that NumPy does not convert to an array.
_NO_ARRAYS = frozenset({"dtype", "axis", "shape", "out", "like"})


@rule("SB306", "numpy-on-tracer", events=(Call,), fix="safe", proof="raises TracerArrayConversionError")
def numpy_on_tracer(event: Call) -> Report | None:
    """A NumPy function that needs a NumPy array is given a traced value.

    Why it bites: `np.sin(x)` asks `x` for its content, which a tracer does not have. (`np.sum`, `np.reshape` and a few
    others hand over to the array's own method, and work.)
    Use instead: the function of the same name in `jax.numpy`.
    Fix safety: the JAX function computes the same; its default dtypes are those of JAX.
    """
    if event.name not in NUMPY_FAILS_ON_TRACER:
        return None
    given = [*event.args, *(v for k, v in event.kwargs.items() if k not in _NO_ARRAYS)]
    trace = next((t for value in given for leaf in leaves(value) if (t := traced(leaf)) is not None), None)
    if trace is None:
        return None
    twin = NUMPY_TO_JNP.get(event.name)
    short = event.name.replace("numpy.", "np.", 1)
    rewrites: tuple[Rewrite, ...] = ()
    if twin is not None:
        rewrites = (Rewrite(event.func, "{jnp}" + twin.removeprefix("jax.numpy")),)
    help_ = f"use `{twin.replace('jax.numpy', 'jnp')}`" if twin else "compute it with `jax.numpy`, or before the traced function"
    return Report(event.site, f"`{short}` needs the content of a traced value", help_, trace, rewrites, fix_message=help_)
