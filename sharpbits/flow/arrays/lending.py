"""NumPy arrays that JAX still reads, or shares, when the program writes into them.

Dispatch is asynchronous: a compiled function may read its argument after the call has returned, and so may the copy that `jnp.asarray`
makes. `device_put` and `from_dlpack` need not copy at all. What follows in the same block decides: a write in place to the same variable, no
rebinding and nothing that could wait before it, and a use of what JAX made after it. In a loop, the rounds follow each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ... import events as ev
from ...syntax import Node
from ...values import NONE, Const, Func, Numpy, Site, Value
from ..dispatch.compilation import argument_nodes
from ..evaluate import Evaluate
from ..paths import Path, bindings, bound, holds_path, path_of, path_to, statements, targets, walk
from ..state import Frame
from .types import dtype_of, narrow

#: How JAX holds on to its argument: it shares the memory ("share"), or reads it, now or later ("read").
LENDERS = {"jax.device_put": "share", "jax.numpy.from_dlpack": "share", "jax.dlpack.from_dlpack": "share", "jax.numpy.asarray": "read"}
LENDS = frozenset({*LENDERS, "jax.numpy.array"})
_METHODS = frozenset({"fill", "sort", "put", "partition", "itemset", "setfield", "byteswap"})
_FUNCTIONS = frozenset({"copyto", "put", "place", "putmask", "fill_diagonal", "shuffle", "put_along_axis"})
_WAITING = ("block", "sync", "barrier", "wait", "join", "device_get", "sleep")
_BLOCKS = ("if", "for", "while", "try", "with", "match", "def", "class")


class Lending(Evaluate):
    def lent(self, how: str, function: str, given: Iterable[tuple[Node | None, Value]], node: Node, frame: Frame) -> None:
        """A function of JAX, or a compiled one, is given NumPy arrays outside of any trace."""
        body = frame.module.body if frame.function is None else frame.body
        if not body:
            return
        for argument, value in given:
            written = self.handed_through(argument, frame) if type(value) is Numpy and not value.maybe and not value.view else None
            if written is not None and not self.x64 and narrow(value.dtype) != value.dtype and not function.endswith("from_dlpack"):  # type: ignore[attr-defined]
                continue  # half as wide, it is another array
            path = path_of(written) if written is not None else None
            if path is None or any(type(part) is not str for part in path):
                continue
            around = path_to(body, node[1])
            block, place = _block_around(around, body)
            if not around or not any(_writes(s, path) or _writes_in_rounds(s, path) for s in block) or _inside_call(around, block[place]):
                continue
            write = changed_after(block, place, path, how) or changed_next_round(around, block, place, path, how)
            if write is not None:
                self.emit(ev.BufferChanged(Site(frame.module.path, write[1]), self.staged, ".".join(path), function, how, self.site(node, frame)))

    def handed_through(self, argument: Node | None, frame: Frame) -> Node | None:
        """`fill(buffer, 1.0)`, where the function gives back the parameter that got the buffer."""
        if argument is None or argument[0] != "call" or argument[2][0] != "name":
            return argument
        func = self.quiet(argument[2], frame)
        given = argument_nodes(argument, len(argument[3]))
        if type(func) is not Func or func.node[0] != "def" or None in given:
            return argument
        returned = [s[2][2] if s[2] is not None and s[2][0] == "name" else None for s in statements(func.node[4]) if s[0] == "return"]
        names = [p[0] for p in func.params]
        if len({*returned}) != 1 or returned[0] not in names[: len(given)] or returned[0] in bindings(func.node[4]):
            return argument
        return given[names.index(returned[0])] or argument


def lends(name: str, args: tuple[Value, ...], kwargs: dict[str, Value]) -> str:
    """How a function of JAX holds on to a NumPy array: "" where it copies."""
    asked = kwargs.get("dtype", args[1] if len(args) > 1 and name.startswith("jax.numpy.") else NONE)
    if asked != NONE and not (type(args[0]) is Numpy and args[0].dtype is not None and args[0].dtype == dtype_of(asked)):
        return ""
    if kwargs.get("copy", Const(None)) == Const(True) or kwargs.get("may_alias") == Const(False):
        return ""
    if name == "jax.numpy.array":
        return "read" if kwargs.get("copy") == Const(False) else ""
    return LENDERS.get(name, "")


def changed_after(block: Sequence[Node], place: int, path: Path, how: str) -> Node | None:
    """The statement that writes into the variable after statement `place`, where what JAX made is used still later."""
    made = _made(block[place])
    if not made:
        return None
    for number in range(place + 1, len(block)):
        statement = block[number]
        if _writes(statement, path):
            return statement if _used(block[number + 1 :], made) else None
        write = _writes_in_rounds(statement, path) if how == "share" else None
        if write is not None:
            return write if _used(block[number + 1 :], made) else None
        if statement[0] in _BLOCKS or _binds(statement, path) or _binds(statement, (next(iter(made)),)):
            return None
        if how == "read" and (_reads(statement, made) or _waits(statement)):
            return None
    return None


def changed_next_round(around: list[Node], block: Sequence[Node], place: int, path: Path, how: str) -> Node | None:
    """What a loop keeps of each round, while all rounds write into one buffer."""
    loop = next((n for n in reversed(around) if n[0] in ("for", "while", "def", "class", "lambda", "comp")), None)
    if loop is None or loop[0] not in ("for", "while") or block is not loop[4 if loop[0] == "for" else 3]:
        return None
    if any(_binds(part, path) for part in walk(loop, False) if part[0] in ("assign", "ann", "for", "with")) or not _kept(block, place, around):
        return None
    if how == "read" and any(_waits(s) or s[0] in _BLOCKS for s in block):
        return None
    return next((s for s in block[:place] if _writes(s, path)), None)


def _kept(block: Sequence[Node], place: int, around: list[Node]) -> bool:
    """Is the result put into a list of results, in this statement or a later one?"""
    if any(n[0] == "call" and n[2][0] == "attr" and n[2][3] in ("append", "add") for n in around[:-1]):
        return True
    made = _made(block[place])
    for statement in block[place + 1 :]:
        if statement[0] == "expr" and statement[2][0] == "call" and statement[2][2][0] == "attr" and statement[2][2][3] == "append":
            return any(a[0] == "name" and a[2] in made for a in statement[2][3])
    return False


def _inside_call(around: list[Node], statement: Node) -> bool:
    """Is the result given to another function at once, which may wait for it, or lose it?"""
    inner = around[next(i for i, n in enumerate(around) if n is statement) : -1]
    calls = [n for n in inner if n[0] == "call"]
    return _waits(statement) or any(n[2][0] != "attr" or n[2][3] != "append" for n in calls)


def _block_around(around: list[Node], body: Sequence[Node]) -> tuple[Sequence[Node], int]:
    """The innermost block that holds the node, and the place of its statement in it."""
    block, place = body, 0
    for node in around:
        for part in _blocks_of(node):
            for number, statement in enumerate(part):
                if any(statement is n for n in around):
                    block, place = part, number
    if block is body:
        place = next((i for i, s in enumerate(body) if any(s is n for n in around)), 0)
    return block, place


def _blocks_of(node: Node) -> Iterator[Sequence[Node]]:
    for field in node[2:] if node[0] in _BLOCKS else ():
        if type(field) is tuple and field and type(field[0]) is tuple and len(field[0]) > 1 and type(field[0][0]) is str and type(field[0][1]) is int:
            yield field


def _made(statement: Node) -> set[str]:
    """The names that hold what the statement computes."""
    if statement[0] == "assign":
        return {name for target in statement[2] for name in targets(target)}
    return {statement[2][2]} if statement[0] == "ann" and statement[2][0] == "name" else set()


def _writes(statement: Node, path: Path) -> bool:
    """Does a statement write into the array that a variable holds?"""
    if statement[0] == "assign":
        return any(t[0] == "sub" and path_of(t[2]) == path for t in statement[2])
    if statement[0] == "aug":
        target = statement[3]
        return path_of(target) == path or (target[0] == "sub" and path_of(target[2]) == path)
    if statement[0] != "expr" or statement[2][0] != "call" or statement[2][2][0] != "attr":
        return False
    _, _, function, arguments, keywords = statement[2]
    if any(name == "out" and path_of(given) == path for name, given in keywords):
        return True
    return (function[3] in _METHODS and path_of(function[2]) == path) or (function[3] in _FUNCTIONS and bool(arguments) and path_of(arguments[0]) == path)


def _writes_in_rounds(statement: Node, path: Path) -> Node | None:
    """The statement of a `for` that writes into the array in each round."""
    if statement[0] != "for" or any(_binds(part, path) for part in statements((statement,))):
        return None
    return next((part for part in statement[4] if _writes(part, path)), None)


def _binds(statement: Node, path: Path) -> bool:
    """Is the variable, or the object that it is an attribute of, bound anew?"""
    return any(holds_path(target, path) for target in bound(statement))


def _reads(statement: Any, names: set[str]) -> bool:
    return any(part[0] == "name" and part[2] in names for part in walk(statement))


def _waits(statement: Node) -> bool:
    return any(part[0] == "call" and any(word in str(part[2][-1]).lower() for word in _WAITING) for part in walk(statement))


def _used(rest: Sequence[Node], made: set[str]) -> bool:
    """Is one of the names read before it is bound again?"""
    for statement in rest:
        value = statement[3] if statement[0] == "assign" else statement
        if _reads(value, made):
            return True
        made = made - _made(statement)
    return False
