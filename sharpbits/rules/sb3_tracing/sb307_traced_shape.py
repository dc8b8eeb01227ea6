from __future__ import annotations

from ...events import Size
from ...rule import Report, rule
from ...values import concrete_fails

_HELP = {
    "range": "use `jax.lax.fori_loop`, or make the number static (`static_argnames`)",
    "slice": "use `jax.lax.dynamic_slice` with a static size, or make the bound static",
}


@rule("SB307", "traced-shape", events=(Size,), proof="raises TypeError / ConcretizationTypeError")
def traced_shape(event: Size) -> Report | None:
    """A traced value as a shape, length, axis, number of repeats, slice bound or `range` bound.

    Why it bites: shapes are part of the compiled program, so they have to be known while JAX traces.
    Use instead: a static argument, `x.shape`, `np` in place of `jnp` for arithmetic on sizes, `lax.dynamic_slice`.
    """
    trace = concrete_fails(event.value)
    if trace is None:
        return None
    help_ = _HELP.get(event.role, "make it static (`static_argnames`), or compute sizes from `.shape` with `np` or Python")
    return Report(event.site, f"{event.what} needs a static number, and this value is traced", help_, trace)
