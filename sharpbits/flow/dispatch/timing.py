"""What a clock measures: JAX hands work to the device and returns at once, so that whoever stops the clock has to wait first.

A `Pace` counts what happens outside of any trace: work that was started, and points where the host may have waited for it. A reading of
the clock (a `Reading` as the origin of a number) remembers how far that was. Whatever the engine cannot follow may have waited.
"""

from __future__ import annotations

from typing import Any

from ... import events as ev
from ...data.backend import HARD, LIGHT, READS_ARRAYS, STAYS_ON_DEVICE, WAITING_METHODS, WAITS
from ...syntax import Node
from ...values import NONE, UNKNOWN, Api, Array, Bound, Const, Func, Instance, Partial, Py, Seq, Transformed, Tree, Value
from ..evaluate import Evaluate
from ..paths import path_to, targets, walk
from ..state import Frame
from .pace import Pace, Reading, Work, has_no_array, inside

#: What says that somebody measures something else than how long the work takes.
_ON_PURPOSE = ("compil", "dispatch", "enqueue", "launch", "lowering", "trace", "tracing", "warm", "first", "cold", "async", "startup", "setup", "overhead")
_PACING = frozenset({"time.sleep", "builtins.max", "builtins.min"})
_TREE_MAPS = ("jax.tree.map", "jax.tree_util.tree_map", "jax.tree_map")


class Timing(Evaluate):
    #: Does any module read a clock?
    timing: bool
    pace: Pace

    # --- work ---------------------------------------------------------------------------------------------

    def started(self, name: str, node: Node, frame: Frame, hard: bool, first: bool = False) -> None:
        """JAX is given work."""
        if self.traces or self.muted or self.abstract or self.staged is not None:
            return
        pace = self.pace
        pace.now += 1
        pace.some = Work(pace.now, self.site(node, frame), name, pace.round, first)
        if hard:
            pace.hard = pace.some
        if first:
            pace.compiled = pace.some

    def computed(self, name: str, node: Node, frame: Frame) -> None:
        """A function of JAX's array namespaces is called."""
        short = name.rsplit(".", 1)[-1]
        if short not in LIGHT:
            self.started(name, node, frame, short in HARD or name.startswith(("jax.numpy.linalg.", "jax.numpy.fft.", "jax.scipy.", "jax.lax.linalg.")))

    # --- waiting ------------------------------------------------------------------------------------------

    def waits(self) -> None:
        """The host may wait here for what was started."""
        if not self.traces and not self.muted:
            self.pace.now += 1
            self.pace.waited = self.pace.now

    def host_reads(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value]) -> None:
        """A function outside of the project is called: does it wait for its arguments?"""
        given = (*args, *kwargs.values())
        if name.startswith("jax."):
            if name in WAITS or any(word in name for word in ("sync", "barrier", "block", "profiler")):
                self.waits()
            elif name.startswith(_TREE_MAPS) and given and self.mapped_waits(given[0]):
                self.waits()
        elif name.startswith("builtins."):
            if name in WAITS and not all(map(has_no_array, given)):
                self.waits()
        elif (not name.startswith(STAYS_ON_DEVICE) or any(word in name for word in READS_ARRAYS)) and not all(map(has_no_array, given)):
            self.waits()

    def mapped_waits(self, func: Value) -> bool:
        """May the function wait for the leaves that it is mapped over?"""
        while type(func) in (Partial, Bound):
            func = func.func  # type: ignore[attr-defined]
        if type(func) is Transformed:
            return False
        if type(func) is Api:
            return func.name in WAITS or not func.name.startswith(("jax.", "builtins."))
        if type(func) is not Func:
            return True
        called = [part[2] for part in walk(func.node) if part[0] == "call"]
        return any(
            part[3] in WAITING_METHODS or self.waits_by_name(part, func.frame) if part[0] == "attr" else self.waits_by_name(part, func.frame) for part in called
        )

    def waits_by_name(self, callee: Node, frame: Frame) -> bool:
        value = self.quiet(callee, frame) if callee[0] in ("name", "attr") and frame is not None else UNKNOWN
        return type(value) is Api and (value.name in WAITS or value.name.startswith("numpy."))

    def test_waits(self, value: Value, test: Node, frame: Frame) -> None:
        """The program branches: what is computed decides, where it is no flag or parameter."""
        if type(value) is Array or type(value) is Tree:
            self.waits()
        elif value is UNKNOWN:
            for part in walk(test):
                if part[0] in ("call", "cmp", "sub", "bin", "await"):
                    if part[0] != "cmp" or part[3][0][0] not in ("is", "is not", "in", "not in"):
                        self.waits()
                elif part[0] == "name" and part[2] in frame.env and part[2] not in frame.parameters and frame.env[part[2]] is UNKNOWN:
                    self.waits()

    def method_waits(self, kind: str, receiver: Any, name: str, args: tuple[Value, ...], kwargs: dict[str, Value]) -> None:
        """A method of an object outside of the project is called."""
        if kind == "external":
            self.host_reads(f"{receiver.api}.{name}", args, kwargs)
        elif kind in ("static", "ndarray"):
            if not all(map(has_no_array, (*args, *kwargs.values()))):
                self.waits()
        elif kind not in _PYTHON or name in WAITING_METHODS:
            self.waits()  # whoever calls `block_until_ready` has an array there

    def leave_context(self, items: Any, held: list[Value], frame: Frame) -> None:
        """The end of a `with`, which may wait as well."""
        for (item, _), value in zip(items, held):
            if type(value) is Instance and self.is_stopwatch(value):
                self.call(self.instance_attribute(value, "__exit__", item, frame), (NONE, NONE, NONE), {}, item, frame)
                continue
            called = self.quiet(item[2] if item[0] == "call" else item, frame)
            if type(called) is not Api or not called.name.startswith(("jax.", "contextlib.", "builtins.")) or "profiler" in called.name:
                self.waits()

    def manager_entered(self, value: Value, item: Node, frame: Frame) -> Value:
        """What `with` binds."""
        if type(value) is Instance and self.is_stopwatch(value):
            return self.call(self.instance_attribute(value, "__enter__", item, frame), (), {}, item, frame)  # type: ignore[no-any-return]
        return self.enter(value)  # type: ignore[no-any-return]

    # --- through calls and branches -----------------------------------------------------------------------

    def pace_since(self, start: Pace) -> Any:
        """What a call has done, as far as it is known of an equal one; None where that may be something else."""
        pace = self.pace
        if pace.readings != start.readings or self.traces or self.muted or self.abstract:
            return None
        return (pace.now - start.now, *[max(mark - start.now, 0) for mark in (pace.hard.order, pace.some.order, pace.waited)])

    def pace_again(self, effect: Any) -> None:
        """An equal call: its caller says where (`started_by`)."""
        pace = self.pace
        if effect is None:
            self.waits()
        elif effect[0] and not self.traces and not self.muted:
            hard, some, waited = [pace.now + mark if mark else 0 for mark in effect[1:]]
            pace.hard = Work(hard, round=pace.round) if hard else pace.hard
            pace.some = Work(some, round=pace.round) if some else pace.some
            pace.waited = waited or pace.waited
            pace.now += effect[0]

    def started_by(self, func: Func, result: Value, hard: Work, some: Work, node: Node, frame: Frame) -> None:
        """What a function of the project has started is, to its caller, started by the call."""
        pace = self.pace
        if node is None:
            return
        site, awaitable = self.site(node, frame), result != NONE and not (type(result) is Py and result.type == "never")
        if pace.hard is not hard:
            pace.hard = Work(pace.hard.order, site, func.name, pace.round, pace.hard.first, awaitable)
        if pace.some is not some:
            pace.some = Work(pace.some.order, site, func.name, pace.round, pace.some.first, awaitable)

    def pace_joined(self, before: tuple[Work, Work], one: tuple[Work, Work] | None, two: tuple[Work, Work] | None) -> None:
        """After a branch: only what both have started is certain, and it may have been waited for as early as in one of them."""
        pace = self.pace
        if one is not None and two is not None:
            pace.hard, pace.some = [
                min(a, b, key=lambda work: work.order) if a is not old and b is not old else old for old, a, b in zip(before, one, two)
            ]
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
        return Py(kind, Reading(self.site(node, frame), pace, pace.copy()))

    def measured(self, stop: Reading, start: Reading, node: Node, frame: Frame) -> None:
        """`stop - start`. Over several rounds of a loop, the work of one more or less says little."""
        if stop.pace is not self.pace or start.pace is not self.pace or self.muted or stop.at.now < start.at.now or stop.at.round != start.at.round:
            return
        end, begin = stop.at, start.at.now
        if end.hard.order > max(begin, end.waited):
            work = end.hard
        elif end.some.order > begin and end.hard.order <= begin and end.waited <= begin:
            work = end.some
        else:
            first = end.compiled
            if first.order > begin and first.round != end.round and inside(first.round, end.round):
                self.averaged(first, stop, start, node, frame)
            return
        if work.name and not self.on_purpose(node, frame, work.first):
            fits = work.awaitable and work.round == end.round and work.site.path == stop.site.path and work.name != "@"
            self.emit(ev.Timed(stop.site, None, start.site, work.site, work.name, fits))

    def averaged(self, first: Work, stop: Reading, start: Reading, node: Node, frame: Frame) -> None:
        """A loop, of which the first round compiled: is its time divided by the number of rounds?"""
        body = frame.module.body if frame.function is None else frame.body
        around = path_to(body or (), node[1])
        divided = any(part[0] == "bin" and part[2] == "/" and below[1] == part[3][1] for part, below in zip(around, around[1:]))
        named = next((part for part in around if part[0] == "assign"), None)
        if not divided and named is not None and named[3] == node:
            names = {name for target in named[2] for name in targets(target)}
            divided = any(part[0] == "bin" and part[2] == "/" and part[3][0] == "name" and part[3][2] in names for statement in body or () for part in walk(statement))
        if divided and not self.on_purpose(node, frame, False):
            self.emit(ev.Timed(stop.site, None, start.site, first.site, first.name, False, True))

    def on_purpose(self, node: Node, frame: Frame, first: bool) -> bool:
        """Is the time a deadline, or one of something else than the work?"""
        body = frame.module.body if frame.function is None else frame.body
        around = path_to(body or (), node[1])
        statement: Node | None = None
        for part in around[:-1]:
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
        hints = (*_ON_PURPOSE, "jit") if first else _ON_PURPOSE
        return any(hint in word.lower() for word in words for hint in hints)

    def timed_call(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        """`timeit.timeit(f)` runs `f` many times."""
        function = kwargs.get("stmt", args[0] if args else Const(None))
        if type(function) in (Func, Bound, Partial, Transformed) and not self.traces and not self.muted:
            pace = self.pace
            begin = pace.now
            self.call(function, (), {}, node, frame)
            work, site = pace.some, self.site(node, frame)
            if work.order > max(begin, pace.waited) and work.name:
                self.emit(ev.Timed(site, None, site, work.site, work.name, work.awaitable and work.site.path == site.path and work.site != site))
            elif pace.compiled.order > begin and name == "timeit.timeit" and not self.on_purpose(node, frame, False):
                number = kwargs.get("number", args[3] if len(args) > 3 else None)
                if type(number) is Const and type(number.value) is int and 1 < number.value <= 1000:
                    self.emit(ev.Timed(site, None, site, pace.compiled.site, pace.compiled.name, False, True))
            self.waits()
        return Py("float") if name == "timeit.timeit" else Seq("list", None, Py("float")) if name == "timeit.repeat" else UNKNOWN


#: Kinds of methods that read no array, or whose code is followed.
_PYTHON = frozenset({"list", "set", "dict", "tuple", "generator", "range", "sequence", "instance", "function", "class"})


def _is_limit(name: str, body: Any) -> bool:
    """Does the time that has this name end something?"""
    for statement in body:
        for part in walk(statement):
            if part[0] in ("if", "while") and any(p[0] == "cmp" and any(q[0] == "name" and q[2] == name for q in walk(p)) for p in walk(part[2])):
                if part[0] == "while" or any(s[0] in ("break", "return", "raise") for s in part[3]):
                    return True
    return False
