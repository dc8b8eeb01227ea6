from __future__ import annotations

from ...events import Recompiled
from ...rule import Report, rule


@rule("SB501", "jit-in-loop", events=(Recompiled,), proof="slow (compilations counted)")
def jit_in_loop(event: Recompiled) -> Report | None:
    """A loop jits a function that each round makes anew.

    Why it bites: JAX finds a compiled program by the identity of its function. A lambda, `partial`, local function, bound method or
    `grad(f)` is a new object in each round, and is compiled again.
    Use instead: `jax.jit` before the loop, with what changes as an argument. `jax.jit(f)` of one `f` compiles once, wherever it stands.
    """
    if event.where != "loop" or event.transformation.startswith("jax.lax."):
        return None
    short = event.transformation.rsplit(".", 1)[-1]
    names = ", ".join(f"`{n}`" for n in event.changing)
    advice = f"call `{short}` once, before the loop" + (f", and pass {names} as an argument" if names else "")
    return Report(event.site, f"`{short}` of {event.what} in a loop compiles in each round", advice)
