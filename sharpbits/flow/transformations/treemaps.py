"""Functions that are mapped over pytrees: None is no leaf there, but a tree without leaves."""

from __future__ import annotations

from typing import Any

from ... import events as ev
from ...syntax import Node
from ...values import NONE, UNKNOWN, Bound, Func, Partial, Site, Value
from ..calls import Calls
from ..state import Frame


class TreeMaps(Calls):
    entered: set[tuple[str, int]]

    def tree_mapped(self, func: Value, first: int, trees: int, node: Node, frame: Frame) -> None:
        """`func` is mapped over `trees` trees without `is_leaf`; an element of the first is its argument number `first`."""
        if self.muted or self.expecting:
            return
        given: tuple[Value, ...] = ()
        inner = func
        if type(inner) is Partial:
            given, inner = inner.args, inner.func
        place = first + len(given)
        if type(inner) is Bound and type(inner.func) is Func:
            place, inner = place + 1, inner.func
        if type(inner) is not Func or len(inner.params) <= place or inner.params[place][1] not in ("pos", "any"):
            return
        name = inner.params[place][0]
        test = tested_for_none(inner.node[4], name)
        if test is None or (inner.node[0] == "def" and self.called_elsewhere(inner, node)):
            return
        self.muted += 1
        entered = set(self.entered)
        result = self.call(func, (*[UNKNOWN] * first, NONE, *[UNKNOWN] * (trees - 1)), {}, node, frame)
        self.entered = entered
        self.muted -= 1
        if result != NONE:
            self.emit(ev.NoneTested(self.site(node, frame), self.staged, inner.name, name, Site(inner.module.path, test), trees))

    def called_elsewhere(self, func: Func, mapping: Node) -> bool:
        """Is the function called by its name as well? Then its test may be for those calls."""
        stack: list[Any] = [func.module.body]
        while stack:
            part = stack.pop()
            if type(part) is not tuple:
                continue
            if len(part) == 5 and part[0] == "call" and type(part[2]) is tuple and part[2][:1] == ("name",) and part[2][2] == func.name:
                return True
            stack.extend(part)
        return False


def tested_for_none(body: Any, name: str) -> int | None:
    """Where `name is None` (or `is not None`) is asked of a parameter that is not bound again before."""
    found: list[int] = []
    stack: list[Any] = [body]
    while stack:
        part = stack.pop()
        if type(part) is not tuple or not part:
            continue
        if part[0] == "cmp" and len(part) == 4 and type(part[1]) is int:
            ops = part[3]
            if part[2][:1] == ("name",) and part[2][2] == name and len(ops) == 1 and ops[0][0] in ("is", "is not") and ops[0][1][:1] == ("const",) and ops[0][1][2] is None:
                found.append(part[1])
        elif part[0] == "assign" and len(part) == 4 and type(part[1]) is int and any(t[:1] == ("name",) and t[2] == name for t in part[2]):
            return None
        stack.extend(part)
    return min(found) if found else None

