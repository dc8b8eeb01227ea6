from __future__ import annotations

from ...events import HostEffect
from ...rule import Report, rule
from ...values import Const
from ._settings import short


@rule("SB709", "traced-effect-order", events=(HostEffect,), on="opt", proof="silent")
def traced_effect_order(event: HostEffect) -> Report | None:
    """A callback to the host whose order is not fixed: in a loop without `ordered=True`, or under `vmap`.

    Why it bites: XLA runs unordered callbacks when it likes, also in another order than they are written. Under `vmap` one callback becomes one for
    each lane, in no order that is promised, and an ordered `io_callback` raises.
    Use instead: `ordered=True`, or return the values and print them after.
    """
    name = short(event.name) if not event.name.startswith("jax.debug.") else event.name
    if event.batched:
        return Report(event.site, f"under `vmap`, `{name}` runs once for each lane, in any order", "return the values, and use them outside of `vmap`")
    if event.ordered == Const(True) or not (event.looped or event.name.endswith("io_callback")):
        return None
    return Report(event.site, f"`{name}` may run in another order than it is called", "add `ordered=True`")
