from __future__ import annotations

from ...events import Wrapped
from ...rule import Report, rule


@rule("SB710", "pmap-for-new-code", events=(Wrapped,), on="opt", proof="works, and is superseded")
def pmap_for_new_code(event: Wrapped) -> Report | None:
    """`jax.pmap`, which JAX keeps for old code.

    Why it bites: one device per lane, a leading axis of exactly the number of devices, and data that is moved at each call.
    Use instead: `jax.jit` with arrays that are laid out over a mesh (`NamedSharding`), or `jax.shard_map` for code with collectives.
    """
    if event.transformation != "jax.pmap":
        return None
    return Report(event.site, f"`pmap` of `{event.function}`", "use `jax.jit` with shardings, or `jax.shard_map`")
