from __future__ import annotations

from ...events import Method, Store
from ...rule import Report, rule
from ...values import Numpy

_WRITES = frozenset({"sort", "fill", "put", "partition", "itemset", "resize"})


@rule("SB107", "read-only-view", events=(Store, Method), proof="raises ValueError")
def read_only_view(event: Store | Method) -> Report | None:
    """Writing into `np.asarray(x)` of a JAX array.

    Why it bites: `np.asarray` gives a read-only view of the array's own memory; the write raises ValueError.
    Use instead: `np.array(x)`, which copies.
    """
    value = event.target if isinstance(event, Store) else event.receiver
    if type(value) is not Numpy or not value.view or value.maybe:
        return None
    if isinstance(event, Method) and event.name not in _WRITES:
        return None
    if isinstance(event, Store) and event.form not in ("item", "aug-item"):
        return None
    return Report(event.site, "this NumPy array is a read-only view of a JAX array", "copy it first: `np.array(x)`")
