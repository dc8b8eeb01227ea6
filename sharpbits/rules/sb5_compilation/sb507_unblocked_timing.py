from __future__ import annotations

from ...events import Timed
from ...rule import Report, Rewrite, rule


@rule("SB507", "unblocked-timing", events=(Timed,), fix="unsafe", proof="silent (the time stops before the work ends)")
def unblocked_timing(event: Timed) -> Report:
    """A clock that is stopped while JAX may still work: nobody has waited for the result.

    Why it bites: JAX gives work to the device and returns at once. Without `block_until_ready` the time is that of the call, not of the work.
    Use instead: `jax.block_until_ready(result)` before the clock is stopped, after one call that compiles.
    Fix safety: unsafe, since the program waits at the call, and may run slower.
    """
    short = event.name.rsplit(".", 1)[-1]
    rewrites = (Rewrite(event.pending, "{jax}.block_until_ready({0})", (event.pending,)),) if event.name != "@" else ()
    return Report(
        event.site, f"the clock is stopped while `{short}` may still run: JAX returns before its work is done",
        "call `jax.block_until_ready(…)` on the result first", rewrites=rewrites, fix_message="wait for the result",
        related=((event.pending, "the work is started here"),),
    )  # fmt: skip
