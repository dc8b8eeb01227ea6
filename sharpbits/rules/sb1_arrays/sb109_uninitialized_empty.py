from __future__ import annotations

from ...events import Unset
from ...rule import Report, rule


@rule("SB109", "uninitialized-empty", events=(Unset,), on="info", proof="silent")
def uninitialized_empty(event: Unset) -> Report:
    """`jnp.empty` whose elements are read before each of them is set.

    Why it bites: up to JAX 0.10 the array held zeros, from 0.11 it holds whatever is in memory.
    Use instead: `jnp.zeros`.
    """
    return Report(event.site, "this array is read before each element is set, and `jnp.empty` defines none of them", "use `jnp.zeros`")
