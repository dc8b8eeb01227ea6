from __future__ import annotations

from ...events import Effect
from ...rule import DebugPrint, Report, rule


@rule("SB413", "debug-print-f-string", events=(Effect,), fix="safe", proof="silent")
def debug_print_f_string(event: Effect) -> Report | None:
    """`jax.debug.print` is given an f-string, or a string that is put together in another way, with a traced value in it.

    Why it bites: Python makes the string while JAX traces, and it shows a tracer; braces in it are taken for fields.
    Use instead: `jax.debug.print("x = {x}", x=x)`.
    Fix safety: safe; the tracers of an f-string become fields, and what is static stays in it.
    """
    if event.kind != "f-string":
        return None
    rewrites = (DebugPrint(event.site, event.fields),) if event.fields else ()
    return Report(event.site, "the string is made while the function is traced, and shows a tracer", 'use `jax.debug.print("{x}", x=x)`', event.staged, rewrites)
