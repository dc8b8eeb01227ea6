from __future__ import annotations

from ...events import HostDraw
from ...rule import Report, as_written, rule


@rule("SB204", "host-random-under-trace", events=(HostDraw,), proof="silent")
def host_random_under_trace(event: HostDraw) -> Report:
    """Random numbers of NumPy or Python in a traced function.

    Why it bites: the function runs once, while JAX traces it; the number that is drawn then is a constant of the
    compiled program.
    Use instead: `jax.random` with a key that is an argument, or draw outside and pass the numbers in.
    """
    return Report(event.site, f"`{as_written(event.name)}` draws once, while the function is traced", "use `jax.random` with a key that is an argument", event.staged)
