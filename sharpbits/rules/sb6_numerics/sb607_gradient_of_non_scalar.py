from __future__ import annotations

from ...events import Differentiated
from ...rule import Report, Rewrite, rule
from ...values import Array, Mapping, Seq, Value
from ._gradients import holds_integer

_SCALAR = frozenset({
    "jax.grad", "jax.value_and_grad", "haiku.grad", "haiku.value_and_grad", "flax.nnx.grad", "flax.nnx.value_and_grad", "equinox.filter_grad",
    "equinox.filter_value_and_grad",
})  # fmt: skip


@rule("SB607", "gradient-of-non-scalar", events=(Differentiated,), fix="safe", proof="raises TypeError")
def gradient_of_non_scalar(event: Differentiated) -> Report | None:
    """`grad` of a function that returns a tuple without `has_aux`, no pair with it, or an array.

    Why it bites: only a scalar has a gradient; of two results, JAX is not told which one is the loss.
    Use instead: `has_aux=True` for `(loss, aux)`; `jax.jacrev`, or a sum, for an array.
    Fix safety: a function that returns a pair gets `has_aux=True`, the one way to differentiate it.
    """
    if event.name not in _SCALAR or event.has_aux is None:
        return None
    result: Value = event.result
    short = event.name.rsplit(".", 1)[-1]
    if event.has_aux:
        if type(result) is Seq and result.items is not None and result.kind in ("tuple", "list"):
            if len(result.items) != 2:
                return Report(event.made, f"`has_aux=True` needs a pair (loss, aux), and the function returns {len(result.items)} values", "return `loss, (a, b)`")
            result = result.items[0]
        elif type(result) is Array and not result.maybe:
            return Report(event.made, "`has_aux=True` needs a pair (loss, aux), and the function returns one array", "leave `has_aux` out")
        else:
            return None
        if type(result) is Seq or type(result) is Mapping:
            return Report(event.made, f"`{short}` needs a scalar, and the first of the pair is a {result.kind if type(result) is Seq else 'dict'}", "return `loss, aux`")
    if type(result) is Seq and result.kind in ("tuple", "list"):
        pair = result.items is not None and len(result.items) == 2 and not (type(result.items[0]) is Array and result.items[0].shape)
        fix = (Rewrite(event.last, "{0}, has_aux=True", (event.last,)),) if pair and event.last is not None else ()
        help_ = "give `has_aux=True`" if pair else "return `loss, (a, b)` and give `has_aux=True`"
        return Report(event.made, f"`{short}` needs a scalar, and the function returns a {result.kind}", help_, rewrites=fix, fix_message="give `has_aux=True`")
    if type(result) is Mapping:
        return Report(event.made, f"`{short}` needs a scalar, and the function returns a dict", "return `loss, aux` and give `has_aux=True`")
    refused = not event.filtered and not event.allow_int and any(holds_integer(value) for value, _, _ in event.given)
    if type(result) is Array and result.shape and not result.maybe and not refused:
        size = "(" + ", ".join("?" if n is None else str(n) for n in result.shape) + ("," if len(result.shape) == 1 else "") + ")"
        return Report(event.made, f"`{short}` needs a scalar, and the function returns an array of shape {size}", "reduce it (`jnp.sum`, `jnp.mean`), or use `jax.jacrev`")
    return None
