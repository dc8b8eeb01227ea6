from __future__ import annotations

from ...events import KeyReused
from ...rule import Report, SplitKey, rule


@rule("SB201", "key-reuse", events=(KeyReused,), fix="unsafe", proof="silent")
def key_reuse(event: KeyReused) -> Report | None:
    """A random key is used a second time.

    Why it bites: a key is not a generator with a state: the same key gives the same numbers, so that two draws that
    look independent are equal, or one is a function of the other.
    Use instead: `key, subkey = jax.random.split(key)` before each use, and the sub-key for the draw.
    Fix safety: unsafe, since the first use draws other numbers then. A key that is a plain variable is split before the first use.
    Functions whose names begin with `test` are exempt: that a key gives the same numbers again is what tests rely on.
    """
    if event.loop:
        return None
    related = [(event.first, f"`{event.first_how}` uses it first")]
    if event.first_inner is not None:
        related.append((event.first_inner, f"the function that is called there gives it to `{event.first_how}`"))
    if event.inner is not None:
        related.append((event.inner, f"the function that is called here gives it to `{event.how}`"))
    rewrites = (SplitKey(event.first, event.names, event.site),) if event.names else ()
    what = "this key was split before" if event.first_how == "split" else "this key was used before"
    return Report(event.site, f"{what}: the same key gives the same numbers", "split it first: `key, subkey = jax.random.split(key)`", related=tuple(related), rewrites=rewrites)
