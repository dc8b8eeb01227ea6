from __future__ import annotations

from ...events import VaryingShape
from ...rule import Report, rule


@rule("SB514", "varying-shape-into-jit", events=(VaryingShape,), proof="slow (compilations counted)")
def varying_shape_into_jit(event: VaryingShape) -> Report | None:
    """A compiled function gets an argument of another shape, length or structure in each round.

    Why it bites: JAX compiles a function once for each shape of its arguments, and for each structure of its pytrees. So does a slice
    with a bound that moves, outside of any compiled function.
    Use instead: an array of the full size and a mask or a counter; `lax.dynamic_slice`, or `y[i:i + 8]`, for a window of one size.
    """
    if not event.what:
        return None
    related = ((event.called, "it is called many times here"),) if event.called is not None else ()
    each = "round" if event.where == "loop" else "call"
    if event.what == "slice":
        return Report(event.site, f"a slice of another length in each round compiles anew: it depends on `{event.name}`", "keep one length, and mask what does not count")
    what = {"list": f"the list `{event.name}` is longer", "tree": f"its argument changes with `{event.name}`"}.get(event.what, f"the shape of its argument changes with `{event.name}`")
    return Report(event.site, f"`{event.function}` compiles in each {each}: {what}", "pass an array of one size, with a mask or a counter for the part that is filled", related=related)
