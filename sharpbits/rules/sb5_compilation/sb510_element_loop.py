from __future__ import annotations

from ...events import ElementLoop
from ...rule import Report, rule


@rule("SB510", "element-loop", events=(ElementLoop,), on="info", proof="slow (operations counted)")
def element_loop(event: ElementLoop) -> Report:
    """A Python loop outside of `jit` that reads or updates a JAX array one element at a time.

    Why it bites: each access is a program that JAX looks up, dispatches and waits for: some microseconds, where NumPy takes a part of one. An update
    copies the whole array as well.
    Use instead: array operations or `jax.vmap` for all elements at once, `jax.lax.scan` or `fori_loop` under `jit`, or NumPy for work on the host.
    """
    if event.how == "read":
        return Report(event.site, "the loop computes with one element of a JAX array at a time: an operation is dispatched for each", "use array operations, `jax.vmap` or `jax.lax.scan`; or `np.asarray(x)` before the loop", related=((event.loop, "the loop"),))
    return Report(event.site, "the loop updates a JAX array one element at a time: each `.at[…]` copies the array", "compute all elements at once (`jax.vmap`, `jax.lax.scan`), or fill a NumPy array or a list", related=((event.loop, "the loop"),))
