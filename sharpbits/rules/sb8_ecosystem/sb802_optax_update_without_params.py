from __future__ import annotations

from ...events import UpdateWithoutParams
from ...rule import Report, Rewrite, rule


@rule("SB802", "optax-update-without-params", events=(UpdateWithoutParams,), fix="safe", proof="raises ValueError")
def optax_update_without_params(event: UpdateWithoutParams) -> Report:
    """`tx.update(grads, state)` without `params`, for an optimiser that reads the parameters.

    Why it bites: weight decay and trust ratios are computed from the parameters themselves: `adamw`, `lamb`, `lion`, `add_decayed_weights` and others
    raise ValueError without them, also inside `chain`, `masked`, `multi_transform`, `inject_hyperparams` or `MultiSteps`.
    Use instead: `tx.update(grads, state, params)`.
    Fix safety: safe: the call fails as it is. It is offered where the function has a variable `params`.
    """
    rewrites: tuple[Rewrite, ...] = ()
    if event.params and event.last is not None:
        rewrites = (Rewrite(event.last, f"{{0}}, {'params=params' if event.keyword else 'params'}", (event.last,)),)
    return Report(
        event.site, f"`{event.optimiser}` computes its update from the parameters, and `update` gets none: it raises ValueError",
        "pass them: `tx.update(grads, state, params)`", event.staged, rewrites, fix_message="pass `params`",
    )  # fmt: skip
