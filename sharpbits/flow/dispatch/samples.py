"""Whether the rounds of a loop are counted by its own code, or by what somebody passes: the next caller passes something else.

A program that shows what a function does calls it with little: five steps, ten points. That does not make its loop a short one.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...syntax import Node
from ...values import Array, Const, Instance, Py, Seq
from ..paths import bindings, walk
from ..state import Frame

#: So few are few, whoever says it.
SAMPLE = 4
#: A default that is no larger says that few are meant.
_FEW = 8


def comes_in(node: Node, frame: Frame) -> bool:
    """Does the expression depend on what the caller passes, now or when the object was made?"""
    return any(_comes_in(part, frame) for part in spelled_out(node, frame))


def made_here(node: Node, frame: Frame) -> bool:
    """Does the function itself say what the expression is, whoever calls it?"""
    if frame.bound is None:
        frame.bound = bindings(frame.body or ())
    names = [part[2] for part in spelled_out(node, frame) if part[0] == "name"]
    return not any(name in frame.parameters or name in frame.bound and (len(frame.bound[name]) != 1 or frame.bound[name][0] is None) for name in names)


def over_axis(node: Node, frame: Frame) -> bool:
    """Does the expression ask a traced array how long it is, that a caller may make longer?"""
    return any(not _of_own_length(name, frame) for name in _asked(node, frame))


def over_own_array(node: Node, frame: Frame) -> bool:
    """Does it ask arrays that no caller can make longer, and no others?"""
    names = list(_asked(node, frame))
    return bool(names) and all(_of_own_length(name, frame) for name in names)


def _asked(node: Node, frame: Frame) -> Iterator[str]:
    for part in spelled_out(node, frame):
        asked = part[2] if part[0] == "attr" and part[3] == "shape" else None
        if part[0] == "call" and part[2][0] == "name" and part[2][2] == "len" and len(part[3]) == 1:
            asked = part[3][0]
        value = frame.env.get(asked[2]) if asked is not None and asked[0] == "name" else None
        if asked is not None and type(value) is Array and value.trace is not None:
            yield asked[2]


def _of_own_length(name: str, frame: Frame) -> bool:
    """Is the array made here of items that are written out, or by a function of numbers alone? Then no caller makes it longer."""
    sources = bindings(frame.body or ()).get(name, ())
    made = sources[0] if len(sources) == 1 else None
    if made is None or made[0] != "call" or name in frame.parameters:
        return False
    first = made[3][0] if made[3] else made
    if first[0] in ("list", "tuple") and all(item[0] != "star" for item in first[2]):
        return True
    held = frame.env.get(first[2]) if first[0] == "name" and first[2] not in frame.parameters else None
    if type(held) is Seq and held.kind == "list":
        return True  # what filled it was a loop of its own
    used = [frame.env.get(part[2]) for argument in (*made[3], *[v for _, v in made[4]]) for part in walk(argument, False) if part[0] == "name"]
    return bool(used) and all(type(v) in (Const, Py) or (type(v) is Array and v.shape == ()) for v in used)


def spelled_out(node: Node, frame: Frame, depth: int = 3) -> Iterator[Node]:
    """The parts of an expression, and of those that its names stand for where they are bound once."""
    for part in walk(node, False):
        yield part
        if part[0] != "name" or not depth or frame.function is None or part[2] in frame.parameters:
            continue
        if frame.bound is None:
            frame.bound = bindings(frame.body or ())
        sources = frame.bound.get(part[2], ())
        if len(sources) == 1 and sources[0] is not None and sources[0][0] not in ("def", "lambda"):
            yield from spelled_out(sources[0], frame, depth - 1)


def _comes_in(part: Node, frame: Frame) -> bool:
    if frame.function is None:
        return False
    if part[0] == "name":
        if part[2] not in frame.parameters or frame.env.get(part[2]) is frame.receiver is not None:
            return False
        default = frame.function.defaults.get(part[2])
        return not (type(default) is Const and type(default.value) is int and 0 < default.value <= _FEW)
    receiver = frame.receiver
    if part[0] != "attr" or part[2][0] != "name" or type(receiver) is not Instance or frame.env.get(part[2][2]) is not receiver:
        return False
    return type(receiver) is Instance and receiver.cls.kind == "plain" and part[3] in receiver.attrs and part[3] not in receiver.cls.attrs and not _written_down(receiver, part[3])


def _written_down(receiver: Instance, name: str) -> bool:
    """Does the class itself say what the attribute is?"""
    for method in receiver.cls.node[5]:
        if method[0] == "def" and method[2] == "__init__":
            for part in walk(method):
                if part[0] == "assign" and part[3][0] == "const" and any(t[0] == "attr" and t[3] == name for t in part[2]):
                    return True
    return False
