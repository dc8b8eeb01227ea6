from __future__ import annotations

from ...events import Effect
from ...rule import Report, as_written, rule


@rule("SB406", "impure-call-under-trace", events=(Effect,), proof="silent")
def impure_call_under_trace(event: Effect) -> Report | None:
    """Time, files, network or input in a traced function.

    Why it bites: the call happens once, while JAX traces; what it gave then is a constant of the compiled program.
    Use instead: call it outside and pass the result in, or `jax.experimental.io_callback`.
    """
    if event.kind != "impure":
        return None
    what = "is read" if event.name == "os.environ" else "is called"
    return Report(event.site, f"`{as_written(event.name)}` {what} once, while the function is traced", "do it outside and pass the result in, or use `io_callback`", event.staged)
