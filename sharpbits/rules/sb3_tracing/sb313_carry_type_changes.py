from __future__ import annotations

from ...events import LoopCall
from ...rule import Report, Rewrite, rule
from ...values import UNKNOWN, Array, Seq, Value
from ._types import as_array, differ


@rule("SB313", "carry-type-changes", events=(LoopCall,), fix="safe", proof="raises TypeError")
def carry_type_changes(event: LoopCall) -> Report | None:
    """The carry of a loop comes out of its body with another type than it went in.

    Why it bites: the loop is one compiled program, so its state has one structure, shape and dtype. Weakly typed
    starts (`0`, `0.0`) are promoted; `jnp.int32(0)` or `jnp.zeros(3, int)` that become float are not.
    Use instead: start with the dtype and shape that the body returns.
    Fix safety: an integer start of a carry that is one array is cast to the float type that the body returns; the loop
    failed before.
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
    reason = differ(event.init, result, carry=True)
    if reason is None:
        return None
    short = event.primitive.replace("jax.lax.", "lax.")
    places = event.returns.get("body") or ()
    return Report(
        event.site, f"the carry of `{short}` goes in and comes out as different types: {reason}",
        "give the initial value the type that the body returns", rewrites=_cast(event, result),
        fix_message="start with the dtype that the body returns", related=tuple((p, "the body returns it here") for p in places[:1]),
    )  # fmt: skip


def _cast(event: LoopCall, result: Value) -> tuple[Rewrite, ...]:
    """A start that is one integer array, and becomes a float of known dtype."""
    start, end = event.init, as_array(result)
    if type(start) is not Array or end is None or start.weak or event.init_site is None or end.shape not in (None, start.shape):
        return ()
    if start.dtype not in ("int32", "uint32", "int8", "uint8", "int16") or end.dtype not in ("float32", "float16", "bfloat16"):
        return ()
    return (Rewrite(event.init_site, f"{{0}}.astype({{jnp}}.{end.dtype})", (event.init_site,)),)
