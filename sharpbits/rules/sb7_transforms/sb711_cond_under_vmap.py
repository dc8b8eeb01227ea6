from __future__ import annotations

from ...events import LoopCall
from ...rule import Report, rule


@rule("SB711", "cond-under-vmap", events=(LoopCall,), on="info", proof="slow, or never ends")
def cond_under_vmap(event: LoopCall) -> Report | None:
    """`lax.cond` or `lax.switch` on a predicate that differs between the lanes of a `vmap`.

    Why it bites: the lanes run together, so it becomes a `select`: every branch runs for every lane, and what is not wanted is thrown away. A
    `while_loop` in a branch then runs on lanes that were to be spared, maybe for ever, and an effect happens in all of them.
    Use instead: `jnp.where` where both sides are cheap; `lax.map` in place of `vmap` where one is not; a predicate that is the same for all lanes.
    """
    if event.batched is None:
        return None
    name = event.primitive.replace("jax.lax.", "lax.")
    if event.heavy:
        message = f"under `vmap`, every branch of this `{name}` runs for every lane, also the one with {event.heavy}"
        return Report(event.site, message, "use `lax.map` in place of `vmap`, or take it out of the branch", event.batched, severity="error")
    choice = "jnp.where" if name.endswith("cond") else "jnp.select"
    return Report(event.site, f"under `vmap`, every branch of this `{name}` runs for every lane", f"use `{choice}`, or `lax.map` in place of `vmap`", event.batched)
