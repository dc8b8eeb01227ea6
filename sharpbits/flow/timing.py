"""What a clock measures: JAX hands work to the device and returns at once, so that whoever stops the clock has to wait first.

A `Pace` counts what happens outside of any trace: work that was started, and points where the host may have waited for it. A reading of
the clock (a `Reading` as the origin of a number) remembers how far that was. Whatever the engine cannot follow may have waited.
"""

from __future__ import annotations

from typing import Any

from .. import events as ev
from ..data.backend import HARD, LIGHT, STAYS_ON_DEVICE, WAITS
from ..syntax import Node
from ..values import Api, Class, Const, Func, Mapping, Numpy, Partial, Py, Seq, Site, Transformed, Value
from .evaluate import Evaluate
from .pace import Pace, Reading
from .paths import path_to, walk
from .state import Frame

#: What says that somebody measures something else than how long the work takes.
_ON_PURPOSE = ("compil", "dispatch", "enqueue", "launch", "lower", "trac", "jit", "warm", "first", "cold", "async", "startup", "setup")
_PACING = frozenset({"time.sleep", "builtins.max", "builtins.min"})


class Timing(Evaluate):
    #: Does any module read a clock?
    timing: bool
    pace: Pace

    def started(self, name: str, node: Node, frame: Frame, hard: bool) -> None:
        """JAX is given work."""
        if self.traces or self.muted or self.abstract or self.staged is not None:
            return
        pace = self.pace
        pace.now += 1
        pace.some, pace.some_site, pace.some_name = pace.now, self.site(node, frame), name
        if hard:
            pace.hard, pace.hard_site, pace.hard_name = pace.now, pace.some_site, name

    def computed(self, name: str, node: Node, frame: Frame) -> None:
        """A function of JAX's array namespaces is called."""
        short = name.rsplit(".", 1)[-1]
        if short not in LIGHT:
            self.started(name, node, frame, short in HARD or name.startswith(("jax.numpy.linalg.", "jax.numpy.fft.", "jax.scipy.", "jax.lax.linalg.")))

    def waits(self) -> None:
        """The host may wait here for what was started."""
        if not self.traces and not self.muted:
            self.pace.now += 1
            self.pace.waited = self.pace.now

    def host_reads(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value]) -> None:
        """A function outside of the project is called: does it wait for its arguments?"""
        if name.startswith("jax."):
            if name in WAITS or any(word in name for word in ("sync", "barrier", "block", "profiler")):
                self.waits()
        elif name.startswith("builtins."):
            if name in WAITS and not all(map(_static, (*args, *kwargs.values()))):
                self.waits()
        elif not name.startswith(STAYS_ON_DEVICE) and not all(map(_static, (*args, *kwargs.values()))):
            self.waits()

    def leave_context(self, items: Any, frame: Frame) -> None:
        """The end of a `with`, which may wait as well."""
        for item, _ in items:
            called = self.quiet(item[2] if item[0] == "call" else item, frame)
            if type(called) is not Api or not called.name.startswith(("jax.", "contextlib.", "builtins.")) or "profiler" in called.name:
                self.waits()

    # --- through calls and branches -----------------------------------------------------------------------

    def pace_since(self, start: Pace) -> Any:
        """What a call has done, as far as it is known of an equal one; None where it read the clock."""
        pace = self.pace
        if pace.readings != start.readings:
            return None
        return (pace.now - start.now, *[max(mark - start.now, 0) for mark in (pace.hard, pace.some, pace.waited)])

    def pace_again(self, effect: Any) -> None:
        """An equal call: its caller says where (`started_by`)."""
        pace = self.pace
        if not effect[0] or self.traces or self.muted:
            return
        start = pace.now
        pace.now += effect[0]
        pace.hard, pace.some, pace.waited = [start + mark if mark else old for mark, old in zip(effect[1:], (pace.hard, pace.some, pace.waited))]

    def started_by(self, name: str, hard: int, some: int, node: Node, frame: Frame) -> None:
        """What a function of the project has started is, to its caller, started by the call."""
        pace = self.pace
        if pace.hard > hard:
            pace.hard_site, pace.hard_name = self.site(node, frame), name
        if pace.some > some:
            pace.some_site, pace.some_name = self.site(node, frame), name

    def pace_joined(self, before: tuple[int, int], one: tuple[int, int] | None, two: tuple[int, int] | None) -> None:
        """After a branch: only what both have started is certain."""
        pace = self.pace
        if one is not None and two is not None:
            pace.hard = max(one[0], two[0]) if one[0] > before[0] and two[0] > before[0] else before[0]
            pace.some = max(one[1], two[1]) if one[1] > before[1] and two[1] > before[1] else before[1]
        else:
            pace.hard, pace.some = one or two or before

    # --- clocks -------------------------------------------------------------------------------------------

    def clock_read(self, name: str, node: Node, frame: Frame) -> Value:
        kind = "datetime" if name.startswith("datetime.") else "int" if name.endswith("_ns") else "float"
        if self.traces or self.staged is not None or self.muted:
            return Py(kind)
        pace = self.pace
        pace.now += 1
        pace.readings += 1
        now = Pace(pace.now, pace.hard, pace.some, pace.waited, pace.hard_site, pace.some_site, pace.hard_name, pace.some_name)
        return Py(kind, Reading(self.site(node, frame), pace, now))

    def measured(self, stop: Reading, start: Reading, node: Node, frame: Frame) -> None:
        """`stop - start`."""
        if stop.pace is not self.pace or start.pace is not self.pace or self.muted or stop.at.now < start.at.now:
            return
        end, begin = stop.at, start.at.now
        if end.hard > max(begin, end.waited):
            site, name = end.hard_site, end.hard_name
        elif end.some > begin and end.hard <= begin and end.waited <= begin:
            site, name = end.some_site, end.some_name
        else:
            return
        if not self.on_purpose(node, frame):
            self.emit(ev.Timed(stop.site, None, start.site, site, name))

    def on_purpose(self, node: Node, frame: Frame) -> bool:
        """Is the time a deadline, or one of something else than the work?"""
        body = frame.module.body if frame.function is None else frame.body
        around = path_to(body or (), node[1])
        statement: Node | None = None
        for place, part in enumerate(around[:-1]):
            if part[0] == "cmp":
                return True
            if part[0] == "call":
                called = self.quiet(part[2], frame)
                if type(called) is Api and called.name in _PACING:
                    return True
            if part[0] in ("assign", "expr", "return", "aug", "ann"):
                statement = part
        if statement is None:
            return False
        if statement[0] == "assign" and statement[2][0][0] == "name" and _is_limit(statement[2][0][2], body):
            return True
        words = [str(part[2]) for part in walk(statement) if part[0] in ("name", "const")] + [part[3] for part in walk(statement) if part[0] == "attr"]
        return any(hint in word.lower() for word in words for hint in _ON_PURPOSE)

    def timed_call(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        """`timeit.timeit(f)` runs `f` many times."""
        function = kwargs.get("stmt", args[0] if args else Const(None))
        if type(function) in (Func, Partial, Transformed) and not self.traces and not self.muted:
            pace = self.pace
            begin = pace.now
            self.call(function, (), {}, node, frame)
            if pace.some > max(begin, pace.waited):
                site = Site(frame.module.path, node[1])
                self.emit(ev.Timed(site, None, site, pace.some_site, pace.some_name))
            self.waits()
        return Py("float") if name == "timeit.timeit" else Seq("list", None, Py("float"))


def _static(value: Value) -> bool:
    """Is it certain that no array is in the value?"""
    if isinstance(value, Seq):
        return value.items is not None and all(map(_static, value.items)) or _static(value.elem)
    if isinstance(value, Mapping):
        return value.items is not None and all(_static(v) for _, v in value.items)
    return type(value) in (Const, Py, Api, Class) or (type(value) is Numpy and not value.maybe)


def _is_limit(name: str, body: Any) -> bool:
    """Does the time that has this name end something?"""
    for statement in body:
        for part in walk(statement):
            if part[0] in ("if", "while") and any(p[0] == "cmp" and any(q[0] == "name" and q[2] == name for q in walk(p)) for p in walk(part[2])):
                if part[0] == "while" or any(s[0] in ("break", "return", "raise") for s in part[3]):
                    return True
    return False
