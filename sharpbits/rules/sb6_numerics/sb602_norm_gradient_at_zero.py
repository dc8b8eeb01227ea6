from __future__ import annotations

from ...events import SingularGradient
from ...rule import Report, rule


@rule("SB602", "norm-gradient-at-zero", events=(SingularGradient,), on="opt", proof="silent")
def norm_gradient_at_zero(event: SingularGradient) -> Report:
    """`jnp.linalg.norm(x)`, `sqrt(sum(x**2))`, `std`, `arctan2`, `eigh` or `svd` in a differentiated function.

    Why it bites: the value is fine everywhere, but the gradient is NaN at one point: at zero, at equal values, at repeated eigenvalues.
    Use instead: the squared norm, `jnp.sqrt(jnp.sum(x**2) + eps)`, or a double `where`.
    """
    return Report(event.site, f"the gradient of `{event.function}` is NaN {event.where}", "use the squared norm, add a small number inside, or a double `where`", event.trace)
