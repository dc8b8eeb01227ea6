"""Loops of Python, outside of any trace, that work on an array element by element: each access is a program of its own."""

from __future__ import annotations

from typing import Any

from ... import events as ev
from ...syntax import Node
from ...values import Api, Array, Const, Numpy, Py, Seq, Value
from ..evaluate import Evaluate
from ..paths import bindings, names_read, path_of, path_to, targets, walk
from ..state import Frame
from .identity import is_run, key_of_function
from .samples import SAMPLE, comes_in

#: Fewer rounds cost nothing.
_FEW = 8
_NUMBERS = frozenset({"builtins.float", "builtins.int"})


class Elements(Evaluate):
    #: By loop and what it does: the first place, and the function that it is in.
    element_loops: dict[tuple[str, int, str], tuple[ev.ElementLoop, Any]]

    def element_read(self, node: Node, value: Array, index: Value, result: Value, frame: Frame) -> None:
        """`x[i]` outside of any trace, in a loop."""
        if type(result) is not Array or result.shape != () or value.key is not None or value.dtype == "key" or node[0] != "sub":
            return
        around, place = self.loop_counted(node, node[3], index, frame)
        if around and self.computed_with(around, frame):
            self.element_loop("read", node, around[place], frame)

    def element_update(self, node: Node, indexer: Node, index: Value, frame: Frame) -> None:
        """`x.at[i].set(v)` outside of any trace, in a loop."""
        around, place = self.loop_counted(node, indexer[3], index, frame)
        path = path_of(indexer[2][2])
        if around and path is not None and any(part[0] == "assign" and any(path_of(t) == path for t in part[2]) for part in around[place:]):
            self.element_loop("update", node, around[place], frame)

    def element_loop(self, how: str, node: Node, loop: Node, frame: Frame) -> None:
        function = None if frame.function is None else key_of_function(frame.function)
        if not self.expecting:
            event = ev.ElementLoop(self.site(node, frame), None, how, self.site(loop, frame))
            self.element_loops.setdefault((frame.module.path, loop[1], how), (event, function))

    def settle_elements(self) -> None:
        """A function of a library may be compiled by who calls it: only what the program itself runs is certain."""
        for event, function in self.element_loops.values():
            if function is None or is_run(function, self.called_by):
                self.events.append(event)

    def loop_counted(self, node: Node, written: Node, index: Value, frame: Frame) -> tuple[list[Node], int]:
        """The nodes around, and which of them is the loop whose rounds the index counts; nothing where it is something else."""
        parts = index.items if type(index) is Seq and index.kind == "tuple" and index.items is not None else (index,)
        if not any(_moves(part) for part in parts) or not all(_moves(part) or (type(part) is Const and type(part.value) is int) for part in parts):
            return [], 0
        around = path_to(frame.module.body if frame.function is None else frame.body or (), node[1])
        names = {part[2] for part in walk(written) if part[0] == "name"}
        for place in reversed(range(len(around))):
            part = around[place]
            if part[0] in ("def", "lambda", "class", "assert"):
                break
            if part[0] == "for" and names.isdisjoint(targets(part[2])):
                # `b = labels[i]`, and then `counts.at[b]`
                made = bindings(part[4])
                names |= {read for name in names for source in made.get(name, ()) if source is not None for read in names_read(source)}
            if part[0] == "for" and not names.isdisjoint(targets(part[2])) and not self.few_rounds_of(part[3], frame):
                return around, place
            if part[0] == "comp" and len(part[4]) == 1 and not names.isdisjoint(targets(part[4][0][0])) and not self.few_rounds_of(part[4][0][1], frame):
                return around, place
            if part[0] == "while" and any(s[0] == "aug" and s[3][0] == "name" and s[3][2] in names for s in part[3]):
                return around, place
        return [], 0

    def few_rounds_of(self, iterable: Node, frame: Frame) -> bool:
        source = self.quiet(iterable, frame)
        if type(source) is Array or type(source) is Numpy:
            return not source.shape or (source.shape[0] is not None and source.shape[0] <= _FEW)
        if type(source) is not Seq:
            return True
        return source.items is not None and len(source.items) <= (SAMPLE if source.kind == "range" and comes_in(iterable, frame) else _FEW)

    def computed_with(self, around: list[Node], frame: Frame) -> bool:
        """Does the element, or the number that it is made, go into arithmetic?"""
        for place in range(len(around) - 2, -1, -1):
            part = around[place]
            if part[0] in ("bin", "aug", "cmp", "unary"):
                return True
            if part[0] == "call":
                called = self.quiet(part[2], frame)
                if type(called) is Api and called.name.startswith(("jax.numpy.", "jax.lax.", "math.")):
                    return True
                if type(called) is Api and called.name in _NUMBERS:
                    continue
                return False
            if part[0] == "attr" and part[3] == "item":
                continue
            return False
        return False


def _moves(part: Value) -> bool:
    """A number that is another in each round."""
    return (type(part) is Py and part.type == "int") or (type(part) is Array and part.shape == () and not part.maybe) or (type(part) is Numpy and part.shape == ())
