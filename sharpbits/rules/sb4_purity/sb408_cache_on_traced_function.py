from __future__ import annotations

from ...events import Effect
from ...rule import Report, rule


@rule("SB408", "cache-on-traced-function", events=(Effect,), proof="raises TypeError, or silent")
def cache_on_traced_function(event: Effect) -> Report | None:
    """A function with `functools.cache` or `lru_cache` gets or gives tracers.

    Why it bites: tracers cannot be hashed, so that the call raises TypeError; a cached result that holds one is given to
    later traces, which raise UnexpectedTracerError.
    Use instead: cache functions of static values, that return NumPy arrays or Python values.
    """
    if event.kind != "cache":
        return None
    return Report(event.site, f"the cached function `{event.name}` gets or gives JAX arrays", "cache only functions of static values", event.staged)
