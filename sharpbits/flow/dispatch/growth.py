"""Arrays that grow: what is bound to a name holds the array that the name held before, and more.

A call that joins arrays notes in its result from which variables they came (`Array.parts`); a function that returns such a result has
it said in terms of the arguments. The assignment, or nothing, completes the circle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ... import events as ev
from ...syntax import Node
from ...values import Array, Const, Func, Instance, Seq, Site, Value
from ..evaluate import Evaluate
from ..paths import Path, bound, children, holds_path, path_of, path_to, walk
from ..state import Frame
from .compilation import argument_nodes
from .identity import key_of_function, many_calls
from .samples import SAMPLE, comes_in

#: Methods that make an object anew.
_RESETS = ("__init__", "__post_init__", "setup", "reset", "clear", "flush", "empty", "restart", "init", "start", "__enter__")
_NETWORKS = frozenset({"linen", "nnx", "haiku", "equinox"})
_FEW = 8


@dataclass(slots=True)
class Joined:
    """How an array was joined: in which function, from the values of which variables."""

    site: Site
    function: str
    body: Any
    paths: frozenset[Path]
    #: Along which axis, None where that is not known.
    axis: int | None


class Growth(Evaluate):
    growing: list[tuple[ev.Grown, Any]]

    def joined(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], result: Value, node: Node, frame: Frame) -> None:
        """A call of `jnp.concatenate` and its like, outside of any trace."""
        if type(result) is not Array or node[0] not in ("call", "sub") or frame.function is None and not frame.rounds:
            return
        short = name.rsplit(".", 1)[-1]
        written = (*node[3], *[part for word, part in node[4] if word in ("arr", "arrays", "tup", "values", "operands")]) if node[0] == "call" else (node[3],)
        if not written:
            return
        if short == "append" or short == "insert":
            given = written[:2] if short == "append" else written[:1]
        else:
            given = written[0][2] if written[0][0] in ("tuple", "list") else ()
        paths = [path_of(part) for part in given]
        # What is put together with as much of itself is doubled: that has few rounds.
        paths = [None if p is not None and any(_reads_whole(q, p[0]) for q in given if path_of(q) != p) else p for p in paths]
        if len({*paths}) > 1 or (short == "insert" and paths):
            axis = kwargs.get("axis", kwargs.get("dimension", args[2 if short == "append" else 1] if len(args) > (2 if short == "append" else 1) else Const(0)))
            along = axis.value if type(axis) is Const and type(axis.value) is int else 0 if axis == Const(None) else None
            result.parts = Joined(self.site(node, frame), name, frame.body, frozenset(p for p in paths if p is not None), 1 if short in ("hstack", "column_stack") else along)

    def joined_by_index(self, name: str, index: Value, node: Node, frame: Frame) -> Value:
        """`jnp.r_[x, y]`."""
        parts = index.items if type(index) is Seq and index.kind == "tuple" and index.items is not None else (index,)
        result: Value = self.array_result(parts, None, None)
        if self.staged is None and not self.traces:
            self.joined(name, parts, {}, result, node, frame)
        return result

    def joined_inside(self, result: Array, func: Func, args: tuple[Value, ...], node: Node, frame: Frame) -> Value:
        """A function returns what it has joined: from which variables of its caller does it come?"""
        joined = result.parts
        if joined is None or joined.body is not func.node[4] or node is None or node[0] != "call" or frame is None:
            return result
        given: dict[str, Node | None] = dict(zip([p[0] for p in func.params], argument_nodes(node, len(args))))
        given.update({name: part for name, part in node[4] if name is not None})
        paths = set()
        for path in joined.paths:
            start = given.get(path[0])
            before = None if start is None else path_of(start)
            if before is not None:
                paths.add((*before, *path[1:]))
        again = Array(result.trace, result.shape, result.dtype, result.weak, result.maybe, result.made, result.why, result.key)
        if paths:
            again.parts = Joined(self.site(node, frame), joined.function, frame.body, frozenset(paths), joined.axis)
        return again

    def grown(self, path: Path, value: Array, frame: Frame) -> None:
        """The array is bound to a variable."""
        joined = value.parts
        if path not in joined.paths or joined.body is not frame.body or self.muted or self.staged is not None or self.traces:
            return
        name = ".".join(str(part) for part in path)
        around = path_to(frame.module.body if frame.function is None else frame.body, joined.site.at)
        loops = [n for n, part in enumerate(around) if part[0] in ("for", "while")]
        if any(part[0] in ("def", "lambda", "class", "comp") for part in around[(loops[-1] if loops else 0) :]):
            return
        event = ev.Grown(joined.site, None, name, joined.function)
        if not loops:
            shared = (len(path) > 1 and frame.receiver is not None and path[0] == frame.function.params[0][0]) or path[0] in frame.outer
            if shared and not others(frame.body, path, joined.site.at, ()) and not frame.name.startswith(_RESETS) and self.only_grows(path, frame):
                self.growing.append((event, key_of_function(frame.function)))
            return
        loop = around[loops[-1]]
        inner = loop[4] if loop[0] == "for" else loop[3]
        if loop[1] in frame.few or others(inner, path, joined.site.at, around[loops[-1] :]):
            return
        if loop[0] == "for" and (over_layers((loop[2],), inner) or self.few_turns(loop[3], frame)):
            return
        if frame.owner is not None and frame.owner.kind in _NETWORKS:
            return  # a network grows its features
        if self.assuming and joined.axis != 0 and joined.axis != 1:
            return
        self.emit(event)

    def few_turns(self, iterable: Node, frame: Frame) -> bool:
        source = self.quiet(iterable, frame)
        return type(source) is Seq and source.items is not None and len(source.items) < (SAMPLE if source.kind == "range" and comes_in(iterable, frame) else _FEW)

    def only_grows(self, path: Path, frame: Frame) -> bool:
        """Is the attribute set elsewhere only where the object is made or emptied?"""
        if len(path) == 1 or type(frame.receiver) is not Instance:
            return True
        for cls in self.mro(frame.receiver.cls):
            for statement in cls.node[5]:
                if statement[0] == "def" and statement[4] is not frame.body and statement[3] and not statement[2].startswith(_RESETS):
                    if others(statement[4], (statement[3][0][0], *path[1:]), -1, ()):
                        return False
        return True

    def settle_growth(self) -> None:
        """What a function adds to an object or a global counts where it is called again and again."""
        for event, key in self.growing:
            if many_calls(key, self.called_by) is not None:
                self.events.append(event)


def over_layers(targets: tuple[Node, ...], body: Any) -> bool:
    """Does each round call what the loop goes over, or an element of a container that its number chooses?"""
    names = {part[2] for target in targets for part in walk(target) if part[0] == "name"}
    for statement in body:
        for part in walk(statement):
            if part[0] == "call":
                called = part[2]
                if called[0] == "attr" and called[3] in ("apply", "init", "__call__", "forward"):
                    called = called[2]
                if called[0] == "name" and called[2] in names:
                    return True
                if called[0] == "sub" and any(p[0] == "name" and p[2] in names for p in walk(called[3])):
                    return True
    return False


def others(body: Any, path: Path, at: int, around: Any) -> bool:
    """Is the variable bound in the block by another statement than the one that holds node `at`? A first value does not count: `x = y if x is None`."""
    alias = ""
    for statement in body:
        for part in walk(statement, False):
            kind = part[0]
            if kind == "assign" and part[3][0] == "name" and part[3][2] == alias:
                continue
            changed = [part[3]] if kind == "aug" else [*bound(part)]
            if not changed:
                continue
            holds = any(p[1] == at for p in walk(part))
            if holds and kind == "assign" and part[2][0][0] == "name":
                alias = part[2][0][2]
            if any(holds_path(target, path) for target in changed) and not holds and not _first(part, around):
                return True
    return False


def _first(statement: Node, around: Any) -> bool:
    """Is the statement the other branch of a test for the first round?"""
    for part in around:
        if part[0] in ("if", "ifexp"):
            branches = [block for block in (part[3], part[4]) if any(s is statement for s in block)]
            if branches:
                return _asks_for_first(part[2])
    return False


def _asks_for_first(test: Node) -> bool:
    if test[0] == "not":
        return True
    if test[0] == "cmp" and len(test[3]) == 1:
        op, right = test[3][0]
        return bool(right[0] == "const" and (right[2] is None or right[2] == 0) and op in ("is", "is not", "==", "!=", ">"))
    return bool(test[0] == "name")


def _reads_whole(node: Node, name: str) -> bool:
    """Does the expression use all of a variable, and not one element or its shape?"""
    if node[0] == "name":
        return bool(node[2] == name)
    if node[0] in ("sub", "attr") and node[2][0] == "name":
        return False
    return any(_reads_whole(part, name) for part in children(node))
