from __future__ import annotations

from ...events import HaikuUse
from ...rule import Report, rule


@rule("SB809", "haiku-outside-transform", events=(HaikuUse,), proof="raises ValueError")
def haiku_outside_transform(event: HaikuUse) -> Report | None:
    """A Haiku module, `hk.get_parameter` or `hk.next_rng_key` used outside of `hk.transform`.

    Why it bites: modules hold no parameters: they ask the transform around them for those. Without one they raise ValueError.
    Use instead: `net = hk.transform(forward)`, then `params = net.init(key, x)` and `net.apply(params, key, x)`.
    """
    if event.problem != "outside":
        return None
    related = ((event.place, f"`{event.name}` is used here"),) if event.place != event.site else ()
    message = f"this runs `hk.{event.name}` outside of `hk.transform`: it raises ValueError" if related else f"`{event.name}` is used outside of `hk.transform`: it raises ValueError"
    return Report(event.site, message, "call `net.apply(params, key, …)` of the transformed function, or put this into one", event.staged, related=related)
