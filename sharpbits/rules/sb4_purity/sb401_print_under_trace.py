from __future__ import annotations

from ...events import Effect
from ...rule import DebugPrint, Report, as_written, rule


@rule("SB401", "print-under-trace", events=(Effect,), fix="unsafe", proof="silent")
def print_under_trace(event: Effect) -> Report | None:
    """A traced value is printed or logged in a traced function.

    Why it bites: the function runs once, while JAX traces it: one line appears, and it shows a tracer.
    Use instead: `jax.debug.print("x = {x}", x=x)`. A message of static values alone ("tracing …") is left alone.
    Fix safety: unsafe, since the program prints at each call then. A plain `print` becomes `jax.debug.print`.
    """
    if event.kind != "print":
        return None
    name = as_written(event.name)
    rewrites = (DebugPrint(event.site, event.fields, plain=True),) if event.fields else ()
    return Report(event.site, f"`{name}` shows a tracer, once, while the function is traced", 'use `jax.debug.print("{x}", x=x)`', event.staged, rewrites)
