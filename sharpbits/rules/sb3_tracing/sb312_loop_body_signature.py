from __future__ import annotations

from collections.abc import Iterator

from ...events import LoopCall
from ...rule import Report, rule
from ...values import NONE, UNKNOWN, Array, Const, Instance, Mapping, Seq, Value, leaves
from .._parameters import fits, plural, takes
from ._types import as_array, dtype_class, show

_HELP = {
    "jax.lax.scan": "a `scan` body takes `(carry, x)`",
    "jax.lax.fori_loop": "a `fori_loop` body takes `(i, carry)`",
    "jax.lax.while_loop": "both functions of a `while_loop` take the one state",
    "jax.lax.cond": "each branch takes the operands that follow the branches",
    "jax.lax.switch": "each branch takes the operands that follow the branches",
    "jax.lax.associative_scan": "the function takes two elements",
    "jax.lax.map": "the function takes one element",
}


@rule("SB312", "loop-body-signature", events=(LoopCall,), proof="raises TypeError / ValueError")
def loop_body_signature(event: LoopCall) -> Iterator[Report]:
    """The function given to `scan`, `fori_loop`, `while_loop`, `cond`, … has the wrong signature.

    Why it bites: each primitive calls its functions in its own way: `scan` with `(carry, x)` and wants a pair back,
    `fori_loop` with `(i, carry)`, `while_loop` with the one state; a predicate is one boolean.
    Use instead: the signature that the message names.
    """
    short = event.primitive.replace("jax.lax.", "lax.")
    for role, (func, count, result, _) in event.roles.items():
        params = event.params.get(role)
        if _no_callable(func):
            yield Report(event.site, f"`{short}` calls its {role} function, and is given a value", "wrap it: `lambda: value`")
        elif not fits(params, count):
            message = f"`{short}` calls its {role} function with {plural(count)}, and it takes {takes(params)}"
            yield Report(event.site, message, _HELP.get(event.primitive, "change its parameters"))
        elif event.primitive == "jax.lax.scan" and result is not None and (_not_a_pair(result) or _the_carry(result, event.init)):
            place = (event.returns.get(role) or (event.site,))[-1]
            related = ((event.site, "`scan` is called here"),) if place != event.site else ()
            yield Report(place, "a `scan` body has to return a pair, `(carry, y)`", "return `(carry, y)`, or `(carry, None)`", related=related)
    yield from _operand(event, short)


def _operand(event: LoopCall, short: str) -> Iterator[Report]:
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


def _no_callable(value: Value) -> bool:
    return (type(value) is Array and not value.maybe) or type(value) in (Seq, Mapping, Const)


def _the_carry(result: Value, init: Value | None) -> bool:
    """Is it an object or dict as the one that came in? It has two parts at most by chance, of which none is the whole."""
    if type(result) is Instance:
        return type(init) is Instance and init.cls is result.cls
    return type(result) is Mapping and type(init) is Mapping and bool(init.items) and {k for k, _ in init.items or ()} == {k for k, _ in result.items or ()}


def _not_a_pair(result: Value) -> bool:
    if type(result) is Seq and result.kind in ("tuple", "list"):
        return result.items is not None and len(result.items) != 2
    # Not even an array of two rows is taken apart.
    return result == NONE or as_array(result) is not None

