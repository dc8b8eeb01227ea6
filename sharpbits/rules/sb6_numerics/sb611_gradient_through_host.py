from __future__ import annotations

from ...data.gradients import HOST_COPIES
from ...events import Call, GradientCut, HostInGradient
from ...rule import Report, as_written, rule
from ...values import NONE, Mapping, leaves, traced


@rule("SB611", "gradient-through-host", events=(HostInGradient, GradientCut, Call), proof="raises ValueError, or silent")
def gradient_through_host(event: HostInGradient | GradientCut | Call) -> Report | None:
    """A callback on the host or `np.asarray` inside of a differentiated function, or `stop_gradient` of all that it returns.

    Why it bites: what the host computes has no derivative, and JAX raises; behind `stop_gradient` the gradient is zero, without a word.
    Use instead: give the callback a rule (`jax.custom_jvp`), or compute with `jax.numpy`; stop the gradient of the parts that are targets.
    """
    if isinstance(event, Call):
        given = event.args[0] if event.name in HOST_COPIES and event.args else NONE
        trace = next((t for leaf in leaves(given) if (t := traced(leaf)) is not None), None) if type(given) is not Mapping else None
        if trace is None or trace.kind != "differentiated" or trace.slope is None:
            return None
        return Report(event.site, f"`{as_written(event.name)}` takes the value to the host, and a gradient flows into it", "compute with `jax.numpy`, or stop the gradient first", trace)
    if isinstance(event, HostInGradient):
        short = event.function.rsplit(".", 1)[-1]
        return Report(event.site, f"`{short}` has no derivative, and a gradient flows into it", "give it a rule with `jax.custom_jvp`, or stop the gradient of its arguments", event.trace)
    if event.op != "stop_gradient":
        return None
    message = "the gradient is zero: all of the result goes through `stop_gradient`"
    return Report(event.site, message, "stop the gradient of the parts that are not to be learned", related=((event.at, f"differentiated by `{event.by}`"),))
