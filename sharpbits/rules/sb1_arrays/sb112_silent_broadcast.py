from __future__ import annotations

from ...events import Squared
from ...rule import Report, rule


@rule("SB112", "silent-broadcast", events=(Squared,), proof="silent")
def silent_broadcast(event: Squared) -> Report:
    """A vector `(n,)` meets a column `(n, 1)`, and the square `(n, n)` is reduced to one number.

    Why it bites: broadcasting pairs each element with every other. The loss is still a number, its gradient still
    points somewhere, and the model learns the mean of its targets. A column that the expression asks for itself,
    as in `x[:, None] - y`, is meant.

    Use instead: one shape for both (`pred[:, 0]`, `jnp.squeeze(pred, -1)`), and
    `jax.config.update("jax_numpy_rank_promotion", "raise")`, which refuses to guess.
    """
    return Report(
        event.site, f"{event.text}, and `{event.reduction}` makes one number of all pairs",
        'give both one shape, such as `jnp.squeeze(x, -1)` of the column; `jax.config.update("jax_numpy_rank_promotion", "raise")` finds the next one',
        related=((event.at, "reduced here"),) if event.at != event.site else (),
    )  # fmt: skip
