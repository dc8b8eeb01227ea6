from __future__ import annotations

from ...events import Timed
from ...rule import Report, Rewrite, rule


@rule("SB507", "unblocked-timing", events=(Timed,), fix="unsafe", proof="silent (the clock is stopped before the work is done)")
def unblocked_timing(event: Timed) -> Report:
    """A clock that is stopped while JAX may still work, since nobody has waited; or an average over calls of which the first one compiles.

    Why it bites: JAX gives work to the device and returns at once. Without `block_until_ready` the time is that of the call, not of the work.
    The first call of a compiled function traces and compiles it, which takes longer than many calls.
    Use instead: `jax.block_until_ready(result)` before the clock is stopped, after one call that compiles.
    Fix safety: unsafe, since the program waits there. It is offered where one call is measured.
    """
    short = event.name.rsplit(".", 1)[-1]
    shown = "the product" if short == "@" else f"`{short}`"
    if event.compiled:
        message = f"an average over calls of {shown}, of which the first one compiles: that is measured as well"
        return Report(event.site, message, "call it once before the clock is started", related=((event.pending, "the first call is here"),))
    rewrites = (Rewrite(event.pending, "{jax}.block_until_ready({0})", (event.pending,)),) if event.fits else ()
    return Report(
        event.site, f"the clock is stopped while {shown} may still run: JAX returns before its work is done",
        "call `jax.block_until_ready(…)` on the result first", rewrites=rewrites, fix_message="wait for the result",
        related=((event.pending, "the work is started here"),),
    )  # fmt: skip
