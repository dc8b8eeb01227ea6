"""Comparisons with NaN, which is equal to nothing."""

from __future__ import annotations

from ... import events as ev
from ...data.arrays import COMPARING
from ...syntax import Node
from ...values import NAN, Array, Const, Instance, Seq, Tree, Value
from ..calls import Calls
from ..state import Frame


class Nans(Calls):
    def nan_compared(self, op: str, left: Value, right: Value, node: Node, lnode: Node, rnode: Node, frame: Frame) -> None:
        """`left op right` where one of them is NaN, or a container with NaN in it."""
        if op not in ("==", "!=", "is", "is not", "in", "not in"):
            return
        if op in ("in", "not in"):
            if type(right) is not Seq or not right.items or NAN not in right.items or rnode[0] not in ("list", "tuple", "set"):
                return
            other, place = left, lnode
        elif left == NAN:
            other, place = right, rnode
        elif right == NAN:
            other, place = left, lnode
        else:
            return
        if other == NAN or (type(other) is Const and type(other.value) not in (int, float)) or self.muted:
            return
        given = rnode if other is left else lnode
        if given[0] == "name" and given[2] in frame.parameters:
            # It is NaN in this call, and another number in others.
            return
        if type(other) is Instance and self.find_member(other.cls, "__eq__") is not None:
            return
        if op in ("is", "is not", "in", "not in") and type(other) not in (Array, Tree):
            # The very object may have come from elsewhere, as a default or from a table.
            return
        alone = node[0] == "call" or (node[0] == "cmp" and len(node[3]) == 1)
        self.emit(ev.NanCompared(self.site(node, frame), self.staged, op, other, self.site(place, frame) if alone else None))

    def compared(self, name: str, args: tuple[Value, ...], node: Node, frame: Frame) -> None:
        """`jnp.equal(x, jnp.nan)`."""
        op = COMPARING.get(name)
        if op is not None and len(args) == 2 and node[0] == "call" and len(node[3]) == 2 and NAN in args:
            self.nan_compared(op, args[0], args[1], node, node[3][0], node[3][1], frame)
