"""What changes from round to round of a loop: numbers that count, lists that grow, slices of another length each time.

A value that changes carries a `Round` (`values.py`). Where one reaches a static argument of a compiled function, or gives an argument another
shape, each round compiles. The place to report is the call in the function that has the loop: on the way there, what was reached is
handed from call to call in the log of writes, so that it is known of calls that are not interpreted again.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ... import events as ev
from ...data.arrays import BINARY, FLOAT_UNARY, MAKERS, SAME_UNARY, SAMPLERS
from ...syntax import Node
from ...values import NONE, Array, Const, External, Func, Instance, Mapping, Numpy, Partial, Py, Round, Seq, Slice, Transformed, Value
from ..paths import LOOPS, Path, bindings, bound, path_of, path_to, walk
from ..state import Env, Frame, in_test, number_type
from .compilation import argument_nodes
from .identity import function_name, key_of_function
from .samples import SAMPLE, comes_in
from .signatures import Signatures, settles, types_that_settle

#: Words in the names of a loop that goes over the parts of a model or of a shape: there are few.
_STRUCTURE = frozenset({
    "layer", "depth", "stage", "block", "dim", "ndim", "axis", "axe", "head", "level", "order", "degree", "rank", "device", "model", "module",
    "param", "expert", "channel", "config", "shape", "fold", "bit", "mode", "agent", "task", "worker", "host", "scale", "resolution", "kind",
    "activation", "optimizer", "variant", "case", "bucket", "size", "branch", "player", "qubit", "parametrize", "width", "member", "ensemble",
})  # fmt: skip
#: Words in the names of a loop that goes on for long.
_TIME = frozenset({
    "step", "epoch", "iteration", "iter", "it", "batch", "batche", "minibatch", "loader", "dataloader", "dataset", "data", "stream", "episode",
    "frame", "tick", "trial", "sample", "train", "t", "time", "timestep", "token", "position", "pos",
})  # fmt: skip
_WORD = re.compile(r"[A-Za-z][a-z]*")
_FEW = 8
#: Functions whose result is as long as what they are given.
_KEEPS = FLOAT_UNARY | SAME_UNARY | BINARY | {
    "array", "asarray", "stack", "concatenate", "vstack", "hstack", "column_stack", "astype", "device_put", "flip", "expand_dims", "cumsum", "append",
    "delete", "insert",
}  # fmt: skip
#: Methods that start anew.
_EMPTIES = ("clear", "flush", "drain", "empty")
_SHRINKS = frozenset({"pop", "popleft", "clear", "remove"})
_PLAIN = frozenset({"namedtuple", "dataclass", "pytree", "equinox"})


class Rounds(Signatures):
    # --- what a loop goes over ------------------------------------------------------------------------------

    def rounds_of(self, source: Value) -> tuple[int | None, bool]:
        """How many items there are, where that is known, and whether there are certainly as many as something unknown says."""
        if type(source) is Array or type(source) is Numpy:
            return (source.shape[0] if source.shape else None), True
        if type(source) is Seq:
            return (source.size if source.size is None or source.size >= 0 else None), source.kind == "range" or source.size is not None
        return None, type(source) is External and source.api == "itertools.count"

    def is_sample(self, source: Value, iterable: Node, frame: Frame) -> bool:
        """Is a small number of rounds only what this caller wants?"""
        if type(source) is not Seq or source.kind not in ("range", "generator"):
            return False
        size = len(source.items) if source.items is not None else source.size
        numbered = source.kind == "range" or source.items is None
        return size is not None and SAMPLE < size <= _FEW and numbered and comes_in(iterable, frame)

    def counted(self, items: Value, source: Value, target: Node, iterable: Node, at: int, frame: Frame) -> Value:
        """What the target of a loop is bound to, which may change in each round."""
        if at in frame.few:
            return items
        sample = self.is_sample(source, iterable, frame)
        if type(source) is External and source.api == "itertools.count" or sample and type(source) is Seq and source.kind == "range":
            items = Py("int", None, Round())
        elif type(source) is Numpy and type(items) is Numpy and source.shape is not None and len(source.shape) == 1:
            items = Numpy((), items.dtype, False, True, False, Round())
        elif not _is_counted(items):
            return items
        size, _ = self.rounds_of(source)
        words = words_of(iterable) | words_of(target)
        if size is not None and not sample:
            many, maybe = size > _FEW, True
        else:
            many, maybe = not words & _STRUCTURE and not few_by_default(iterable, frame), bool(words & _TIME)
        return _placed(items, Round(frame.serial, at, "loop", _target_name(target)), many, many and maybe, target)

    def counters(self, env: Env, body: tuple[Node, ...], at: int, frame: Frame) -> Env:
        """Variables that each round counts up or down, at the head of a loop."""
        if at in frame.few:
            return env
        out = env
        for statement in body:
            counter = _counter(statement)
            if counter is None:
                continue
            name, op, step = counter
            if number_type(env.get(name, NONE)) not in ("int", "float", "number") or op == "*" and not self.is_rate(step, frame):
                continue
            loop = path_to(frame.module.body if frame.function is None else frame.body or (), at)
            if not loop or loop[-1][1] != at or not self.goes_on(loop[-1], name, frame):
                continue
            out = dict(out) if out is env else out
            out[name] = Py(number_type(env[name]) or "number", None, Round(frame.serial, at, "loop", name))
        return self.lengths(out, env, body, at, frame)

    def lengths(self, out: Env, env: Env, body: tuple[Node, ...], at: int, frame: Frame) -> Env:
        """Variables that each round makes longer or shorter: `remaining = np.delete(remaining, i)`."""
        for statement in body:
            name = _lengthened(statement)
            value = env.get(name) if name is not None else None
            if name is None or not isinstance(value, (Seq, Array, Numpy)) or value.each is not None or isinstance(value, (Array, Numpy)) and value.maybe:
                continue
            if type(value) is Seq and value.kind not in ("list", "tuple") or type(value) is Array and statement[0] == "assign" and statement[3][0] == "call" and statement[3][2][-1] != "delete":
                continue  # of arrays that grow another rule tells
            loop = path_to(frame.module.body if frame.function is None else frame.body or (), at)
            if len(bindings(body).get(name, ())) != 1 or not loop or loop[-1][1] != at or not self.goes_on(loop[-1], name, frame):
                continue
            out = dict(out) if out is env else out
            out[name] = replace(value, each=Round(frame.serial, at, "loop", name))
        return out

    def is_rate(self, step: Node, frame: Frame) -> bool:
        """A size that is doubled takes few values; a rate that decays takes many."""
        factor = self.quiet(step, frame)
        if type(factor) is Const:
            return type(factor.value) is float and math.isfinite(factor.value) and factor.value != int(factor.value)
        return number_type(factor) == "float"

    def goes_on(self, loop: Node, name: str, frame: Frame) -> bool:
        """Does the loop have many rounds, as far as its header tells?"""
        if loop[0] == "while":
            test = loop[2]
            short = any(t[0] == "const" and type(t[2]) in (int, float) and 1 < abs(t[2]) <= _FEW for t in walk(test))
            return not short and not words_of(("name", 0, name)) & _STRUCTURE
        if loop[0] != "for":
            return False
        source = self.quiet(loop[3], frame)
        size, sure = self.rounds_of(source)
        words = words_of(loop[3]) | words_of(loop[2]) | words_of(("name", 0, name))
        sample = self.is_sample(source, loop[3], frame)
        if type(source) is Seq and source.items is not None and not sample:
            return False
        if size is not None and not sample:
            return size > _FEW
        return not words & _STRUCTURE and not few_by_default(loop[3], frame) and (sure or bool(words & _TIME))

    def counted_up(self, target: Node, op: str, value: Value, step: Value, node: Node, frame: Frame) -> Value:
        """`self.step += 1`: each call of the method counts."""
        number = number_type(value)
        if op not in "+-" or number not in ("int", "float", "number") or number_type(step) is None or step in (Const(0), Const(0.0)):
            return value
        own = frame.function is not None and frame.receiver is not None and target[2][0] == "name" and frame.env.get(target[2][2]) is frame.receiver
        if not own or frame.name in ("__init__", "__post_init__") or words_of(target) & _STRUCTURE or not any(s is node for s in frame.body or ()):
            return value
        if any(name.startswith(_EMPTIES) for name in self.members(frame.receiver.cls)) if type(frame.receiver) is Instance else False:
            return value  # it counts what is in the object, which is emptied now and then
        return Py(number, None, Round(frame.serial, node[1], "counter", target[3]))

    def counted_here(self, value: Py, frame: Frame) -> Py:
        """An attribute that some method counts up is read."""
        each = value.each
        assert each is not None
        return Py(value.type, value.origin, Round(frame.serial, each.at, each.how, each.name))

    def counted_there(self, result: Py, env: Env, frame: Frame) -> Py:
        """What a function computed from an argument that changes: the caller's loop is meant."""
        mark = next((v.each for v in env.values() if type(v) is Py and v.each is not None), None)
        return result if mark is None or frame is None else Py(result.type, result.origin, mark)

    def out_of_rounds(self, env: Env, at: int, frame: Frame) -> None:
        """After the loop, all has one value."""
        for name, value in env.items():
            kind = type(value)
            if (kind is Py or kind is Seq or kind is Array or kind is Numpy) and value.each is not None and value.each.at == at:  # type: ignore[attr-defined]
                env[name] = _settled(value)

    # --- lengths --------------------------------------------------------------------------------------------

    def longer(self, path: Node, before: Seq, node: Node, frame: Frame) -> Round | None:
        """`path.append(x)`: in a loop, a list that was made before it grows in each round; one of an object grows with each call of the method."""
        if path[0] == "attr" and not self.traces and before.kind == "list" and (before.each is None or before.each.how != "bounded") and self.object_grows(path, node, frame):
            return Round(frame.serial, node[1], "counter", path[3])
        if self.traces or before.kind != "list" or before.each is not None and before.each.how == "bounded" or path[0] != "name" or not frame.rounds or frame.rounds[-1] in frame.few:
            return before.each
        return Round(frame.serial, node[1], "list", path[2])

    def object_grows(self, path: Node, node: Node, frame: Frame) -> bool:
        """Does each call of this method add to the list, and nothing in the class take anything away, but what makes or resets the object?"""
        receiver = frame.receiver
        if type(receiver) is not Instance or frame.function is None or path[2][0] != "name" or frame.env.get(path[2][2]) is not receiver:
            return False
        if frame.rounds or frame.name in ("__init__", "__post_init__") or not any(s[0] == "expr" and s[2] is node for s in frame.body or ()):
            return False
        methods = [s for cls in self.mro(receiver.cls) if cls.node is not None for s in cls.node[5] if s[0] == "def" and s[3] and not s[2].startswith(("__init__", "__post_init__", "reset"))]
        return not any(_renews(statement, (method[3][0][0], path[3])) for method in methods for statement in method[4])

    def cut_in_rounds(self, value: Array | Numpy, index: Value, result: Any, node: Node, frame: Frame) -> Any:
        """`x[:i]`: a slice with one end that moves."""
        mark = self.varying_slice(index)
        if mark is None:
            if value.each is not None and value.each.how != "type" and _open(index):
                result.each = value.each
            return result
        result.each = Round(mark.home, mark.at, mark.how, mark.name)
        # Who calls a function of arrays from elsewhere may compile it, and then the loop is unrolled once.
        eager = not self.assuming or not frame.parameters
        if eager and type(value) is Array and not value.maybe and value.trace is None and node[0] == "sub" and mark.home == frame.serial and self.in_its_loop(mark, node, frame):
            result.each.told = ev.VaryingShape(self.site(node, frame), self.staged, "slice", "", mark.name)
            self.emit(result.each.told)
        return result

    def varying_slice(self, index: Value) -> Round | None:
        parts = index.items if type(index) is Seq and index.kind == "tuple" and index.items is not None else (index,)
        for part in parts:
            if type(part) is Slice and part.step == NONE:
                lower, upper = (p.each if type(p) is Py else None for p in (part.lower, part.upper))
                if lower is not None and upper is not None:
                    if lower.at != upper.at:
                        return upper
                elif lower is not None or upper is not None:
                    other = part.upper if lower is not None else part.lower
                    if type(other) is Const:
                        return lower or upper
        return None

    def made_in_rounds(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], result: Value) -> Value:
        """What a function of JAX or NumPy makes has another length in each round, where its arguments say so."""
        if (type(result) is not Array and type(result) is not Numpy) or result.each is not None:
            return result
        short = name.rsplit(".", 1)[-1]
        mark: Round | None = None
        if short in _KEEPS:
            mark = next((m for a in args if type(a) in (Array, Numpy, Seq) for m in shapes_that_vary(a, 2)), None)
        elif short in MAKERS or (short in SAMPLERS and name.startswith("jax.random.")):
            place = MAKERS.get(short, 1)
            given = args[place] if len(args) > place else kwargs.get("num" if short == "linspace" else "shape")
            if short == "arange":
                marks = [a.each for a in args[:2] if type(a) is Py and a.each is not None]
                mark = marks[0] if len(marks) == 1 and all(type(a) in (Py, Const) for a in args) else None
                mark = mark if all(type(a) is Const or a.each is not None for a in args if type(a) in (Py, Const)) else None  # type: ignore[attr-defined]
            elif given is not None:
                parts = given.items if type(given) is Seq and given.items is not None else (given,)
                mark = next((p.each for p in parts if type(p) is Py and p.each is not None), None)
        if mark is not None:
            result.each = mark
        return result

    # --- compiled functions -----------------------------------------------------------------------------------

    def varying_arguments(
        self, value: Transformed, static: tuple[set[int], set[str]] | None, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame
    ) -> None:
        """A compiled function is called outside of any trace: which of its arguments change from round to round?"""
        given: list[tuple[int | str, Value]] = [*enumerate(args), *kwargs.items()]
        written: dict[Any, Node | None] | None = None
        for place, argument in given:
            kind = type(argument)
            if kind is Const:
                continue
            fixed = static is not None and (place in static[0] or place in static[1])
            if fixed:
                # A test asks a function of a number for each of those that it takes.
                for mark in numbers_that_vary(argument) if not in_test(frame) else ():
                    self.reach(ev.VaryingStatic(self.site(node, frame), self.staged, function_name(value.func), self.parameter_name(value, place), mark.name), mark, node, frame)
                    break
                if kind in (Func, Partial, Transformed, Instance):
                    if written is None:
                        written = {**dict(enumerate(argument_nodes(node, len(args)))), **dict(node[4])}
                    self.made_anew(value, place, argument, written.get(place), node, frame)
            elif static is not None or not value.settings:
                for mark in shapes_that_vary(argument):
                    what = "list" if mark.how == "list" else "array" if kind in (Array, Numpy) else "tree"
                    self.reach(ev.VaryingShape(self.site(node, frame), self.staged, what, function_name(value.func), mark.name), mark, node, frame)
                    break

    def made_anew(self, value: Transformed, place: int | str, argument: Value, part: Node | None, node: Node, frame: Frame) -> None:
        """A function or an object that is static: is it a new one each time?"""
        body = frame.module.body if frame.function is None else frame.body
        if part is None or body is None or self.muted or self.expecting or part[0] not in ("lambda", "call", "name"):
            return
        path = path_to(body, node[1])
        loop = next((p for p in path if frame.rounds and p[1] == frame.rounds[-1] and p[0] in LOOPS), None)
        if loop is None and (frame.rounds or not self.runs_again(frame, body)) or loop is not None and loop[1] in frame.few:
            return
        inner = body if loop is None else loop[4] if loop[0] == "for" else loop[3] if loop[0] == "while" else ()
        what = self.fresh(part, argument, bindings(inner), frame)
        if not what or self.once(path if loop is None else path[path.index(loop) :], inner if loop is not None else ()):
            return
        event = ev.VaryingStatic(self.site(node, frame), self.staged, function_name(value.func), self.parameter_name(value, place), "", what)
        if loop is not None:
            self.emit(event)
        else:
            event.where = "function"
            self.remade.setdefault(key_of_function(frame.function), {})[node[1]] = event

    def parameter_name(self, value: Transformed, place: int | str) -> str:
        if isinstance(place, str):
            return place
        params = self.signature(value.func)
        order = [n for n, k, _ in params if k in ("pos", "any")] if params is not None else []
        return order[place] if place < len(order) else f"argument {place}"

    def reach(self, event: Any, mark: Round, node: Node, frame: Frame) -> None:
        """The value that changes has come to a compiled function: is the loop here, or around a call of this function?"""
        if mark.home == frame.serial:
            self.recompiles(event, mark, node, frame)
        else:
            self.write_log.append(("varying", (event, mark), event.site))

    def reached(self, logged: int, env: Env, fresh: bool, node: Node, frame: Frame) -> None:
        """After a call: what of the log is about a loop around it?"""
        entries = [entry for entry in self.write_log[logged:] if entry[0] == "varying"]
        if not entries:
            return
        own = [m for v in env.values() for m in (*numbers_that_vary(v), *shapes_that_vary(v)) if m.home == frame.serial] if not fresh else []
        settled = [m for v in env.values() for m in types_that_settle(v) if m.home == frame.serial] if not fresh else []
        done: list[Any] = []
        for entry in entries:
            event, mark = entry[1]
            marks = settled if type(event) is ev.TypeSettles else own
            here = mark if mark.home == frame.serial else marks[0] if marks else None
            if here is not None:
                done.append(entry)
                if node[0] == "call" and type(event) is ev.TypeSettles:
                    self.recompiles(settles(here, self.site(node, frame), event.function), here, node, frame)
                elif node[0] == "call":
                    told = type(event)(self.site(node, frame), self.staged, *[getattr(event, f) for f in _FIELDS[type(event)]])
                    told.name = here.name
                    for m in own:
                        _leave_to(told, m)
                    self.recompiles(told, here, node, frame)
        self.write_log[logged:] = [entry for entry in self.write_log[logged:] if not any(entry is d for d in done)]

    def recompiles(self, event: Any, mark: Round, node: Node, frame: Frame) -> None:
        if self.muted or self.expecting:
            return
        if mark.how == "counter":
            if frame.function is not None:
                event.where = "function"
                self.remade.setdefault(key_of_function(frame.function), {})[node[1]] = event
        elif self.in_its_loop(mark, node, frame):
            _leave_to(event, mark)
            self.emit(event)

    def in_its_loop(self, mark: Round, node: Node, frame: Frame) -> bool:
        """Is the call in the loop that changes the value, and not only in its first or last round?"""
        body = frame.module.body if frame.function is None else frame.body
        path = path_to(body or (), node[1])
        if not path or path[-1][1] != node[1]:
            return False
        if mark.how == "list":
            place = self.grows_in(mark, path, body, frame)
        else:
            place = next((n for n, part in enumerate(path) if part[1] == mark.at and part[0] in LOOPS), None)
        if place is None or any(part[0] in ("def", "lambda", "class") for part in path[place:]):
            return False
        loop = path[place]
        return not self.once(path[place:], loop[4] if loop[0] == "for" else loop[3] if loop[0] == "while" else (), mark.name)

    def grows_in(self, mark: Round, path: list[Node], body: Any, frame: Frame) -> int | None:
        """The loop around the call in which the list only grows."""
        grower = path_to(body, mark.at)
        for place, part in enumerate(path):
            if part[0] in ("for", "while") and part[1] not in frame.few and any(g is part for g in grower):
                source = self.quiet(part[3], frame) if part[0] == "for" else None
                size = None if source is None else self.rounds_of(source)[0]
                sample = source is not None and self.is_sample(source, part[3], frame)
                if not sample and (type(source) is Seq and source.items is not None or (size is not None and size <= _FEW)):
                    continue
                if (size is None or sample) and part[0] == "for" and ((words_of(part[3]) | words_of(part[2])) & _STRUCTURE or few_by_default(part[3], frame)):
                    continue
                if not any(_renews(statement, (mark.name,)) for statement in (part[4] if part[0] == "for" else part[3])):
                    return place
        return None


def _open(index: Value) -> bool:
    """Does the index leave all but a fixed number of elements, in each axis that it names?"""
    if type(index) is Seq and index.kind == "tuple" and index.items:
        return all(part in (NONE, Const(...)) or (type(part) is Slice and _open(part)) for part in index.items)
    if type(index) is not Slice or index.step != NONE:
        return False
    lower, upper = index.lower, index.upper
    starts = lower == NONE or type(lower) is Const and type(lower.value) is int and lower.value >= 0
    return starts and (upper == NONE or type(upper) is Const and type(upper.value) is int and upper.value < 0)


# --- values -----------------------------------------------------------------------------------------------------


def numbers_that_vary(value: Value, depth: int = 3) -> Iterator[Round]:
    """The marks of numbers and strings in a value that is passed as a static argument."""
    kind = type(value)
    if kind is Py or (kind is Numpy and value.shape == ()):  # type: ignore[attr-defined]
        if value.each is not None:  # type: ignore[attr-defined]
            yield value.each  # type: ignore[attr-defined]
    elif depth and type(value) is Seq and value.kind == "tuple" and value.items is not None:
        for part in value.items:
            yield from numbers_that_vary(part, depth - 1)
    elif depth and type(value) is Instance and value.cls.kind in _PLAIN and not value.generic:
        for part in value.attrs.values():
            yield from numbers_that_vary(part, depth - 1)


def shapes_that_vary(value: Value, depth: int = 4) -> Iterator[Round]:
    """The marks of arrays and containers in a value whose shape or structure counts."""
    kind = type(value)
    if kind is Array or kind is Numpy:
        if value.each is not None and value.shape != () and value.trace is None and value.each.how != "type":  # type: ignore[attr-defined]
            yield value.each  # type: ignore[attr-defined]
    elif kind is Seq or kind is Mapping:
        mark = value.each  # type: ignore[attr-defined]
        if mark is not None and mark.how != "bounded":
            yield mark
        elif depth:
            items = value.items or ()  # type: ignore[attr-defined]
            for part in (v for _, v in items) if kind is Mapping else items:
                yield from shapes_that_vary(part, depth - 1)
    elif depth and type(value) is Instance and value.cls.kind in _PLAIN:
        for part in value.attrs.values():
            yield from shapes_that_vary(part, depth - 1)


def _is_counted(value: Value) -> bool:
    return ((type(value) is Py or type(value) is Numpy) and value.each is not None) or (
        type(value) is Seq and value.items is not None and any(_is_counted(v) for v in value.items)
    )


def _placed(value: Value, mark: Round, many: bool, maybe: bool, target: Node) -> Value:
    if target[0] == "name" and target[2] != mark.name:
        mark = Round(mark.home, mark.at, mark.how, target[2])
    if type(value) is Py and value.each is not None:
        return Py(value.type, value.origin, mark if (maybe if value.each.how == "maybe" else many) else None)
    if type(value) is Numpy and value.each is not None:
        return Numpy(value.shape, value.dtype, value.view, value.maybe, value.large, mark if many else None)
    if type(value) is Seq and value.items is not None:
        targets = target[2] if target[0] in ("tuple", "list") and len(target[2]) == len(value.items) else (target,) * len(value.items)
        return Seq(value.kind, tuple([_placed(v, mark, many, maybe, t) for v, t in zip(value.items, targets)]), value.elem, value.size, value.each)
    return value


def _settled(value: Any) -> Value:
    if type(value) is Py:
        return Py(value.type, value.origin)
    if type(value) is Seq:
        return Seq(value.kind, value.items, value.elem, value.size)
    if type(value) is Numpy:
        return Numpy(value.shape, value.dtype, value.view, value.maybe, value.large)
    return Array(value.trace, value.shape, value.dtype, value.weak, value.maybe, value.made, value.why, value.key, value.parts)


def _leave_to(event: Any, mark: Round) -> None:
    """The slice that was told of goes into a compiled function: that is the place to report."""
    if mark.told is not None and type(event) is ev.VaryingShape:
        mark.told.what = ""


_FIELDS: dict[type, tuple[str, ...]] = {ev.VaryingStatic: ("function", "parameter", "name"), ev.VaryingShape: ("what", "function", "name")}


# --- code -------------------------------------------------------------------------------------------------------


def words_of(node: Node) -> set[str]:
    """The words in the names of an expression, without the plural's s."""
    found: set[str] = set()
    for part in walk(node):
        name = part[2] if part[0] == "name" else part[3] if part[0] == "attr" else None
        if type(name) is str:
            found.update(word.lower().rstrip("s") for word in _WORD.findall(name))
    return found


def few_by_default(iterable: Node, frame: Frame) -> bool:
    """Is the number of rounds a parameter that is small where nobody gives it?"""
    defaults = frame.function.defaults if frame.function is not None else {}
    for part in walk(iterable) if defaults else ():
        default = defaults.get(part[2]) if part[0] == "name" else None
        if type(default) is Const and type(default.value) is int and 0 < default.value <= _FEW:
            return True
    return False


def _target_name(target: Node) -> str:
    while target[0] in ("tuple", "list") and target[2]:
        target = target[2][0]
    return target[2] if target[0] == "name" else "the loop's variable"


def _counter(statement: Node) -> tuple[str, str, Node] | None:
    """The variable that the statement counts up or down, how, and by what: `n += 1`, `n = n + k`, `lr *= 0.99`."""
    if statement[0] == "aug" and statement[3][0] == "name":
        name, op, step = statement[3][2], statement[2], statement[4]
    elif statement[0] == "assign" and len(statement[2]) == 1 and statement[2][0][0] == "name" and statement[3][0] == "bin":
        name, op, step = statement[2][0][2], statement[3][2], statement[3][4]
        left = statement[3][3]
        if op == "+" and step[0] == "name" and step[2] == name:
            left, step = step, left
        if left[0] != "name" or left[2] != name:
            return None
    else:
        return None
    if step[0] == "const" and (type(step[2]) not in (int, float) or step[2] == 0):
        return None
    return (name, op, step) if op in ("+", "-", "*") else None


def _lengthened(statement: Node) -> str | None:
    """The variable that the statement binds to more, or less, of itself: `xs = xs + [x]`, `x = np.append(x, y)`, `x = x[1:]`."""
    if statement[0] == "aug":
        more = statement[2] == "+" and statement[3][0] == "name" and statement[4][0] in ("list", "tuple") and statement[4][2]
        return statement[3][2] if more else None
    if statement[0] != "assign" or len(statement[2]) != 1 or statement[2][0][0] != "name":
        return None
    name, made = statement[2][0][2], statement[3]
    if made[0] == "bin":
        more = made[2] == "+" and any(_is_name(one, name) and other[0] in ("list", "tuple") and other[2] for one, other in ((made[3], made[4]), (made[4], made[3])))
    elif made[0] in ("list", "tuple"):
        more = len(made[2]) > 1 and any(part[0] == "star" and _is_name(part[2], name) for part in made[2])
    elif made[0] == "sub":
        more = _is_name(made[2], name) and made[3][0] == "slice" and _cuts(made[3])
    else:
        more = made[0] == "call" and made[2][0] in ("name", "attr") and _joins(made, name)
    return name if more else None


def _joins(call: Node, name: str) -> bool:
    short = call[2][-1]
    if not call[3]:
        return False
    if short in ("append", "delete", "insert"):
        return len(call[3]) > 1 and _is_name(call[3][0], name)
    parts = call[3][0][2] if call[3][0][0] in ("list", "tuple") else ()
    return short in ("concatenate", "hstack", "vstack") and len(parts) > 1 and sum(_is_name(part, name) for part in parts) == 1


def _cuts(part: Node) -> bool:
    """`[1:]` or `[:-1]`."""
    lower, upper, step = part[2:5]
    if step is not None:
        return False
    if upper is None:
        return lower is not None and lower[0] == "const" and type(lower[2]) is int and lower[2] > 0
    if lower is not None:
        return False
    return upper[0] == "unary" and upper[2] == "-" and upper[3][0] == "const" or upper[0] == "const" and type(upper[2]) is int and upper[2] < 0


def _is_name(node: Node, name: str) -> bool:
    return bool(node[0] == "name" and node[2] == name)


def _renews(statement: Node, path: Path) -> bool:
    """Is the list bound anew, or does it lose items, somewhere in the statement?"""
    for part in walk(statement):
        kind = part[0]
        if any(_touches(target, path) for target in bound(part)):
            return True
        if kind == "call" and part[2][0] == "attr" and part[2][3] in _SHRINKS and path_of(part[2][2]) == path:
            return True
    return False


def _touches(target: Node, path: Path) -> bool:
    if target[0] == "sub" and target[3][0] != "slice":
        return False  # one of its elements
    return path_of(target[2] if target[0] == "sub" else target) == path
