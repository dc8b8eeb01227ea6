from __future__ import annotations

from ...events import HaikuUse
from ...rule import Report, rule


@rule("SB815", "jit-inside-haiku-transform", events=(HaikuUse,), proof="raises UnexpectedTracerError")
def jit_inside_haiku_transform(event: HaikuUse) -> Report | None:
    """`jax.jit`, `lax.scan`, `lax.cond`, … of code that makes Haiku parameters or sets Haiku state, inside of `hk.transform`.

    Why it bites: Haiku keeps what is made in a dictionary of its own, and does not see the transformation: the parameters that `init` gives back are
    leaked tracers, and their first use raises UnexpectedTracerError. `jax.grad` and `jax.vmap` leak state (`hk.BatchNorm`) in the same way.
    Use instead: `hk.scan`, `hk.cond`, `hk.remat`, `hk.grad`, …, or transform the functions `init` and `apply` from outside.
    """
    if event.problem == "outside":
        return None
    what = "a parameter is first used" if event.problem == "param" else "Haiku state is set"
    return Report(
        event.site, f"{what} under this transformation of JAX, inside of `hk.transform`: a tracer leaks out of it",
        "use Haiku's own (`hk.scan`, `hk.cond`, `hk.remat`, `hk.grad`, `hk.vmap`), or put `jax.jit` around `net.init` and `net.apply`", event.staged,
        related=((event.place, "here"),),
    )  # fmt: skip
