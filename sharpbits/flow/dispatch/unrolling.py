"""Loops of Python in staged functions: how many copies of their bodies go into the program."""

from __future__ import annotations

from typing import Any

from ... import events as ev
from ...syntax import Node
from ...values import AXIS, External, Seq, Value
from ..evaluate import Evaluate
from ..paths import walk
from ..state import Frame
from .growth import over_layers
from .samples import SAMPLE, over_axis, over_own_array

#: What fewer rounds make is no large program.
_ROUNDS = 32
_OPERATIONS = 100
_NETWORKS = frozenset({"linen", "nnx", "haiku", "equinox"})


class Unrolling(Evaluate):
    def rounds_over(self, node: Node, source: Value, targets: tuple[Node, ...], body: Any, frame: Frame, work: int, copies: int) -> None:
        """At the end of a loop: its body has run once, with `self.work - work` operations of JAX and `frame.copies` rounds of loops in it."""
        size = source.size if type(source) is Seq else None
        if size is None and type(source) is Seq and source.items is not None and source.kind == "range":
            size = len(source.items)
        operations = self.work - work
        if size is not None and (size > SAMPLE or size == AXIS) and operations and self.staged is not None:
            iterable = node[3] if node[0] == "for" else node[4][0][1]
            if size == AXIS:
                size = None if over_own_array(iterable, frame) else AXIS
            elif over_axis(iterable, frame):
                size = AXIS  # the next array is longer
        rounds = size if size is not None and size > 0 else 1
        inner, frame.copies = frame.copies, copies
        total = rounds * inner
        self.work = work + rounds * operations
        # Who only looks at the program of a function may not mean to run it; one that is compiled is meant to run.
        if self.staged is None or not operations or size is None or self.muted or (self.abstract and not self.reading):
            return
        few = 1 if node[0] == "for" else 2  # a list of rows, or of their sums with something
        if (size == AXIS and operations > few) or (total >= _ROUNDS and rounds > 1 and rounds * operations >= _OPERATIONS):
            if not self.meant(targets, body, size, frame):
                self.emit(ev.Unrolled(self.site(node, frame), self.staged, None if size == AXIS else total, rounds * operations))
            return  # and what is around it need not be told
        frame.copies = max(copies, total)

    def meant(self, targets: tuple[Node, ...], body: Any, size: int, frame: Frame) -> bool:
        """Would the author not write `scan`: may it end early, does it go over layers, is it a kernel?"""
        for statement in body:
            for part in walk(statement, False):
                if part[0] in ("break", "return", "yield"):
                    return True
        if over_layers(targets, body):
            return True
        if size != AXIS and frame.owner is not None and frame.owner.kind in _NETWORKS:
            return True
        return any(type(value) is External and value.api == "ref" for value in frame.env.values())
