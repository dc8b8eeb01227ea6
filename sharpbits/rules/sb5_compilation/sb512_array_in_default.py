from __future__ import annotations

from ...events import AtImport
from ...rule import Report, rule


@rule("SB512", "array-in-default", events=(AtImport,), proof="silent; the field of a dataclass raises ValueError")
def array_in_default(event: AtImport) -> Report | None:
    """A JAX computation as the default of a parameter or of a field.

    Why it bites: defaults are computed once, when the function or class is made: at import, which starts the backend before the program can
    configure it. From Python 3.11 on, a dataclass (also of Flax, Equinox or Chex) refuses an array as a default.
    Use instead: `None` and a computation inside, a Python number or tuple, or `field(default_factory=lambda: …)`.
    """
    if event.form not in ("default", "field"):
        return None
    what = f"`{event.name}`" if event.name else "a JAX array" if event.refused else "what JAX computes"
    if event.form == "field" and event.refused:
        return Report(event.site, f"{what} as the default of a field: a dataclass refuses an array (ValueError)", "write `field(default_factory=lambda: …)`")
    where = "a field" if event.form == "field" else "a parameter"
    return Report(event.site, f"{what} as the default of {where} runs at import, and starts the backend", "make the default `None` or a Python number, and compute inside")
