from __future__ import annotations

from ...events import Call
from ...rule import Report, Rewrite, rule


@rule("SB207", "legacy-key", events=(Call,), on="opt", fix="unsafe", proof="silent")
def legacy_key(event: Call) -> Report | None:
    """`jax.random.PRNGKey` makes a raw array of integers.

    Why it bites: raw keys accept arithmetic, indexing and casts, and nothing warns; typed keys refuse.
    Use instead: `jax.random.key`.
    Fix safety: code that looks at the two integers of a key, or stores them, has to use `jax.random.key_data`.
    """
    if event.name != "jax.random.PRNGKey":
        return None
    return Report(event.site, "`PRNGKey` makes a raw key", "use `jax.random.key`", rewrites=(Rewrite(event.func, "{jax}.random.key"),), fix_message="use `jax.random.key`")
