from __future__ import annotations

from ...events import StateDropped
from ...rule import Rename, Report, rule


@rule("SB813", "nnx-in-plain-transform", events=(StateDropped,), fix="safe", proof="silent (updates dropped, the same dropout mask), or raises TraceContextError")
def nnx_in_plain_transform(event: StateDropped) -> Report:
    """A transformation of JAX around a function that changes the state of a Flax NNX object: batch statistics, a counter, random numbers, an optimiser.

    Why it bites: JAX hands an object to the function as a copy, and what the function changes in the copy is lost. An object from outside of the
    function refuses to be changed while it is traced.
    Use instead: `nnx.jit`, `nnx.grad`, `nnx.vmap`, `nnx.scan`, with the object as an argument; or `nnx.split` before, and `nnx.merge` inside.
    Fix safety: safe; `nnx.jit` does what `jax.jit` does, and the changes arrive.
    """
    short = event.transformation.rsplit(".", 1)[-1]
    related = ((event.change, f"the state of `{event.name}` changes here"),)
    if event.how == "outside":
        message = f"`{event.name}` changes its state inside of `{short}`, and comes from outside of the function: it raises TraceContextError"
        return Report(event.site, message, f"pass it as an argument, and use `nnx.{short}`", event.staged, related=related)
    rewrites = (Rename(event.renamed, "flax.nnx.jit"),) if event.renamed is not None else ()
    return Report(
        event.site, f"`{short}` works on a copy of `{event.name}`: what the function changes in its state is lost", f"use `nnx.{short}`, or `nnx.split` and `nnx.merge`",
        event.staged, rewrites, fix_message="use `nnx.jit`", related=related,
    )  # fmt: skip
