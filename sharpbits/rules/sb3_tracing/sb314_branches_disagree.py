from __future__ import annotations

from ...events import LoopCall
from ...rule import Report, rule
from ...values import UNKNOWN
from ._types import differ


@rule("SB314", "branches-disagree", events=(LoopCall,), proof="raises TypeError")
def branches_disagree(event: LoopCall) -> Report | None:
    """The branches of `cond` or `switch` return different types.

    Why it bites: which branch runs is known only when the program runs, and its result has one type.
    Use instead: the same structure, shapes and dtypes from each branch.
    """
    if event.primitive not in ("jax.lax.cond", "jax.lax.switch"):
        return None
    known = [(role, result) for role, (_, _, result, _) in event.roles.items() if result is not None and result is not UNKNOWN]
    for place, (role, result) in enumerate(known):
        for other, second in known[place + 1 :]:
            reason = differ(result, second)
            if reason is not None:
                short = event.primitive.replace("jax.lax.", "lax.")
                sites = [(s, f"the {r} branch returns here") for r in (role, other) for s in event.returns.get(r, ())[:1]]
                return Report(event.site, f"the branches of `{short}` return different types: {reason}", "return the same structure, shapes and dtypes from each", related=tuple(sites))
    return None
