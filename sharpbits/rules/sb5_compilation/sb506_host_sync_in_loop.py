from __future__ import annotations

from ...events import HostSync
from ...rule import Report, rule


@rule("SB506", "host-sync-in-loop", events=(HostSync,), on="opt", proof="slow (waits counted)")
def host_sync_in_loop(event: HostSync) -> Report:
    """A training loop asks for a number of the device in each round.

    Why it bites: a compiled step returns before its work is done, so that Python prepares the next one while the device works.
    `float(loss)`, `loss.item()`, `np.asarray(loss)` and `print(loss)` wait for the step to end, and the device then waits for Python.
    Use instead: keep the arrays and convert them after the loop, or look at them every hundred steps.
    """
    call = f"`{event.name}.{event.how}()`" if event.how in ("item", "tolist") else f"`{event.how}` of `{event.name}`"
    return Report(event.site, f"{call} waits for the device in each round", f"keep `{event.name}` as it is, and convert it after the loop or every so many rounds")
