from __future__ import annotations

from ...events import GradientCut
from ...rule import Report, rule


@rule("SB603", "zero-gradient-op", events=(GradientCut,), proof="silent")
def zero_gradient_op(event: GradientCut) -> Report | None:
    """All that a differentiated function returns goes through `argmax`, `round`, `sign`, a comparison or a cast to integers.

    Why it bites: these functions are constant almost everywhere, so that the gradient is zero (or `grad` refuses the integers that come out), and nothing is learned.
    Use instead: a smooth stand-in (`softmax`, `tanh`, `sigmoid`), or a straight-through estimator: `x + lax.stop_gradient(jnp.round(x) - x)`.
    """
    if event.op == "stop_gradient":
        return None
    what = event.op if " " in event.op else f"`{event.op}`"
    message = f"the gradient is zero: all of the result goes through {what}"
    return Report(event.site, message, "use a smooth stand-in, or `x + lax.stop_gradient(f(x) - x)`", related=((event.at, f"differentiated by `{event.by}`"),))
