from __future__ import annotations

from ...events import Call
from ...rule import Report, Rewrite, rule


@rule("SB109", "uninitialized-empty", events=(Call,), on="info", fix="safe", proof="silent")
def uninitialized_empty(event: Call) -> Report | None:
    """`jnp.empty` whose elements are read before each of them is set.

    Why it bites: up to JAX 0.10 the array held zeros, from 0.11 it holds whatever is in memory.
    Use instead: `jnp.zeros`.
    Fix safety: `jnp.zeros` is what older releases did.
    """
    if event.name not in ("jax.numpy.empty", "jax.numpy.empty_like"):
        return None
    name = event.name.rsplit(".", 1)[-1].replace("empty", "zeros")
    return Report(
        event.site, "the content of `jnp.empty` is not defined (zeros up to JAX 0.10)", f"use `jnp.{name}`",
        None, (Rewrite(event.func, f"{{jnp}}.{name}"),), fix_message=f"use `jnp.{name}`",
    )  # fmt: skip
