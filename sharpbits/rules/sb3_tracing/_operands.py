"""What a loop or branch of `lax` is given beside its functions."""

from __future__ import annotations

from collections.abc import Iterator

from ...events import LoopCall
from ...rule import Report
from ...values import NONE, UNKNOWN, Seq, Value, leaves
from ._types import as_array, dtype_class, show


def misfit(event: LoopCall, short: str) -> Iterator[Report]:
    """The predicate, the index, or the inputs that are scanned."""
    if event.primitive == "jax.lax.scan" and event.operand is not None:
        arrays = [a for leaf in leaves(event.operand) if (a := as_array(leaf)) is not None and a.shape is not None]
        sizes = sorted({a.shape[0] for a in arrays if a.shape and a.shape[0] is not None})
        if type(event.operand) is Seq and event.operand.kind != "tuple":
            return  # a list for an array is another rule's affair
        if any(a.shape == () for a in arrays):
            yield Report(event.site, f"`{short}` is given a scalar to scan over", "give the number of rounds as `length=`")
        elif len(sizes) > 1:
            yield Report(event.site, f"the inputs of `{short}` differ in their leading sizes: {sizes[0]} and {sizes[1]}", "scan over inputs of one length")
    elif event.primitive == "jax.lax.cond" and (why := _no_scalar(event.operand, ("bool", "int", "float"))):
        yield Report(event.site, f"the predicate of `{short}` has to be a boolean scalar, and is {why}", "reduce it with `jnp.any` or `jnp.all`")
    elif event.primitive == "jax.lax.switch" and (why := _no_scalar(event.operand, ("int",))):
        yield Report(event.site, f"the index of `{short}` has to be an integer scalar, and is {why}", "convert it with `.astype(int)`, or use `lax.cond`")
    elif event.primitive == "jax.lax.while_loop" and (why := _no_scalar(event.roles.get("cond", (None, 0, None, None))[2], ("bool",))):
        yield Report(event.site, f"the condition of `{short}` has to return a boolean scalar, and its result is {why}", "compare it, and reduce with `jnp.any` or `jnp.all`")


def _no_scalar(value: Value | None, classes: tuple[str, ...]) -> str:
    """Why the value is certainly no scalar of one of the classes, in words; "" when it may be."""
    if value is None or value is UNKNOWN:
        return ""
    if value == NONE:
        return "None"
    array = as_array(value)
    if array is None:
        return f"a {value.kind}" if type(value) is Seq and value.kind in ("tuple", "list") else ""
    if array.shape:
        return f"of shape {show(array.shape)}"
    kind = dtype_class(array.dtype)
    return f"of type {array.dtype}" if kind is not None and kind not in classes else ""
