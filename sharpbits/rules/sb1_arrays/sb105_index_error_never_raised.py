from __future__ import annotations

from ...events import Handler
from ...rule import Report, rule


@rule("SB105", "index-error-never-raised", events=(Handler,), proof="silent")
def index_error_never_raised(event: Handler) -> Report | None:
    """`except IndexError` around the indexing of a JAX array.

    Why it bites: an index outside of a JAX array gives the nearest element and raises nothing.
    Use instead: compare the index with `x.shape`, or `x.at[i].get(mode="fill", fill_value=…)`.
    """
    if not {"IndexError", "LookupError"} & set(event.exceptions) or not {"index", "only-arrays"} <= event.work or "jax" in event.work:
        return None
    return Report(event.site, "indexing a JAX array never raises IndexError: an index outside gives the nearest element", "compare with `x.shape`, or use `x.at[i].get(mode=\"fill\")`")
