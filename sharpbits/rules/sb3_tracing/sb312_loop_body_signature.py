from __future__ import annotations

from collections.abc import Iterator

from ...events import LoopCall
from ...rule import Report, rule
from ...values import NONE, Array, Bound, Const, Func, Instance, Mapping, Partial, Seq, Value

_BOOLEAN = {"jax.lax.cond": "pred"}


@rule("SB312", "loop-body-signature", events=(LoopCall,), proof="raises TypeError / ValueError")
def loop_body_signature(event: LoopCall) -> Iterator[Report]:
    """The function given to `scan`, `fori_loop`, `while_loop`, `cond`, … has the wrong signature.

    Why it bites: each primitive calls its functions in its own way: `scan` with `(carry, x)` and wants a pair back,
    `fori_loop` with `(i, carry)`, `while_loop` with the one state.
    Use instead: the signature that the message names.
    """
    short = event.primitive.replace("jax.lax.", "lax.")
    for role, (func, count, result, site) in event.roles.items():
        if _no_callable(func):
            yield Report(event.site, f"`{short}` calls its {role} function, and is given a value", "wrap it: `lambda: value`")
            continue
        span = _arity(func)
        if span is not None and not span[0] <= count <= span[1]:
            takes = str(span[0]) if span[0] == span[1] else f"{span[0]} to {span[1]}"
            where = site if event.primitive != "jax.lax.cond" else event.site
            yield Report(event.site if where.path != event.site.path else event.site, f"`{short}` calls its {role} function with {count} argument{'s' * (count != 1)}, and it takes {takes}", _HELP.get(event.primitive, "change its parameters"))
        elif event.primitive == "jax.lax.scan" and result is not None and _not_a_pair(result):
            places = event.returns.get(role) or (event.site,)
            yield Report(places[-1], "a `scan` body has to return a pair, `(carry, y)`", "return `(carry, y)`, or `(carry, None)`", related=((event.site, "`scan` is called here"),))
    predicate = event.roles.get("cond", (None, 0, None, None))[2] if event.primitive == "jax.lax.while_loop" else event.operand if event.primitive == "jax.lax.cond" else None
    if predicate is not None and (why := _no_predicate(predicate, event.primitive)):
        yield Report(event.site, f"the predicate of `{short}` has to be a boolean scalar, and is {why}", "reduce it with `jnp.any` or `jnp.all`")


_HELP = {
    "jax.lax.scan": "a `scan` body takes `(carry, x)`",
    "jax.lax.fori_loop": "a `fori_loop` body takes `(i, carry)`",
    "jax.lax.while_loop": "both functions of a `while_loop` take the one state",
    "jax.lax.cond": "each branch takes the operands that follow the branches",
    "jax.lax.switch": "each branch takes the operands that follow the branches",
    "jax.lax.associative_scan": "the function takes two elements",
    "jax.lax.map": "the function takes one element",
}


def _no_callable(value: Value) -> bool:
    return (type(value) is Array and not value.maybe) or type(value) in (Seq, Mapping) or (type(value) is Const and value != NONE)


def _not_a_pair(result: Value) -> bool:
    if type(result) is Seq and result.kind in ("tuple", "list"):
        return result.items is not None and len(result.items) != 2
    if type(result) is Array:
        return not result.maybe and not (result.shape is None or (result.shape and result.shape[0] in (None, 2))) or (not result.maybe and result.shape is None)
    return result == NONE or (type(result) is Mapping and result.items is not None and len(result.items) != 2)


def _no_predicate(value: Value, primitive: str) -> str:
    if type(value) is Array and not value.maybe:
        if value.shape:
            return f"of shape {value.shape}".replace("None", "?")
        if primitive == "jax.lax.while_loop" and value.dtype is not None and value.dtype != "bool" and value.shape == ():
            return f"of dtype {value.dtype}"
    return ""


def _arity(func: Value) -> tuple[int, int] | None:
    """(fewest, most) positional arguments; None where it is not known."""
    if type(func) is Func:
        if any(p[1] == "key" and p[2] is None for p in func.params):
            return None
        plain = [p for p in func.params if p[1] in ("pos", "any")]
        most = 99 if any(p[1] == "star" for p in func.params) else len(plain)
        return sum(1 for p in plain if p[2] is None), most
    if type(func) is Bound and type(func.func) is Func:
        inner = _arity(func.func)
        return None if inner is None else (max(inner[0] - 1, 0), inner[1] - 1)
    if type(func) is Partial and type(func.func) is Func:
        names = {k for k, _ in func.kwargs}
        if any(p[1] == "key" and p[2] is None and p[0] not in names for p in func.func.params):
            return None
        plain = [p for p in func.func.params if p[1] in ("pos", "any")][len(func.args) :]
        free = []
        for p in plain:
            if p[0] in names:
                break
            free.append(p)
        most = 99 if any(p[1] == "star" for p in func.func.params) else len(free)
        return sum(1 for p in free if p[2] is None), most
    if type(func) is Instance:
        return None
    return None
