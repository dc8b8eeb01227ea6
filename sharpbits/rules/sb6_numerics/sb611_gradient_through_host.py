from __future__ import annotations

from ...events import GradientCut, HostInGradient
from ...rule import Report, rule


@rule("SB611", "gradient-through-host", events=(HostInGradient, GradientCut), proof="raises ValueError, or silent")
def gradient_through_host(event: HostInGradient | GradientCut) -> Report | None:
    """A callback on the host inside of a differentiated function, or `stop_gradient` of all that it returns.

    Why it bites: what the host computes has no derivative, and JAX raises; behind `stop_gradient` the gradient is zero, without a word.
    Use instead: give the callback a rule (`jax.custom_jvp`), or compute with `jax.numpy`; stop the gradient of the parts that are targets.
    """
    if isinstance(event, HostInGradient):
        short = event.function.rsplit(".", 1)[-1]
        return Report(event.site, f"`{short}` has no derivative, and a gradient flows into it", "give it a rule with `jax.custom_jvp`, or stop the gradient of its arguments", event.trace)
    if event.op != "stop_gradient":
        return None
    message = "the gradient is zero: all of the result goes through `stop_gradient`"
    return Report(event.site, message, "stop the gradient of the parts that are not to be learned", related=((event.at, f"differentiated by `{event.by}`"),))
