from __future__ import annotations

from ...events import Varying
from ...rule import Report, rule


@rule("SB713", "varying-axes", events=(Varying,), on="opt", proof="raises TypeError")
def varying_axes(event: Varying) -> Report:
    """In a `shard_map`, a loop whose carry starts as one value for all devices and becomes one for each.

    Why it bites: JAX keeps in the type over which axes a value varies. A carry of constants does not vary, and what is computed from a shard
    does, so the two types differ, as with a dtype that changes.
    Use instead: `jax.lax.pcast(start, axis_name, to="varying")` (`pvary` before 0.9), or start from the data: `jnp.zeros_like(x)`.
    """
    name = event.primitive.replace("jax.lax.", "lax.")
    return Report(event.site, f"the carry of `{name}` starts the same on all devices, and comes back different", 'start from `jax.lax.pcast(…, axis_name, to="varying")`')
