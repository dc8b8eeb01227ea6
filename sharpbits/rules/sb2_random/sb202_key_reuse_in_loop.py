from __future__ import annotations

from ...events import KeyReused
from ...rule import Report, SplitKey, rule


@rule("SB202", "key-reuse-in-loop", events=(KeyReused,), fix="unsafe", proof="silent")
def key_reuse_in_loop(event: KeyReused) -> Report | None:
    """Every round of a loop uses the same random key.

    Why it bites: each round draws the same numbers.
    Use instead: split the key in each round and carry it on, loop over `jax.random.split(key, n)`, or fold the number
    of the round in: `jax.random.fold_in(key, i)`.
    Fix safety: unsafe, since the rounds draw other numbers then. A key that is a plain variable is split in each round,
    before the use that takes it.
    """
    if not event.loop:
        return None
    related = [] if event.inner is None else [(event.inner, f"the function that is called here gives it to `{event.how}`")]
    if event.first != event.site:
        related.append((event.first, "the loop, or the use in the round before"))
    # A key that is carried on gets its sub-key where the round before has used it.
    rewrites = () if event.names == () else (SplitKey(event.first if event.carried else event.site, event.names),)
    if event.carried:
        message = "the round before used this key too, and carried it on: the same numbers again"
        return Report(event.site, message, "split it before that use: `key, subkey = jax.random.split(key)`", related=tuple(related), rewrites=rewrites)
    return Report(
        event.site, "each round of the loop uses the same key: the same numbers again",
        "split it in each round, or use `jax.random.fold_in(key, i)`", related=tuple(related), rewrites=rewrites,
    )  # fmt: skip
