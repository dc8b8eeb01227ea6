from __future__ import annotations

from ...events import MethodTraced
from ...rule import Report, rule


@rule("SB409", "jit-on-method", events=(MethodTraced,), proof="raises TypeError")
def jit_on_method(event: MethodTraced) -> Report | None:
    """A transformation of a method traces `self`, which is no pytree.

    Why it bites: the object is an argument like any other, and JAX raises TypeError for one that it cannot take apart.
    Use instead: `functools.partial(jax.jit, static_argnums=0)` with `__eq__` and `__hash__`, a registered pytree, or a
    function of the arrays.
    """
    if event.self_is != "traced":
        return None
    short = event.transformation.rsplit(".", 1)[-1]
    return Report(event.site, f"`{short}` on the method `{event.function}` traces `self`, which is no pytree", "make `self` static, or register the class as a pytree")
