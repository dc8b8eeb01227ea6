from __future__ import annotations

from collections.abc import Iterator

from ...events import Call, Method, Store
from ...rule import Report, rule
from ...values import NONE, External, Numpy, Value

_METHODS = frozenset({"sort", "fill", "put", "partition"})
#: Functions that check the flag. (`np.add.at` does not: it writes into the JAX array's own memory.)
_FUNCTIONS = frozenset({"numpy.copyto", "numpy.put", "numpy.place", "numpy.putmask", "numpy.fill_diagonal", "numpy.random.shuffle", "random.shuffle"})


@rule("SB107", "read-only-view", events=(Store, Method, Call), proof="raises ValueError")
def read_only_view(event: Store | Method | Call) -> Iterator[Report]:
    """Writing into `np.asarray(x)` of a JAX array.

    Why it bites: `np.asarray` makes no copy. It gives a read-only view of the JAX array's own memory, and a write into
    it raises ValueError.

    Use instead: `np.array(x)`, which copies.
    """
    if not _writes(event):
        return
    yield Report(event.site, "this writes into a read-only view of a JAX array: it raises ValueError", "copy the array: `np.array(x)` in place of `np.asarray(x)`")


def _writes(event: Store | Method | Call) -> bool:
    if isinstance(event, Store):
        return _view(event.target) and event.form in ("item", "aug-item", "del-item", "aug-name")
    if isinstance(event, Method):
        shuffled = event.name == "shuffle" and type(event.receiver) is External and event.receiver.api.startswith(("numpy.random.", "random."))
        return (_view(event.receiver) and event.name in _METHODS) or (shuffled and bool(event.args) and _view(event.args[0]))
    first = event.args[0] if event.args and not event.starred else NONE
    return (event.name in _FUNCTIONS and _view(first)) or (event.name.startswith("numpy.") and _view(event.kwargs.get("out", NONE)))


def _view(value: Value) -> bool:
    return type(value) is Numpy and value.view and not value.maybe
