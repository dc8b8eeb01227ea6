"""What a traced function does to the world outside of it.

`self.traces` counts the traces around the code that runs. A frame or an object remembers how many there were when it was made:
one with fewer than now comes from outside, and what is written into it outlives the trace.
"""

from __future__ import annotations

from typing import Any

from .. import events as ev
from ..data.effects import CONTAINERS, ITERATORS
from ..syntax import Node
from ..values import (
    UNKNOWN,
    Array,
    Class,
    Const,
    External,
    Instance,
    Mapping,
    ModuleValue,
    Numpy,
    Py,
    Seq,
    Site,
    Trace,
    Tree,
    Value,
    leaves,
)
from .keys import Keys
from .state import Frame

#: Classes whose objects may be changed: of others the library says what a write means.
_PLAIN = ("plain", "dataclass")
_SETUP = frozenset({"__init__", "__post_init__", "__new__", "setup", "__setstate__"})


class Purity(Keys):
    # --- where things come from -----------------------------------------------------------------------

    def home(self, name: str, frame: Frame) -> Frame | None:
        """The frame whose variable the name is."""
        up: Frame | None = frame
        while up is not None and name not in up.env:
            up = up.parent
        return up

    def from_outside(self, path: Node, frame: Frame) -> bool:
        """Does the object at a name, attribute or subscript come from outside of the trace, by no argument?"""
        if not self.traces:
            return False
        if path[0] == "attr":
            receiver = self.quiet(path[2], frame)
            if type(receiver) is Instance:
                return receiver.born < self.traces and receiver.cls.kind in _PLAIN
            return type(receiver) in (Class, ModuleValue)
        while path[0] == "sub":
            path = path[2]
        if path[0] != "name":
            return self.from_outside(path, frame) if path[0] == "attr" else False
        home = self.home(path[2], frame)
        return home is not None and home.traces < self.traces

    def tracer_in(self, value: Value) -> Trace | None:
        """The trace of a tracer that is certainly in the value."""
        for leaf in leaves(value):
            if leaf.trace is not None and not (type(leaf) is Array and leaf.maybe):
                return leaf.trace
        return None

    # --- writes ---------------------------------------------------------------------------------------

    def outer_name(self, name: str, value: Value, at: int | None, frame: Frame, kind: str) -> None:
        """`global x; x = v`, `nonlocal x; x = v`."""
        home = frame.module.frame if kind == "global" else self.home(name, frame.parent) if frame.parent is not None else None
        if home is None or at is None:
            return
        site = Site(frame.module.path, at)
        if self.traces and home.traces < self.traces:
            self.emit(ev.OuterWrite(site, self.staged, kind, name, value, self.tracer_in(value)))
        elif not self.traces:
            self.written(home, name, site)

    def outer_attribute(self, receiver: Value, name: str, value: Value, node: Node, frame: Frame) -> None:
        site = self.site(node, frame)
        if type(receiver) is ModuleValue:
            self.written(receiver.module.frame, name, site)
        if not self.traces or frame.name in _SETUP:
            return
        outside = type(receiver) is Instance and receiver.born < self.traces and receiver.cls.kind in _PLAIN
        if outside or (type(receiver) is Class and receiver.kind in _PLAIN and receiver.frame is not None and receiver.frame.traces < self.traces):
            self.emit(ev.OuterWrite(site, self.staged, "attribute", name, value, self.tracer_in(value)))

    def outer_container(self, path: Node, container: Value, value: Value, node: Node, frame: Frame) -> None:
        """`xs.append(v)`, `d[k] = v` on a list, dict or set."""
        trace = self.tracer_in(value)
        if not self.traces or trace is None or not self.holds_anything(container, path, frame):
            return
        shown = path[2] if path[0] == "name" else path[3] if path[0] == "attr" else ""
        if self.from_outside(path, frame):
            self.emit(ev.OuterWrite(self.site(node, frame), self.staged, "container", str(shown), value, trace))
        elif path[0] == "name" and path[2] in frame.arguments:
            self.emit(ev.OuterWrite(self.site(node, frame), self.staged, "argument", path[2], value, trace))

    def holds_anything(self, container: Value, path: Node, frame: Frame) -> bool:
        """Is it certainly a container of Python, or in one?"""
        if type(container) in (Seq, Mapping):
            return not (type(container) is Seq and container.kind in ("tuple", "range", "generator"))
        if type(container) is External:
            return container.api in CONTAINERS
        return path[0] == "sub" and self.holds_anything(self.quiet(path[2], frame), path[2], frame)

    # --- reads of what changes ----------------------------------------------------------------------------

    def outer_read(self, name: str, value: Value, node: Node, frame: Frame) -> None:
        """A staged function reads a variable from outside: its value then is a constant of the program."""
        if not self.reading or type(value) not in (Const, Py, Array, Numpy, Seq, Mapping, type(UNKNOWN)):
            return
        home = self.home(name, frame)
        if home is not None and home.traces < self.traces:
            for function in self.reading:
                self.reads.setdefault((function, id(home), name), (self.site(node, frame), self.now()))

    def written(self, home: Frame | None, name: str, site: Site) -> None:
        if home is not None:
            self.writes[id(home), name] = (site, self.now())

    def now(self) -> int:
        self.clock += 1
        return self.clock  # type: ignore[no-any-return]

    def stale_reads(self, function: Any, born: int) -> None:
        """The compiled function is called again: has what it read changed since?"""
        for (reader, home, name), (site, read) in self.reads.items():
            if reader == function:
                write = self.writes.get((home, name))
                if write is not None and write[1] > read > born:
                    self.emit(ev.StaleRead(site, self.staged, name, write[0]))

    # --- effects ----------------------------------------------------------------------------------------

    def shown(self, node: Node, value: Value, frame: Frame) -> Trace | None:
        """The tracer that printing the expression shows, also inside of a formatted string."""
        if node[0] == "fstr":
            return next((t for _, part, _, _ in node[2] if (t := self.shown(part, self.quiet(part, frame), frame)) is not None), None)
        if node[0] == "bin" and node[2] == "%":
            return self.tracer_in(self.quiet(node[4], frame))
        if node[0] == "call" and node[2][0] == "attr" and node[2][3] == "format":
            return next((t for part in node[3] if (t := self.tracer_in(self.quiet(part, frame))) is not None), None)
        if type(value) is Tree:
            return None
        return self.tracer_in(value)

    def effect(self, name: str, kind: str, args: tuple[Value, ...], node: Node, frame: Frame) -> None:
        if self.staged is None or self.abstract or node[0] != "call":
            return
        trace: Trace | None = self.staged
        if kind == "print":
            pairs = zip(node[3], args) if len(node[3]) == len(args) else ()
            trace = next((t for part, value in pairs if (t := self.shown(part, value, frame)) is not None and t.kind == "staged"), None)
        if trace is not None:
            self.emit(ev.Effect(self.site(node, frame), trace, kind, name))

    def used_up(self, path: Node, value: Value, node: Node, frame: Frame) -> None:
        """`next(it)` or a loop over an iterator from outside."""
        if self.staged is None:
            return
        iterator = (type(value) is Seq and value.kind == "generator") or (type(value) is External and value.api.startswith(ITERATORS))
        if iterator and path[0] in ("name", "attr") and self.from_outside(path, frame):
            self.emit(ev.Effect(self.site(node, frame), self.staged, "iterator", str(path[2] if path[0] == "name" else path[3])))
