from __future__ import annotations

from ...events import AtImport
from ...rule import Report, rule


@rule("SB511", "work-at-import", events=(AtImport,), proof="silent; a later `jax_num_cpu_devices` raises RuntimeError")
def work_at_import(event: AtImport) -> Report | None:
    """A module that others import computes with JAX at its top level, or in the body of a class.

    Why it bites: the first computation starts the backend. Whoever imports the module can choose the platform, the number of devices or 64 bit no
    more, the import takes seconds and memory of the GPU, and a program that forks afterwards may hang.
    Use instead: NumPy or Python for constants (JAX takes them as they are), a function that computes the value when it is asked for, or an
    attribute that `__init__` sets.
    """
    if event.form not in ("module", "class") or not event.imported:
        return None
    what = f"`{event.name}` runs" if event.name else "JAX computes"
    place = "when the module is imported" if event.form == "module" else "when the class is made, at import"
    return Report(event.site, f"{what} {place}: it starts the backend before the program can configure it", "use NumPy for constants, or compute it in a function")
