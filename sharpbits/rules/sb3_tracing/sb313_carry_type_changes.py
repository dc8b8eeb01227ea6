from __future__ import annotations

from ...events import LoopCall
from ...rule import Report, rule
from ...values import UNKNOWN, Array, Seq, Value
from ._types import differ


@rule("SB313", "carry-type-changes", events=(LoopCall,), fix="safe", proof="raises TypeError")
def carry_type_changes(event: LoopCall) -> Report | None:
    """The carry of a loop comes out of its body with another type than it went in.

    Why it bites: the loop is one compiled program, so its state has one structure, shape and dtype. Weakly typed
    starts (`0`, `0.0`) are promoted; `jnp.int32(0)` or `jnp.zeros(3, int)` that become float are not.
    Use instead: start with the dtype and shape that the body returns.
    """
    if event.primitive not in ("jax.lax.scan", "jax.lax.fori_loop", "jax.lax.while_loop") or event.init is None:
        return None
    result = event.roles["body"][2]
    if result is None or result is UNKNOWN:
        return None
    if event.primitive == "jax.lax.scan":
        if type(result) is not Seq or result.items is None or len(result.items) != 2:
            return None
        result = result.items[0]
    reason = carry_differs(event.init, result)
    if reason is None:
        return None
    short = event.primitive.replace("jax.lax.", "lax.")
    places = event.returns.get("body") or ()
    return Report(
        event.site, f"the carry of `{short}` goes in and comes out as different types: {reason}",
        "give the initial value the type that the body returns", related=tuple((p, "the body returns it here") for p in places[:1]),
    )  # fmt: skip


def carry_differs(start: Value, end: Value) -> str | None:
    if type(start) is Seq and type(end) is Seq and start.items is not None and end.items is not None and len(start.items) == len(end.items) and start.kind == end.kind:
        return next((r for a, b in zip(start.items, end.items) if (r := carry_differs(a, b))), None)
    if type(start) is Array and type(end) is Array and start.weak and start.dtype == "bool" and end.dtype in ("int32", "float32") and not end.maybe:
        return f"dtypes bool and {end.dtype}"
    return differ(start, end)
