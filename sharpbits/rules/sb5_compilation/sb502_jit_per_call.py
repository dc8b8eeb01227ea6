from __future__ import annotations

from ...events import Recompiled
from ...rule import Report, rule


@rule("SB502", "jit-per-call", events=(Recompiled,), proof="slow (compilations counted)")
def jit_per_call(event: Recompiled) -> Report | None:
    """A function that is called many times jits something local and drops it.

    Why it bites: JAX finds a compiled program by the identity of its function. What each call makes anew is compiled at each call; an
    eager `lax.scan`, `fori_loop`, `while_loop`, `cond` or `switch` compiles its local functions in the same way.
    Use instead: a function of the module with all that changes as arguments, or a compiled function that is made once and kept. A
    `main()` that jits once and then loops is good code.
    """
    eager = event.transformation.startswith("jax.lax.")
    if event.where == "loop" and not eager:
        return None
    short = event.transformation.removeprefix("jax.") if eager else event.transformation.rsplit(".", 1)[-1]
    related = ((event.called, "it is called many times here"),) if event.called is not None else ()
    each = "round of the loop" if event.where == "loop" else f"call of `{event.caller}`"
    advice = "move the function out of the function around it, or jit what calls it" if eager else "jit a function of the module, or keep the compiled one"
    return Report(event.site, f"`{short}` of {event.what} compiles again in each {each}", advice, related=related)
