from __future__ import annotations

from ...events import MaskedEdge
from ...rule import Report, rule


@rule("SB601", "where-gradient-nan", events=(MaskedEdge,), proof="silent")
def where_gradient_nan(event: MaskedEdge) -> Report:
    """`jnp.where(x > 0, f(x), 0.0)` (also `select`, `nan_to_num(f(x))`, `maximum(f(x), e)`, `(x > 0) * f(x)`) whose `f` is undefined where the condition guards it.

    Why it bites: both branches are computed, and differentiated: at the guarded point the gradient is 0 · ∞, which is NaN, though the value is right.
    Use instead: the double `where`: `jnp.where(x > 0, f(jnp.where(x > 0, x, 1.0)), 0.0)`.
    """
    what = {"division": "a division", "power": "a power", "root": "a fractional power"}.get(event.function, f"`{event.function}`")
    by = {"*": "the product with a mask"}.get(event.form, f"`{event.form}`")
    help_ = "use a double `where`: give the function a safe operand too, `f(jnp.where(ok, x, 1.0))`"
    related = ((event.at, f"{what} is computed for every element"),) if event.at != event.site else ()
    if event.trace is None:
        message = f"once differentiated, {what} behind {by} gives NaN gradients at the edge that is masked"
        return Report(event.site, message, help_, severity="info", related=related)
    return Report(event.site, f"the gradient is NaN where {by} masks {what}: both branches are differentiated", help_, event.trace, related=related)
