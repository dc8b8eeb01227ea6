from __future__ import annotations

from ...events import Rebuilt
from ...rule import Report, rule

_WHAT = {
    "convert": "converts a child to a Python or NumPy value",
    "check": "checks a child",
    "rescale": "changes a child again at each unflattening",
}


@rule("SB705", "validation-in-pytree-init", events=(Rebuilt,), proof="silent, or raises")
def validation_in_pytree_init(event: Rebuilt) -> Report:
    """The constructor of a registered pytree converts, checks or rescales its children.

    Why it bites: JAX calls it each time it puts the object together, with whatever stands at the leaves then: tracers, `ShapeDtypeStruct`s, None,
    plain objects, gradients, arrays with a batch axis. A check fails there, `float` raises, and a normalisation is applied once more.
    Use instead: a class method for users that checks and converts, or an unflatten that goes around `__init__` with `object.__new__`.
    """
    message = f"the constructor of the pytree `{event.cls}` {_WHAT[event.how]}"
    return Report(event.site, message, "move it to a class method, or unflatten with `object.__new__(cls)`")
