from __future__ import annotations

from ...events import Overflow
from ...rule import Report, rule


@rule("SB609", "integer-overflow", events=(Overflow,), proof="raises OverflowError, or silent")
def integer_overflow(event: Overflow) -> Report:
    """An integer that needs more than 32 bits is given to JAX, in a project that never enables 64-bit types.

    Why it bites: a Python integer becomes an int32 before JAX looks at anything else, so that `x + 2**40` raises OverflowError even where `x` is
    float32 or uint32. `jnp.full`, `jnp.arange`, random seeds and NumPy arrays keep the low 32 bits without a word: `jax.random.key(2**32 + 5)` is `key(5)`.
    Use instead: a float (`1e12`), `jnp.uint32(n)` for up to 32 bits, a smaller unit, or NumPy for what is computed on the host; 64-bit types where they are needed.
    """
    what = "an integer of the NumPy array" if event.number is None else str(event.number) if abs(event.number) < 10**20 else f"{event.number:.1e}"
    function = event.function if event.function.startswith(("`", "a ")) else f"`{event.function.replace('jax.numpy.', 'jnp.')}`"
    if event.how == "wraps":
        message = f"{what} does not fit into {event.dtype}: {function} keeps its low 32 bits and raises nothing"
    else:
        message = f"{what} does not fit into {event.dtype}: {function} raises OverflowError"
    seed = "random." in event.function
    return Report(event.site, message, "take a seed below 2**32" if seed else "use a float, `jnp.uint32(…)` up to 2**32, or a smaller unit; or enable 64-bit types")
