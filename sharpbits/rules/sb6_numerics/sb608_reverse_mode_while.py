from __future__ import annotations

from ...events import LoopReversed
from ...rule import Report, rule


@rule("SB608", "reverse-mode-while", events=(LoopReversed,), proof="raises ValueError")
def reverse_mode_while(event: LoopReversed) -> Report:
    """Reverse-mode differentiation of a `while_loop`, or of a `fori_loop` with a traced bound.

    Why it bites: to run backwards, JAX has to keep what each round computed, and reserves room for a known number of rounds only.
    Use instead: `lax.scan` or `fori_loop` with a static bound, forward mode (`jax.jvp`, `jax.jacfwd`), or a rule of its own (`jax.custom_vjp`).
    """
    short = event.primitive.rsplit(".", 1)[-1]
    what = "a `fori_loop` with a traced bound" if short == "fori_loop" else f"`{short}`"
    return Report(event.site, f"{what} cannot be differentiated in reverse mode", "use `lax.scan` or a static bound, forward mode, or `jax.custom_vjp`", event.trace)
