from __future__ import annotations

from ...events import StaticArray
from ...rule import Report, rule


@rule("SB712", "array-in-pytree-metadata", events=(StaticArray,), proof="raises ValueError")
def array_in_pytree_metadata(event: StaticArray) -> Report:
    """An array in the static fields or the auxiliary data of a pytree.

    Why it bites: JAX compares and hashes that part to know whether it has compiled for it. Comparing two arrays gives an array, whose truth is an
    error: at the second call, with another object.
    Use instead: a data field for the array; or, for a constant, a tuple of numbers.
    """
    if event.how == "aux":
        message = f"the auxiliary data of `{event.cls}` holds an array"
        return Report(event.site, message, "return it with the children, or keep a tuple of numbers")
    where = f"the static field `{event.name}` of `{event.cls}`"
    message = f"{where} is an array" if event.how == "declared" else f"{where} is given an array here"
    return Report(event.site, message, "make it a data field, or keep a tuple of numbers")
