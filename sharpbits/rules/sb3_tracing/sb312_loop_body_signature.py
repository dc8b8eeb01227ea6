from __future__ import annotations

from collections.abc import Iterator

from ...events import LoopCall
from ...rule import Report, rule
from ...values import NONE, Array, Const, Instance, Mapping, Seq, Value
from .._parameters import fits, plural, takes
from ._operands import misfit
from ._types import as_array

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
    yield from misfit(event, short)


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

