from __future__ import annotations

from ...events import LinenApply
from ...rule import Report, rule


@rule("SB806", "flax-dropout-without-rng", events=(LinenApply,), proof="raises InvalidRngError")
def flax_dropout_without_rng(event: LinenApply) -> Report | None:
    """A stochastic `apply` without the generator that it draws from: `rngs={'dropout': key}`.

    Why it bites: Linen has no global generator. `Dropout` that is not deterministic asks for the one of its name and raises InvalidRngError.
    Use instead: `model.apply(variables, x, rngs={'dropout': key})` with a fresh key for each step, or `deterministic=True`.
    """
    if event.problem != "rng":
        return None
    return Report(
        event.site, f"the module draws from the generator `{event.detail}` here, and `rngs` does not have it: it raises InvalidRngError",
        f"pass `rngs={{'{event.detail}': key}}`, or apply the module in its deterministic mode", event.staged,
        related=((event.cause, "drawn here"),) if event.cause is not None else (),
    )  # fmt: skip
