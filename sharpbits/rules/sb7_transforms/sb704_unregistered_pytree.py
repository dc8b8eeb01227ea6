from __future__ import annotations

from ...events import StrangeLeaf
from ...rule import Report, rule


@rule("SB704", "unregistered-pytree", events=(StrangeLeaf,), proof="raises TypeError; silent in has_aux")
def unregistered_pytree(event: StrangeLeaf) -> Report:
    """An object of a class that is no pytree, given to a transformed function or returned from one.

    Why it bites: JAX takes apart tuples, lists, dicts, NamedTuples and the classes that were registered. To it any other object is a leaf that is
    no array, also one of a subclass of a registered class. As auxiliary output of `grad` it comes out silently, with tracers in it.
    Use instead: `jax.tree_util.register_dataclass`, `flax.struct.dataclass`, a NamedTuple; or make the argument static.
    """
    what = f"a `{event.cls}`"
    name = event.transformation.rsplit(".", 1)[-1]
    if event.where == "aux":
        return Report(event.site, f"{what} in the auxiliary output of `{name}` keeps its tracers: its class is no pytree", "register the class as a pytree, or return a dict")
    if event.where == "result":
        return Report(event.site, f"a traced function returns {what}, which is no pytree", "register its class (`jax.tree_util.register_dataclass`), or return a tuple or dict")
    help_ = "make it static, or close over it" if event.kind in ("linen", "haiku") else "register its class (`jax.tree_util.register_dataclass`), or make the argument static"
    return Report(event.site, f"{what} is traced by `{name}`, and is no pytree", help_)
