from __future__ import annotations

from ...events import NoneTested
from ...rule import Report, rule


@rule("SB708", "none-leaf", events=(NoneTested,), proof="silent, or raises ValueError")
def none_leaf(event: NoneTested) -> Report:
    """`tree.map` of a function that tests an element of the first tree for None, without `is_leaf`.

    Why it bites: None is a pytree without leaves, so the function is never called with it: the None stays in the result, and where another
    tree has a leaf at its place, JAX raises ValueError. (In a later tree, under a leaf of the first, None is seen.)
    Use instead: `jax.tree.map(f, tree, is_leaf=lambda x: x is None)`.
    """
    message = f"`{event.parameter} is None` is never true here: None in the first tree is not a leaf"
    return Report(event.site, message, "add `is_leaf=lambda x: x is None`", related=((event.test, "tested here"),) if event.test != event.site else ())
