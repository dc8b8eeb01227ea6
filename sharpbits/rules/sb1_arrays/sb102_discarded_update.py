from __future__ import annotations

from ...events import Binary, Discarded, Store
from ...rule import Report, Rewrite, rule
from ...values import Array


@rule("SB102", "discarded-update", events=(Discarded, Store, Binary), fix="unsafe", proof="silent")
def discarded_update(event: Discarded | Store | Binary) -> Report | None:
    """An `x.at[i].set(v)` whose result is thrown away, an `x.at[i]` with no method, or `x.at[i] = v`.

    Why it bites: a JAX array never changes; `.set` builds a new one and returns it.
    Use instead: `x = x.at[i].set(v)`.
    Fix safety: unsafe, since the program begins to see the update.
    """
    if isinstance(event, Binary):
        if not any(type(v) is Array and v.made == "at" and not v.maybe for v in (event.left, event.right)):
            return None
        return Report(event.site, "`x.at[i]` alone is an indexer, not an array", "finish it with `.get()`, `.set(v)`, `.add(v)`")
    if isinstance(event, Store):
        if type(event.target) is not Array or event.target.made != "at" or event.target.maybe:
            return None
        return Report(event.site, "`x.at[i]` cannot be assigned to", "use `x = x.at[i].set(v)`, or `.add(v)` for `+=`")
    if type(event.value) is not Array or event.value.maybe:
        return None
    if event.value.made == "at":
        return Report(event.site, "`x.at[i]` alone does nothing: no method follows", "finish it with `.set(v)`, `.add(v)` or `.get()`")
    rewrites: tuple[Rewrite, ...] = ()
    if event.target is not None and event.path:
        rewrites = (Rewrite(event.site, "{0} = {1}", (event.target, event.site)),)
    return Report(
        event.site, "the updated array is thrown away: `.at[…]` returns a new one, and `x` stays as it was",
        "use `x = x.at[i].set(v)`", event.value.trace or event.value.why, rewrites, fix_message="assign the result",
    )  # fmt: skip
