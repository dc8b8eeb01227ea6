from __future__ import annotations

from ...events import ComplexStep
from ...rule import Report, rule


@rule("SB613", "complex-gradient", events=(ComplexStep,), on="opt", proof="silent")
def complex_gradient(event: ComplexStep) -> Report:
    """Gradient descent on a complex parameter without the conjugate of the gradient.

    Why it bites: `jax.grad` of a real loss gives the conjugate of the direction of ascent, so that the imaginary part walks uphill.
    Use instead: `z - rate * jnp.conj(g)`.
    """
    return Report(event.site, "a step along the gradient of a complex parameter needs its conjugate", "use `jnp.conj` of the gradient")
