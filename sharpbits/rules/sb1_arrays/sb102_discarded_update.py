from __future__ import annotations

from collections.abc import Iterator

from ...events import Binary, Discarded, Store
from ...rule import Report, Rewrite, rule
from ...values import Array
from ._arrays import evidence, is_indexer, update_form, update_rewrites

_FINISH = "finish it with `.get()`, `.set(v)`, `.add(v)`, …"


@rule("SB102", "discarded-update", events=(Discarded, Store, Binary), fix="unsafe", proof="silent")
def discarded_update(event: Discarded | Store | Binary) -> Iterator[Report]:
    """An `x.at[i].set(v)` whose result is thrown away, an `x.at[i]` with no method, or `x.at[i] = v`.

    Why it bites: a JAX array never changes. `x.at[i].set(v)` builds a new array and returns it, and `x` stays as it
    was; `x.at[i]` alone is only a description of a place. Assigning to it raises TypeError.

    Use instead: `x = x.at[i].set(v)`.

    Fix safety: unsafe, since the program begins to see the update.
    """
    if isinstance(event, Binary):
        for value in (event.left, event.right):
            if is_indexer(value):
                yield Report(event.site, f"`x.at[i]` is an indexer, not an array: `{event.op}` of it fails", _FINISH, evidence(value))
                return
    elif isinstance(event, Store):
        if is_indexer(event.target) and event.form in ("item", "aug-item"):
            cure = f"use `{update_form(event.operator)}`"
            yield Report(event.site, "`x.at[i]` cannot be assigned to: it raises TypeError", cure, evidence(event.target), update_rewrites(event), fix_message=cure)
    elif is_indexer(event.value):
        yield Report(event.site, "`x.at[i]` without a method is an indexer: it neither reads nor writes", _FINISH, evidence(event.value))
    elif type(event.value) is Array and not event.value.maybe and event.value.made == "update":
        rewrites = (Rewrite(event.site, "{0} = {1}", (event.target, event.site)),) if event.target is not None and event.path else ()
        yield Report(
            event.site, "this builds an updated array and throws it away: the array it began from is unchanged",
            "assign the result: `x = x.at[i].set(v)`", evidence(event.value), rewrites, fix_message="assign the result",
        )  # fmt: skip
