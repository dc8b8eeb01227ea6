from __future__ import annotations

from ...events import KeyDropped
from ...rule import Report, rule


@rule("SB203", "discarded-key", events=(KeyDropped,), proof="silent")
def discarded_key(event: KeyDropped) -> Report:
    """Fresh keys are made and never used.

    Why it bites: `split` changes nothing in place; who goes on with the old key uses it again.
    Use instead: bind the result, and use the new keys: `key, subkey = jax.random.split(key)`.
    """
    if event.names:
        named = " and ".join(f"`{n}`" for n in event.names)
        return Report(event.site, f"{named} {'is' if len(event.names) == 1 else 'are'} never used, while the key that was split is, or what came with it", "use the new keys in place of the old one")
    return Report(event.site, f"the result of `{event.function}` is thrown away: the key itself stays the same", "bind it: `key, subkey = jax.random.split(key)`")
