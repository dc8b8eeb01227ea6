"""Large arrays that a compiled function takes from outside: they become constants of its program.

What is read from around the function is remembered by the identity of its value; where JAX computes with that value, it is captured.
Its shape alone, or what NumPy makes of it while the function is traced, captures nothing.
"""

from __future__ import annotations

from math import prod
from typing import Any

from ... import events as ev
from ...data.constants import LARGE, NOT_CAPTURED, SIZES
from ...syntax import Node
from ...values import Array, Instance, Numpy, Partial, Site, Transformed, Value, leaves
from ..evaluate import Evaluate
from ..state import Frame


class Capturing(Evaluate):
    #: Values that compiled functions read from outside: the value, its name, where it is read, and by which of them.
    outside_arrays: dict[int, tuple[Value, str, Site, Any]]

    def read_from_outside(self, name: str, value: Value, node: Node, frame: Frame) -> None:
        for leaf in leaves(value):
            if large(leaf):
                self.outside_arrays[id(leaf)] = (leaf, name, self.site(node, frame), self.reading[-1])

    def attribute_from_outside(self, receiver: Instance, name: str, value: Value, node: Node, frame: Frame) -> None:
        if receiver.born < self.traces and receiver.cls.kind in ("plain", "dataclass") and node is not None:
            whose = node[2][2] + "." if node[0] == "attr" and node[2][0] == "name" else ""
            self.read_from_outside(whose + name, value, node, frame)

    def given_beforehand(self, value: Transformed) -> None:
        """`jit(partial(f, table))`: what the `partial` holds is no argument."""
        func = value.func
        while type(func) is Partial:
            for given in (*func.args, *[v for _, v in func.kwargs]):
                for leaf in leaves(given):
                    if large(leaf):
                        self.emit(ev.LargeCapture(value.site, self.staged, "", leaf.shape, _bytes(leaf)))  # type: ignore[attr-defined]
            func = func.func

    def constant_used(self, name: str, values: tuple[Value, ...]) -> None:
        """JAX computes with the values, under a staged trace."""
        if name.rsplit(".", 1)[-1] in NOT_CAPTURED:
            return
        for value in values:
            for leaf in leaves(value):
                known = self.outside_arrays.get(id(leaf))
                if known is not None and known[3] in self.reading:
                    _, read, site, _ = known
                    shape = leaf.shape  # type: ignore[attr-defined]
                    self.emit(ev.LargeCapture(site, self.staged, read, shape, _bytes(leaf)))


def large(value: Value) -> bool:
    """A concrete array that is certainly large."""
    if type(value) is Array and (value.trace is not None or value.made in ("annotated", "field", "at") or value.dtype == "key"):
        return False
    return (type(value) is Array or type(value) is Numpy) and not value.maybe and _bytes(value) >= LARGE


def _bytes(value: Value) -> int:
    if not isinstance(value, (Array, Numpy)) or value.shape is None or None in value.shape:
        return 0
    # Wide numbers of NumPy become narrow ones.
    size = min(4, SIZES.get(value.dtype or "", 4)) if type(value) is Numpy else SIZES.get(value.dtype or "", 4)
    return prod(n or 0 for n in value.shape) * size
