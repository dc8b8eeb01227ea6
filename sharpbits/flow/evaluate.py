"""Expressions: from code to abstract values, and the events on the way."""

from __future__ import annotations

import operator
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .. import events as ev
from ..data import arrays as facts
from ..data.backend import JOINED_BY_INDEX
from ..data.effects import AFTER_DONATION
from ..syntax import Node
from ..values import (
    AXIS,
    NAN,
    NONE,
    OR_CONCRETE,
    OR_FLAG,
    UNKNOWN,
    Api,
    Array,
    Bound,
    Class,
    Const,
    External,
    Func,
    Instance,
    Mapping,
    ModuleValue,
    Numpy,
    Opaque,
    Partial,
    Py,
    Seq,
    Site,
    Slice,
    Term,
    Trace,
    Transformed,
    Tree,
    Value,
    Why,
    concrete_fails,
    leaves,
    traced,
)
from .arrays.casts import DIFFERENCE, FLOATS, may_be_negative
from .arrays.columns import COLUMN, SQUARE, asks_for_column
from .arrays.shapes import indexed, may_be_beyond
from .dispatch.pace import Reading, reads_array
from .dispatch.samples import comes_in, made_here
from .lives.givens import EMPTY
from .paths import is_asked, variable
from .state import (
    SPENT,
    Frame,
    element,
    few_rounds,
    join,
    join_all,
    key_of,
    keyed,
    now,
    number_type,
    restore,
    several_numbers,
    stronger,
    without_keys,
)

_FOLD: dict[str, Any] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv,
    "%": operator.mod, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
_BITS: dict[str, Any] = {"&": operator.and_, "|": operator.or_, "^": operator.xor, "<<": operator.lshift, ">>": operator.rshift}
_UNARY: dict[str, Any] = {"-": operator.neg, "+": operator.pos, "~": operator.invert}
#: `%.2f`, `%d`, ... in a format string; `%s` and `%r` take a tracer.
_NUMERIC_FORMAT = re.compile(r"%[-+ #0-9.]*[diouxXeEfFgGc]")
#: Libraries whose constants are numbers and arrays.
_OF_NUMBERS = ("jax.", "numpy.", "scipy.", "math.", "cmath.", "sys.", "builtins.")
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
#: Events that only a tracer can cause.
_OF_TRACERS = frozenset({ev.Truth, ev.Convert, ev.Size, ev.Member, ev.Iterate, ev.TypeCheck})
_FUNCTIONS = (Func, Bound, Partial, Transformed, Api, Class)


class Evaluate:
    """Shared state of the engine and the evaluation of expressions."""

    staged: Trace | None
    muted: int
    statement_call: int
    outer_call: Site | None
    lifted: bool
    mode: Any
    #: The trace of the variables of the module that is applied, of Flax or of Haiku.
    weights: Trace | None
    expecting: int
    #: Handlers around the current statement that take the error of a tracer among others, and go on; how much they were there for.
    forgiving: int
    forgave: int
    #: `with jax.disable_jit()` around the code that runs.
    unstaged: int
    guards: int
    batched: Trace | None
    abstract: bool
    direct: bool
    depth: int
    #: How many operations of JAX the code has asked for that ran up to here.
    work: int
    #: Whether clocks are read; see `timing.py`.
    timing: bool
    serial: int
    clock: int
    traces: int
    varying: int
    filling: int
    failing: str
    undo: list[Any] | None
    reading: list[Any]
    recorders: list[set[str]]
    captured: Any
    #: Differentiations around the code that runs, and whether a value that depends on one was lost; see `gradients.py`.
    differentiating: int
    lost: bool
    complex_gradients: bool
    made: dict[Func, Func]

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...  # the other halves of the engine; where it exists, each attribute is slow

    def eval(self, node: Node, frame: Frame) -> Value:
        return EXPRESSIONS[node[0]](self, node, frame)  # type: ignore[no-any-return]

    def quiet(self, node: Node, frame: Frame) -> Value:
        """Evaluate once more, for what it says of the value, without events."""
        if node[0] == "name":
            return self.lookup(node[2], frame)  # type: ignore[no-any-return]
        self.muted += 1
        spent, work = frame.env.get(SPENT), self.work
        value = self.eval(node, frame)
        restore(frame, spent)
        self.work = work
        self.muted -= 1
        return value

    def site(self, node: Node, frame: Frame) -> Site:
        return Site(frame.module.path, node[1])

    def emit(self, event: ev.Event) -> None:
        # Where no trace is around, no tracer is alive: what still seems to be one is a value that the engine lost sight of.
        if not self.muted and not self.expecting and self.failing in ("", event.site.path) and (self.traces or type(event) not in _OF_TRACERS):
            if self.forgiving and (type(event) in _OF_TRACERS or type(event) is ev.Call and event.name.startswith(("numpy.", "scipy."))):
                self.forgave += 1
            else:
                self.events.append(event)

    def note(self, word: str) -> None:
        for record in self.recorders:
            record.add(word)

    # --- names, constants, containers ----------------------------------------------------------------

    def e_const(self, node: Node, frame: Frame) -> Value:
        return Const(node[2])

    def e_name(self, node: Node, frame: Frame) -> Value:
        name = node[2]
        value = frame.env.get(name)
        if value is None:
            value = self.lookup(name, frame)
            if self.reading:
                self.outer_read(name, value, node, frame)
        if name in frame.donated:
            self.donated_read(name, node, frame)
        return value

    def e_sequence(self, node: Node, frame: Frame) -> Value:
        items: list[Value] = []
        for part in node[2]:
            if part[0] == "star":
                inner = self.eval(part[2], frame)
                more = self.known_items(inner, frame)
                if more is None:
                    rest = [self.eval(p, frame) for p in node[2] if p[0] != "star"]
                    return Seq(node[0], None, join_all([*rest, self.iterated(inner, part[2], frame)]))
                items.extend(more)
            else:
                items.append(EXPRESSIONS[part[0]](self, part, frame))
        if node[0] == "set":
            for part, value in zip(node[2], items):
                self.hashed(part, value, Seq("set"), frame, "member")
        return Seq(node[0], tuple(items))

    def known_items(self, value: Value, frame: Frame) -> tuple[Value, ...] | None:
        if type(value) is Seq and value.items is not None:
            return value.items
        if type(value) is Instance and value.cls.kind == "namedtuple":
            return tuple([value.attrs.get(name, UNKNOWN) for name in value.cls.fields])
        if type(value) is Array and value.dtype == "key":
            keys: tuple[Value, ...] | None = self.unpacked_keys(value, 0, 0)
            return keys
        return None

    def e_dict(self, node: Node, frame: Frame) -> Value:
        items: dict[Any, Value] = {}
        known = True
        for key, part in node[2]:
            value = self.eval(part, frame)
            if key is None:
                if type(value) is Mapping and value.items is not None:
                    items.update(dict(value.items))
                else:
                    known = False
                continue
            name = self.eval(key, frame)
            self.hashed(key, name, Mapping(), frame, "key")
            if type(name) is Const:
                items[name.value] = value
            else:
                known = False
                items[key[1], "?"] = value
        if known:
            return Mapping(tuple(items.items()))
        return Mapping(None, join_all(items.values()) if items and not any(k is None for k, _ in node[2]) else UNKNOWN)

    def hashed(self, node: Node, value: Value, container: Value, frame: Frame, form: str) -> None:
        if traced(value) is not None:
            self.emit(ev.Member(self.site(node, frame), self.staged, form, value, container))

    def e_comp(self, node: Node, frame: Frame) -> Value:
        _, at, kind, elements, clauses = node
        before = frame.env
        frame.env = dict(before)
        fixed: tuple[Value, ...] | None = None
        # What the first `for` goes over is asked for once.
        outermost = self.eval(clauses[0][1], frame)
        start = now()
        frame.rounds.append(at)
        each: list[Term] = []
        bound: list[tuple[Node, Value, Node]] = []
        for target, iterable, tests in clauses:
            source = outermost if iterable is clauses[0][1] else self.eval(iterable, frame)
            if len(clauses) == 1:
                if few_rounds(source):
                    frame.few.add(at)
                    if several_numbers(source) and comes_in(iterable, frame):
                        frame.several.add(at)
                if not tests and kind in ("list", "generator"):
                    fixed = self.short_items(source, frame)
            items, symbols = self.round_keys(self.iterated(source, iterable, frame), source, iterable[1], frame)
            each += symbols
            if not self.traces:
                items = self.counted(items, source, target, iterable, at, frame)
            bound.append((target, items, iterable))
            self.assign_to(target, items, frame, iterable, None)
            for test in tests:
                value = self.eval(test, frame)
                self.truth_event(test, "comprehension", value, frame, test)
                self.narrow(test, True, frame)
        if fixed is not None:
            parts = []
            for item in fixed:
                self.next_round(frame, start)
                self.assign_to(clauses[0][0], item, frame, clauses[0][1], None)
                parts.append(self.eval(elements[0], frame))
            result: Value = Seq(kind, tuple(parts))
        else:
            spent, work, copies, frame.copies = frame.env.get(SPENT), self.work, frame.copies, 1
            values = [self.eval(e, frame) for e in elements]
            if frame.env.get(SPENT) is not spent:
                # Keys were spent: once more, for what the second round spends again.
                self.next_round(frame, start, each)
                for target, items, iterable in bound:
                    for term in each:
                        self.renew(term, frame)
                    self.assign_to(target, items, frame, iterable, None)
                self.work = work
                values = [self.eval(e, frame) for e in elements]
            if len(clauses) == 1 and not clauses[0][2]:
                self.rounds_over(node, source, (clauses[0][0],), elements, frame, work, copies)
            values = [without_keys(v) for v in values]
            if kind == "dict":
                self.hashed(elements[0], values[0], Mapping(), frame, "key")
            longer = source.each if len(clauses) == 1 and not clauses[0][2] and type(source) is Seq else None
            result = Mapping(None, values[1]) if kind == "dict" else Seq(kind, None, values[0], each=longer)
        held = frame.env.get(SPENT)
        frame.rounds.pop()
        frame.env = before
        if held is not None:
            frame.env[SPENT] = held
            self.after_loop(frame, start)
        return result

    def short_items(self, source: Value, frame: Frame) -> tuple[Value, ...] | None:
        items = self.known_items(source, frame)
        return items if items is not None and 0 < len(items) <= 4 else None

    def e_fstr(self, node: Node, frame: Frame) -> Value:
        each = None
        for where, part, conversion, spec in node[2]:
            value = self.eval(part, frame)
            if self.timing and reads_array(value):
                self.waits()
            if type(value) is Py:
                each = each or value.each
            if spec and not conversion and (traced(value) is not None):
                self.emit(
                    ev.Convert(self.site(node, frame), self.staged, "format", value, self.site(part, frame))
                )
        return Py("str", None, each)

    def e_lambda(self, node: Node, frame: Frame) -> Value:
        return self.make_lambda(node, frame)  # type: ignore[no-any-return]

    def e_walrus(self, node: Node, frame: Frame) -> Value:
        value = self.eval(node[3], frame)
        self.assign_to(node[2], value, frame, node[3], None)
        return value

    def e_await(self, node: Node, frame: Frame) -> Value:
        self.eval(node[2], frame)
        if self.timing:
            self.waits()
        return UNKNOWN

    def e_yield(self, node: Node, frame: Frame) -> Value:
        value = NONE if node[2] is None else self.eval(node[2], frame)
        if self.timing and not self.yielded(frame):
            self.waits()
        frame.yields.append(self.iterated(value, node[2], frame) if node[3] else value)
        # Whoever takes no more than this has the keys spent that are spent here.
        frame.leave()
        return UNKNOWN

    def e_star(self, node: Node, frame: Frame) -> Value:
        return self.eval(node[2], frame)

    def e_slice(self, node: Node, frame: Frame) -> Value:
        parts = [NONE if p is None else self.eval(p, frame) for p in node[2:]]
        return Slice(*parts)

    # --- attributes ----------------------------------------------------------------------------------

    def e_attr(self, node: Node, frame: Frame) -> Value:
        _, _, inner, name = node
        if frame.donated and name in AFTER_DONATION and variable(inner) in frame.donated:
            return self.attribute(self.quiet(inner, frame), name, node, frame)
        value = EXPRESSIONS[inner[0]](self, inner, frame)
        if type(value) is Api:
            return self.api_attribute(value.name, name)  # type: ignore[no-any-return]
        found: Value = self.attribute(value, name, node, frame)
        if self.reading:
            self.attribute_read(value, found, node, frame)
        if frame.donated and variable(node) in frame.donated:
            self.donated_read(variable(node), node, frame)
        return found

    def attribute(self, value: Any, name: str, node: Node, frame: Frame) -> Value:
        kind = type(value)
        if kind is Unknown_:
            return _SHAPES.get(name, UNKNOWN)
        if kind is Opaque:
            return _SHAPES.get(name) or Opaque(("attr", value.key, name))
        if kind is Api:
            return self.api_attribute(value.name, name)  # type: ignore[no-any-return]
        if kind is Array:
            if name in facts.CHANGING_ATTRIBUTES and not value.maybe and value.made != "at":
                self.emit(ev.OldAttribute(self.site(node, frame), self.staged, name))
            return self.array_attribute(value, name)
        if kind is Tree:
            if value.key is not None and name not in facts.ARRAY_METHODS and name not in facts.STATIC_ATTRIBUTES and name not in _DICT_METHODS:
                return Tree(value.trace, ("attr", value.key, name)) if name not in facts.ARRAY_ATTRIBUTES else self.array_attribute(Array(value.trace), name)
            if name in facts.STATIC_ATTRIBUTES:
                return _SHAPES.get(name, Py("static")) if name != "shape" else self.shape_of(None, value.trace)
            if name in facts.ARRAY_ATTRIBUTES:
                return self.array_attribute(Array(value.trace), name)
            if name in facts.ARRAY_METHODS or name in facts.CONCRETE_METHODS or name in _DICT_METHODS:
                return Bound(Api(f"tree.{name}"), value)
            self.lost = True
            return UNKNOWN
        if kind is Instance:
            found: Value = self.instance_attribute(value, name, node, frame)
            if self.reading and self.staged is not None:
                self.attribute_from_outside(value, name, found, node, frame)
            return found
        if kind is ModuleValue:
            there: Value = self.module_attribute(value, name)
            if self.reading and self.staged is not None and node is not None:
                self.read_from_outside(name, there, node, frame)
            return there
        if kind is Class:
            return self.class_attribute(value, name)  # type: ignore[no-any-return]
        if kind is Numpy:
            if name in ("shape", "ndim", "size", "dtype"):
                return self.shape_of(value.shape) if name == "shape" else _SHAPES[name]
            if name in ("T", "real", "imag", "flat"):
                shape = None if value.shape is None or name == "flat" else value.shape[::-1] if name == "T" else value.shape
                return Numpy(shape, value.dtype if name in ("T", "flat") or value.dtype in _REAL else None, value.view, value.maybe)
            return UNKNOWN if name in _OF_MEMORY else Bound(Api(f"ndarray.{name}"), value)
        if kind in (Seq, Mapping):
            if kind is Seq and name in ("start", "stop", "step"):
                return Py("int")
            return Bound(Api(f"{'dict' if kind is Mapping else value.kind}.{name}"), value)
        if kind is Const or kind is Py:
            return Bound(Api(f"static.{name}"), value)
        if kind is External:
            return Bound(Api(f"external.{name}"), value)
        if kind in (Func, Bound, Partial, Transformed):
            return Bound(Api(f"function.{name}"), value)
        return UNKNOWN

    def array_attribute(self, value: Array, name: str) -> Value:
        if name == "shape":
            return self.shape_of(value.shape, value.trace)
        if name == "ndim" and value.shape is not None:
            return Const(len(value.shape))
        if name in facts.STATIC_ATTRIBUTES:
            return _SHAPES.get(name, Py("static"))
        if name == "at":
            if self.outside_arrays and self.staged is not None:
                self.constant_used(name, (value,))
            # An array of NumPy has no such attribute.
            return Array(value.trace, value.shape, value.dtype, value.weak, value.maybe and value.trace is not None, "at", value.why)
        if self.outside_arrays and self.staged is not None:
            self.constant_used(name, (value,))
        if name in ("T", "mT"):
            shape = None
            if value.shape is not None:
                shape = value.shape[::-1] if name == "T" else (*value.shape[:-2], *value.shape[:-3:-1])
            return self.passed_through("transpose", (value,), self.array_result((value,), shape, value.dtype, value.weak))
        if name in facts.ARRAY_ATTRIBUTES:
            return self.array_result((value,), value.shape if name in ("real", "imag") else None, value.dtype if name in ("real", "imag") and value.dtype in _REAL else None, value.weak)
        return Bound(Api(f"array.{name}"), value)

    def shape_of(self, shape: tuple[int | None, ...] | None, trace: Trace | None = None) -> Value:
        """The last axis is taken for one of features, of which there are few."""
        origin = "axis" if trace is not None else None
        if shape is None:
            return Py("shape", origin)
        last = len(shape) - 1
        return Seq("tuple", tuple([Py("int", origin if i < last or not last else None) if n is None else Const(n) for i, n in enumerate(shape)]))

    # --- subscripts ----------------------------------------------------------------------------------

    def e_sub(self, node: Node, frame: Frame) -> Value:
        value = EXPRESSIONS[node[2][0]](self, node[2], frame)
        index = EXPRESSIONS[node[3][0]](self, node[3], frame)
        if type(value) is Seq and value.items is not None and len(value.items) == 2 and type(value.items[1]) is External:
            self.updates_cut(value.items, index, node, frame)
        result = self.subscript(value, index, node, frame)
        if self.staged is not None and type(value) is Api and value.name == "os.environ" and not self.abstract and not is_asked(frame.body, node[1]):
            self.emit(ev.Effect(self.site(node, frame), self.staged, "impure", value.name))
        if self.differentiating and result is UNKNOWN:
            if value is UNKNOWN and type(index) is Array and index.trace is not None and index.trace.slope is not None:
                # Only an array is indexed by an array.
                return self.array_result((index,), None, None)
            self.watch((value, index), result)
        return result

    def subscript(self, value: Any, index: Value, node: Node, frame: Frame) -> Value:
        kind = type(value)
        if kind is Opaque or ((kind is Array or kind is Tree) and value.key is not None):
            term = self.key_subscript(value, index, node, frame)
            if kind is not Array:
                return keyed(value, term)
            part = self.array_subscript(value, index, node, frame)
            return keyed(part, term) if type(part) is Array else part
        if kind is Array or kind is Numpy or kind is Tree:
            if kind is Tree and type(index) is Const and type(index.value) is not int:
                return value  # type: ignore[no-any-return]
            return self.array_subscript(value, index, node, frame)
        if kind is Seq:
            if self.recorders and not (value.items is not None and type(index) is Const and type(index.value) is int and -len(value.items) <= index.value < len(value.items)):
                self.note("other")
            if value.kind in ("list", "tuple", "range"):
                if type(index) is Tree and index.trace is not None and index.trace.kind != "differentiated" and node[0] == "sub" and node[3][0] == "name" and node[3][2] in frame.arguments:
                    index = Array(index.trace)  # an argument that is no tracer is no index
                self.python_index(node, index, value, frame)
            if value.items is not None:
                if type(index) is Const and type(index.value) in (int, bool) and value.kind != "set":
                    place = index.value
                    if -len(value.items) <= place < len(value.items):
                        return value.items[place]  # type: ignore[no-any-return]
                if type(index) is Slice and value.kind in ("list", "tuple"):
                    bounds = [p.value if type(p) is Const else "?" for p in (index.lower, index.upper, index.step)]
                    if all(b is None or type(b) is int for b in bounds):
                        return Seq(value.kind, value.items[slice(*bounds)])
            if type(index) is Slice:
                return Seq(value.kind, None, element(value)) if value.items != () else value
            return element(value) if value.items != () else UNKNOWN
        if kind is Mapping:
            if self.recorders:
                self.note("other")
            if traced(index) is not None:
                self.emit(ev.Member(self.site(node, frame), self.staged, "key", index, value))
            if value.items is None:
                if value.made == "variables" and type(index) is Const and type(index.value) is str:
                    return Mapping(None, value.elem, index.value)
                return without_keys(value.elem)
            if type(index) is Const:
                return dict(value.items).get(index.value, UNKNOWN)  # type: ignore[no-any-return]
            return without_keys(join_all([v for _, v in value.items]))
        if kind is Py:
            if value.type == "shape":
                return Py("shape") if type(index) is Slice else Py("int", value.origin if index != Const(-1) else None)
            if value.type == "str":
                self.python_index(node, index, value, frame)
            return Py("str") if value.type == "str" else UNKNOWN
        if kind is Const and type(value.value) is str:
            self.python_index(node, index, value, frame)
            return Py("str")
        if kind is External and value.api == "ref":
            return Array(self.staged) if self.staged is not None else UNKNOWN
        if kind is Instance:
            names = list(value.cls.fields)
            if value.cls.kind == "namedtuple" and type(index) is Const and type(index.value) is int and abs(index.value) < len(names):
                return self.attribute(value, names[index.value], node, frame)
            if "__getitem__" in value.cls.attrs:
                method = self.attribute(value, "__getitem__", node, frame)
                return self.call(method, (index,), {}, node, frame)  # type: ignore[no-any-return]
        if kind is Api:
            if value.name in JOINED_BY_INDEX:
                joined: Value = self.joined_by_index(value.name, index, node, frame)
                return joined
            return self.api_subscript(value, index)  # type: ignore[no-any-return]
        if kind is Unknown_ and (trace := concrete_fails(index)) is not None:
            # Whatever takes a tracer for an index gives what is traced.
            return Tree(trace)
        return UNKNOWN

    def array_subscript(self, value: Any, index: Value, node: Node, frame: Frame) -> Value:
        if type(value) is Tree:
            base: Array | Numpy = Array(value.trace)
            certain = type(index) in (Slice, Array) or (type(index) is Seq and index.kind == "tuple")
            if certain:
                self.index_event(node, base, index, frame, False)
            # A part of a list or tuple is one again.
            return Array(value.trace) if certain and type(index) is not Slice else Tree(value.trace)
        if self.recorders:
            # Too many indices and constant ones are judged while tracing.
            dynamic = type(value) is Array and not value.maybe and type(index) is not Const and _within(index, value.shape)
            self.note("index" if dynamic else "other")
        if type(value) is Array and value.made == "at":
            return Array(value.trace, value.shape, value.dtype, value.weak, value.maybe, "at", value.why)
        self.index_event(node, value, index, frame, False)
        if type(value) is Numpy:
            if concrete_fails(index) is not None:
                self.emit(ev.Member(self.site(node, frame), self.staged, "index", index, value))
                return UNKNOWN
            if type(index) is Array:
                return Numpy(indexed(value.shape, index), value.dtype, False, True)
            parts = index.items if type(index) is Seq and index.kind == "tuple" and index.items is not None else (index,)
            basic = all(type(p) is Slice or (type(p) in (Const, Py) and p not in (Const(True), Const(False))) for p in parts)
            cut = Numpy(indexed(value.shape, index), value.dtype, value.view and basic, value.maybe)
            return self.cut_in_rounds(value, index, cut, node, frame) if not self.traces else cut
        if self.outside_arrays and self.staged is not None:
            self.constant_used("[]", (value, index))
        result = self.array_result((value, index), indexed(value.shape, index), value.dtype, value.weak)
        if type(result) is Array:
            result.maybe = result.maybe or self.unsure(value)
            if asks_for_column(index, result.shape):
                result.made = COLUMN
            if not self.traces:
                self.cut_in_rounds(value, index, result, node, frame)
        if frame.rounds and self.staged is None and not self.traces and not self.muted and type(value) is Array and not value.maybe:
            self.element_read(node, value, index, result, frame)
        return result

    def python_index(self, node: Node, index: Value, container: Value, frame: Frame) -> None:
        """What indexes a list or a string, or bounds a slice of it, has to be a number."""
        for part in (index.lower, index.upper, index.step) if type(index) is Slice else (index,):
            if concrete_fails(part) is not None:
                self.emit(ev.Member(self.site(node, frame), self.staged, "index", part, container))
                break

    def index_event(self, node: Node, value: Value, index: Value, frame: Frame, at: bool) -> None:
        if node[0] == "sub":
            base = node[2][2] if at and node[2][0] == "attr" else node[2]
            chosen = bool(frame.conditions) and type(value) is Array and may_be_beyond(index, value.shape) and not made_here(base, frame)
            self.emit(ev.Index(self.site(node, frame), self.staged, value, index, self.site(base, frame), self.site(node[3], frame), at, guarded=bool(self.guards), chosen=chosen))
            parts = index.items if type(index) is Seq and index.items is not None and index.kind == "tuple" else (index,)
            for part in parts:
                if type(part) is Slice:
                    for bound in (part.lower, part.upper, part.step):
                        if concrete_fails(bound) is not None:
                            self.emit(ev.Size(self.site(node, frame), self.staged, "slice", bound, "slice bound"))

    # --- operators -----------------------------------------------------------------------------------

    def e_bin(self, node: Node, frame: Frame) -> Value:
        _, _, op, lnode, rnode = node
        left = EXPRESSIONS[lnode[0]](self, lnode, frame)
        right = EXPRESSIONS[rnode[0]](self, rnode, frame)
        result = self.binary(op, left, right, node, lnode, rnode, frame)
        if self.differentiating:
            if result is UNKNOWN:
                self.watch((left, right), result)
            elif op == "*":
                self.product_choice(left, right, node, lnode, rnode, frame)
        return result

    def binary(self, op: str, left: Any, right: Any, node: Node, lnode: Node, rnode: Node, frame: Frame) -> Value:
        if type(left) is Opaque or type(right) is Opaque:
            key = key_of(left) or key_of(right)
            if op in "+-*^|&":
                return Opaque(("arith", key, node[1]))
            left, right = [UNKNOWN if type(v) is Opaque else v for v in (left, right)]
        tl, tr = type(left), type(right)
        if tl is Const and tr is Const:
            return fold(op, left.value, right.value)
        if tl is Unknown_ and tr is Unknown_:
            if self.recorders:
                self.note("other")
            return UNKNOWN
        if tl is Array or tr is Array or tl is Tree or tr is Tree:
            if tl is Seq or tr is Seq or tl is Mapping or tr is Mapping:
                if tl is Array or tr is Array:
                    self.emit(ev.Binary(self.site(node, frame), self.staged, op, left, right, UNKNOWN, self.site(lnode, frame), self.site(rnode, frame)))
                return UNKNOWN
            if op == "%" and (tl is Const or tl is Py) and number_type(left) is None:
                if tl is Const and type(left.value) is str and traced(right) is not None and _NUMERIC_FORMAT.search(left.value):
                    self.emit(ev.Convert(self.site(node, frame), self.staged, "format", right, self.site(rnode, frame)))
                return Py("str")
            if tl is Instance or tr is Instance:
                return UNKNOWN
            if op in ("==", "!=") and ((tl is Const and number_type(left) is None) or (tr is Const and number_type(right) is None)):
                return Py("bool")
            if tl is External or tr is External or any(type(v) is Api and not v.name.startswith(_OF_NUMBERS) for v in (left, right)):
                return UNKNOWN  # a unit of `astropy.units`, say, makes a quantity of it
            for side in (left, right):
                if type(side) is Array and side.made in ("empty", "empty:1"):
                    self.unset_event(side)
            if self.outside_arrays and self.staged is not None:
                self.constant_used(op, (left, right))
            shape, dtype, weak = self.operated(op, left, right)
            result = self.array_result((left, right), shape, dtype, weak)
            maybe = (tl is Array and left.maybe and tr is not Array and tr is not Tree and self.unsure(left)) or (
                tr is Array and right.maybe and tl is not Array and tl is not Tree and self.unsure(right)
            ) or (tl is Array and tr is Array and left.maybe and right.maybe and self.unsure(left) and self.unsure(right))
            if type(result) is Array:
                if (tl is Array or tl is Numpy) and left.each is not None and left.each.how != "type":
                    result.each = left.each
                elif (tr is Array or tr is Numpy) and right.each is not None and right.each.how != "type":
                    result.each = right.each
                if self.differentiating and (op in _COMPARISONS or op == "//"):
                    result = self.cut(result, op, node, frame)
                if self.complex_gradients:
                    self.complex_step(op, left, right, result, node, frame)
                if (key_of(left) or key_of(right)) is not None and op not in _COMPARISONS:
                    result.made, result.why = "key arithmetic", Why(self.site(node, frame), "a key is computed with")
                if maybe:
                    result.maybe = True
                if shape is not None and len(shape) == 2:
                    self.spread((left, right), result, node, frame)
                if op in "-*" and not result.made and dtype in FLOATS and may_be_negative(op, left, right):
                    result.made = DIFFERENCE
            if self.recorders:
                self.note("divide" if op in ("/", "//", "%") else "math")
            if self.timing and op == "@":
                self.started("@", node, frame, True)
            self.emit(ev.Binary(self.site(node, frame), self.staged, op, left, right, result, self.site(lnode, frame), self.site(rnode, frame)))
            if (tl is Const or tr is Const or tl is Numpy or tr is Numpy) and not self.x64:
                self.large_operand(op, left, right, node, frame)
            return result
        if self.recorders:
            self.note("other")
        if tl is Numpy or tr is Numpy:
            if tl is Unknown_ or tr is Unknown_ or tl is Instance or tr is Instance:
                return UNKNOWN
            return self.numpy_operated(op, left, right)  # type: ignore[no-any-return]
        if op in _COMPARISONS:
            return Py("bool") if tl in (Const, Py, Seq, Mapping) and tr in (Const, Py, Seq, Mapping) else UNKNOWN
        nl, nr = number_type(left), number_type(right)
        if nl and nr:
            each = counted_on(op, left, right, nl)
            if op == "/":
                return Py("float", None, each)
            if op == "-" and tl is Py and tr is Py and type(left.origin) is Reading and type(right.origin) is Reading:
                self.measured(left.origin, right.origin, node, frame)
            origin = "axis" if (tl is Py and left.origin == "axis") or (tr is Py and right.origin == "axis") else None
            return Py("int" if nl == nr == "int" else "float" if "float" in (nl, nr) else "number", origin, each)
        if tl is Seq and tr is Seq and op == "+" and left.kind == right.kind:
            if left.items is not None and right.items is not None:
                return Seq(left.kind, left.items + right.items, each=left.each or right.each)
            sizes = [len(v.items) if v.items is not None else v.size for v in (left, right)]
            size = sum(s for s in sizes if s is not None) if None not in sizes and AXIS not in sizes else None
            return Seq(left.kind, None, join(element(left), element(right)), size, left.each or right.each)
        if tl is Py and tr is Py and type(left.origin) is Reading and type(right.origin) is Reading and op == "-":
            self.measured(left.origin, right.origin, node, frame)
            return Py("timedelta")
        if tl is Py and left.type == "shape" or tr is Py and right.type == "shape":
            return Py("shape")
        if op == "*" and (tl is Seq and nr or tr is Seq and nl):
            seq, times = (left, right) if tl is Seq else (right, left)
            if seq.items is not None and type(times) is Const and type(times.value) is int and 0 <= times.value <= 8:
                return Seq(seq.kind, seq.items * times.value)
            count = len(seq.items) * times.value if seq.items and type(times) is Const and type(times.value) is int and times.value > 8 else None
            each = times.each if type(times) is Py else None
            return Seq(seq.kind, None, element(seq), count, each) if seq.items != () else seq
        text = (tl is Const and type(left.value) is str) or (tl is Py and left.type == "str")
        if text and op in ("+", "%"):
            return Py("str")
        if tl is Instance:
            return self.operator_method(left, op, right, node, frame)  # type: ignore[no-any-return]
        return UNKNOWN

    def e_unary(self, node: Node, frame: Frame) -> Value:
        value = self.eval(node[3], frame)
        if type(value) is Array or type(value) is Tree:
            same = value if type(value) is Array else Array(value.trace)
            made = same.made if same.made in (COLUMN, SQUARE) else DIFFERENCE if node[2] == "-" and same.dtype in FLOATS else ""
            return self.array_result((value,), same.shape, same.dtype, weak=same.weak, made=made, maybe=same.maybe)
        if type(value) is Const and type(value.value) in (int, float):
            try:
                return Const(_UNARY[node[2]](value.value))
            except TypeError:
                return UNKNOWN
        return value if type(value) in (Py, Numpy) else UNKNOWN

    def e_not(self, node: Node, frame: Frame) -> Value:
        value = self.eval(node[2], frame)
        self.truth_event(node, "not", value, frame, node[2])
        truth = self.truth(value)
        return Py("bool") if truth is None else Const(not truth)

    def e_bool(self, node: Node, frame: Frame) -> Value:
        _, at, op, lnode, rnode = node
        left = self.eval(lnode, frame)
        before = frame.env
        truth = self.truth(left)
        if truth is not None and truth is (op == "or"):
            return left
        frame.env = dict(before)
        reachable = self.narrow(lnode, op == "and", frame)
        fills = op == "or" and lnode[0] == "name" and lnode[2] in frame.parameters
        self.filling += fills
        right = self.eval(rnode, frame)
        self.filling -= fills
        for name, value in frame.env.items():
            if name not in before or name is SPENT:  # a walrus on the right
                before[name] = value
        frame.env = before
        fails = concrete_fails(left)
        if fails is not None and reachable:
            parts = (self.site(lnode, frame), self.site(rnode, frame))
            self.emit(ev.Truth(self.site(node, frame), self.staged, op, left, parts, (left, right)))
            return Array(fails, None, "bool") if type(right) in (Array, Const, Py) else right
        if truth is not None:
            return right
        if type(left) in (Py, Const) and type(right) in (Py, Const):
            if _is_bool(left) and _is_bool(right):
                return Py("bool")
            return join(left, right)
        if type(left) in (Py, Unknown_) and type(right) is Array:
            # `flag and x > 0`: what the flag lets through may be a tracer, or the flag itself.
            return Array(right.trace, right.shape, right.dtype, right.weak, True, "" if right.maybe or not reachable else OR_FLAG, right.why)
        return join(left, right)

    def e_cmp(self, node: Node, frame: Frame) -> Value:
        left_node = node[2]
        left = self.eval(left_node, frame)
        result: Value = UNKNOWN
        count = len(node[3])
        sites, values = [self.site(left_node, frame)], [left]
        fails: Value | None = None
        for place, (op, right_node) in enumerate(node[3]):
            right = self.eval(right_node, frame)
            result = self.compare(op, left, right, node, left_node, right_node, frame)
            sites.append(self.site(right_node, frame))
            values.append(right)
            if count > 1 and place < count - 1 and fails is None and concrete_fails(result) is not None:
                fails = result
            left, left_node = right, right_node
        if fails is not None:
            operators = tuple([op for op, _ in node[3]])
            self.emit(ev.Truth(self.site(node, frame), self.staged, "chain", fails, tuple(sites), tuple(values), operators))
        return result

    def compare(self, op: str, left: Value, right: Value, node: Node, lnode: Node, rnode: Node, frame: Frame) -> Value:
        if left is NAN or right is NAN or op == "in" or op == "not in":
            self.nan_compared(op, left, right, node, lnode, rnode, frame)
        if op == "is" or op == "is not":
            known = self.identity(left, right)
            return Py("bool") if known is None else Const(known is (op == "is"))
        if op == "in" or op == "not in":
            return self.membership(op, left, right, node, lnode, rnode, frame)
        if type(left) is Seq and type(right) is Seq and left.items and right.items:
            if len(left.items) != len(right.items):
                return Const(op == "!=") if op in ("==", "!=") else Py("bool")
            # Python looks first whether two elements are one object, and asks `==` only where they are not.
            pairs = [Const(True) if a is b else self.binary("==", a, b, node, lnode, rnode, frame) for a, b in zip(left.items, right.items)]
            bad = next((p for p in pairs if concrete_fails(p) is not None), None)
            if bad is not None:
                self.emit(ev.Truth(self.site(node, frame), self.staged, "eq", bad, (self.site(lnode, frame), self.site(rnode, frame)), (left, right)))
            if all(type(p) is Const for p in pairs) and op in ("==", "!="):
                return Const(all(p.value for p in pairs) is (op == "=="))  # type: ignore[attr-defined]
            return Py("bool")
        return self.binary(op, left, right, node, lnode, rnode, frame)

    def identity(self, left: Value, right: Value) -> bool | None:
        for one, other in ((left, right), (right, left)):
            if type(other) is Const and (other.value is None or type(other.value) is bool):
                if type(one) is Const:
                    return one.value is other.value
                if type(one) is Array and one.maybe:
                    return None
                if type(one) in (Array, Numpy, Seq, Mapping, Func, Bound, Partial, Transformed, Instance, Class, Api, External, ModuleValue):
                    return False
                if type(one) is Py and other.value is None:
                    return False
                return None
        if type(left) is Api and type(right) is Api:
            return left.name == right.name
        return None

    def membership(self, op: str, left: Value, right: Value, node: Node, lnode: Node, rnode: Node, frame: Frame) -> Value:
        sites = (self.site(lnode, frame), self.site(rnode, frame))
        if type(left) is Tree and left.trace is not None and type(right) is Seq and all(number_type(i) for i in right.items or (right.elem,)):
            left = Array(left.trace)  # compared with numbers, it is one
        if type(right) is Seq and right.kind in ("list", "tuple", "range", "generator"):
            candidates = right.items if right.items is not None else (right.elem,)
            involved = [v for v in (left, *candidates) if concrete_fails(v) is not None]
            # The first element that is compared decides: `is` comes before `==`, so an identical object is found.
            if involved and right.items != () and (right.items is not None or right.elem is not UNKNOWN or right.kind == "range"):
                if concrete_fails(left) is not None or (right.items and concrete_fails(right.items[0]) is not None and number_type(left)):
                    self.emit(ev.Truth(self.site(node, frame), self.staged, "in", involved[0], sites, (left, right)))
        elif type(right) in (Mapping,) or (type(right) is Seq and right.kind in ("set", "frozenset")):
            if traced(left) is not None:
                self.emit(ev.Member(self.site(node, frame), self.staged, "member", left, right))
            if type(right) is Mapping and right.items is not None and type(left) is Const:
                return Const((left.value in dict(right.items)) is (op == "in"))
        elif type(right) is Array and concrete_fails(right) is not None and (number_type(left) or type(left) is Array):
            self.emit(ev.Truth(self.site(node, frame), self.staged, "in", right, sites, (left, right)))
        if type(right) is Seq and right.items is not None and type(left) is Const and all(type(i) is Const for i in right.items):
            return Const((left in right.items) is (op == "in"))
        return Py("bool")

    def e_ifexp(self, node: Node, frame: Frame) -> Value:
        _, at, test, then, other = node
        value = self.eval(test, frame)
        self.type_check(test, then, other, frame)
        truth = self.truth(value)
        before = frame.env
        frame.env = dict(before)
        frame.conditions.append((test, True))
        fills = self.fills_in(test, frame)
        self.filling += fills == "is"
        work = self.work
        yes = self.eval(then, frame) if truth is not False and self.narrow(test, True, frame) else None
        self.filling += (fills == "is not") - (fills == "is")
        done, self.work = self.work, work if truth is None else self.work
        spent = frame.env.get(SPENT)
        frame.env = dict(before)
        frame.conditions[-1] = (test, False)
        no = self.eval(other, frame) if truth is not True and self.narrow(test, False, frame) else None
        self.filling -= fills == "is not"
        if truth is None:
            self.work = min(self.work, done)  # what is certain
        frame.conditions.pop()
        other_spent = frame.env.get(SPENT)
        frame.env = before
        if spent is not None or other_spent is not None:
            before[SPENT] = join(spent or other_spent, other_spent or spent)
        value = asked(value)
        if concrete_fails(value) is not None:
            parts = (self.site(test, frame), self.site(then, frame), self.site(other, frame))
            self.emit(ev.Truth(self.site(node, frame), self.staged, "ifexp", value, parts, (value, yes or UNKNOWN, no or UNKNOWN)))
            if yes is not None and no is not None and {type(yes), type(no)} <= {Array, Const, Py, Tree}:
                return self.array_result((value, yes, no), None, None)
        if yes is None or no is None:
            return yes or no or UNKNOWN
        result = join(yes, no)
        if type(result) is Array and result.parts is None:
            # On one path it has grown.
            grown = next((v.parts for v in (yes, no) if type(v) is Array and v.parts is not None), None)
            result = result if grown is None else replace(result, parts=grown)
        return result

    def fills_in(self, test: Node, frame: Frame) -> str:
        """`x is None` ("is") and `x is not None` of a parameter: one branch makes a default, for callers who pass nothing."""
        asked = test[0] == "cmp" and len(test[3]) == 1 and test[3][0][0] in ("is", "is not") and test[3][0][1][0] == "const"
        return test[3][0][0] if asked and test[2][0] == "name" and test[2][2] in frame.parameters else ""

    # --- truth and narrowing -------------------------------------------------------------------------

    def truth(self, value: Any) -> bool | None:
        """The truth of a static value, where it is known."""
        kind = type(value)
        if kind is Const:
            return bool(value.value)
        if self.timing and (kind is Array or kind is Tree):
            self.waits()
        if kind is Seq and value.items is not None and value.kind in ("list", "tuple", "set"):
            return bool(value.items)
        if kind is Mapping and value.items is not None:
            return bool(value.items)
        if kind in _FUNCTIONS or kind is ModuleValue:
            return True
        if kind is Instance and not ("__bool__" in value.cls.attrs or "__len__" in value.cls.attrs) and value.cls.kind != "external":
            return True if not any(type(b) is not Class for b in value.cls.bases) else None
        return None

    def truth_event(self, node: Node, form: str, value: Value, frame: Frame, operand: Node) -> None:
        if self.timing:
            self.test_waits(value, operand, frame)
        if type(value) is Array and value.shape and 0 in value.shape and not value.maybe:
            self.emit(ev.OldValue(self.site(operand, frame), self.staged, EMPTY))
        value = asked(value)
        if concrete_fails(value) is not None:
            site = self.site(node if form in ("assert", "not") else operand, frame)
            self.emit(ev.Truth(site, self.staged, form, value, (self.site(operand, frame),), (value,)))

    def narrow(self, test: Node, truth: bool, frame: Frame) -> bool:
        """Refine the environment by what `test` being `truth` says; False when that cannot happen."""
        kind = test[0]
        if kind == "not":
            return self.narrow(test[2], not truth, frame)
        if kind == "bool":
            if (test[2] == "and") is truth:
                return self.narrow(test[3], truth, frame) and self.narrow(test[4], truth, frame)
            return True
        if kind == "name" or kind == "attr":
            if truth and kind == "name" and frame.env.get(test[2]) == NONE:
                return False
            return True
        if kind == "cmp" and len(test[3]) == 1:
            op, right = test[3][0]
            if op in ("is", "is not") and right[0] == "const" and right[2] is None:
                return self.narrow_none(test[2], (op == "is") is truth, frame)
            if op == "==" and truth and right[0] == "const" and test[2][0] == "name":
                if type(frame.env.get(test[2][2])) in (Unknown_, Py):
                    frame.env[test[2][2]] = Const(right[2])
            if (op in ("is", "==")) is truth and op in ("is", "is not", "==", "!=") and _is_type_call(test[2]):
                return self.narrow_type(test[2][3][0], right, True, frame)
            return True
        if kind == "call" and test[2][0] == "name" and test[2][2] == "isinstance" and len(test[3]) == 2:
            return self.narrow_type(test[3][0], test[3][1], truth, frame)
        if kind == "walrus":
            return True
        return True

    def narrow_none(self, node: Node, is_none: bool, frame: Frame) -> bool:
        if node[0] == "walrus":
            node = node[2]
        if node[0] != "name":
            return True
        value = self.lookup(node[2], frame)
        if is_none:
            if type(value) is Const:
                return value.value is None
            if value is UNKNOWN and node[2] not in frame.env and self.known_some(node[2], frame):
                return False
            if type(value) in (Unknown_, Opaque, Tree) or (type(value) is Array and value.maybe):
                frame.env[node[2]] = NONE
            return True
        return not (type(value) is Const and value.value is None)

    def known_some(self, name: str, frame: Frame) -> bool:
        """Is it certain, from the tests around the place where the function is called, that a variable from outside of it is not None?"""
        up = frame.parent
        while up is not None and name not in up.env:
            up = up.parent
        if up is None or up.function is None or not up.conditions:
            return False
        some = {test[2][2] for test, holds in up.conditions if _asks_none(test) and (test[3][0][0] == "is") is not holds}
        # Another name for it counts as well.
        return name in some or any(
            s[0] == "assign" and s[3][0] == "name" and s[3][2] == name and any(t[0] == "name" and t[2] in some for t in s[2]) for s in up.body or ()
        )

    def narrow_type(self, node: Node, types: Node, truth: bool, frame: Frame) -> bool:
        names = self.type_names(types, frame)
        value = self.quiet(node, frame)
        verdict = self.is_instance(value, names)
        if verdict is not None and verdict is not truth:
            return False
        if node[0] != "name" or not names:
            if truth and node[0] == "name" and verdict is None and (type(value) is Opaque or type(value) is Array and value.trace is None and value.made == ""):
                frame.env[node[2]] = UNKNOWN  # of a class that is not known
            return True
        name = node[2]
        if truth:
            if "numpy.ndarray" in names and len(names) == 1:
                frame.env[name] = Numpy()
            elif names <= _SCALARS and type(value) in (Unknown_, Py):
                frame.env[name] = Py(next(iter(names)).rsplit(".", 1)[-1] if len(names) == 1 else "number")
            elif names <= {"builtins.list", "builtins.tuple", "builtins.dict", "builtins.str", "builtins.set"} and type(value) in (Unknown_, Opaque, Tree, Array):
                trace = value.trace
                inner: Value = Tree(trace) if trace is not None else UNKNOWN
                single = next(iter(names)).rsplit(".", 1)[-1] if len(names) == 1 else "mixed"
                frame.env[name] = (
                    UNKNOWN if single == "mixed" else Py("str") if single == "str"
                    else Mapping(None, inner) if single == "dict" else Seq(single, None, inner)
                )  # fmt: skip
            elif names <= _ARRAYS and type(value) in (Unknown_, Opaque, Tree):
                frame.env[name] = Array(value.trace, made="", key=key_of(value))
            elif type(value) is not Array and type(value) not in (Seq, Mapping, Instance, Numpy, Py, Const):
                frame.env[name] = UNKNOWN if type(value) is not Tree else value
        elif verdict is None and type(value) in (Array,) and names & (_ARRAYS | {"numpy.ndarray"}) and not traced(value):
            frame.env[name] = UNKNOWN
        return True

    def type_names(self, types: Node, frame: Frame) -> frozenset[str]:
        """The canonical names of the classes in the second argument of `isinstance`; empty where one is unknown."""
        value = self.quiet(types, frame)
        parts = value.items if type(value) is Seq and value.items is not None else (value,)
        names: set[str] = set()
        for part in parts:
            if type(part) is Api:
                names.add(part.name)
            elif type(part) is Class:
                names.add(f"project.{part.name}")
            elif type(part) is Seq and part.items is not None and all(type(p) is Api for p in part.items):
                names.update(p.name for p in part.items)  # type: ignore[attr-defined]
            else:
                return frozenset()
        return frozenset(names)

    def is_instance(self, value: Value, names: frozenset[str]) -> bool | None:
        if not names:
            return None
        if any(not n.startswith(("builtins.", "numpy.", "jax.", "numbers.", "project.", "collections", "typing", "jaxlib")) for n in names):
            return None
        if type(value) is Const:
            mine = type(value.value).__name__
            wide = {"bool": {"bool", "int"}}.get(mine, {mine})
            if any(n.startswith("builtins.") and n[9:] in wide for n in names):
                return True
            return None if any(n.startswith(("numbers.", "typing", "jax.typing", "collections", "project.", "jaxlib")) for n in names) else False
        if type(value) is Array and not value.maybe:
            if names <= {"jax.core.Tracer"}:
                return value.trace is not None
            if names & _ARRAYS:
                return True if value.trace is None or "jax.Array" in names or "jax.core.Tracer" in names else None
            concrete = _SCALARS | {"builtins.list", "builtins.tuple", "builtins.dict", "builtins.str", "builtins.set"}
            return False if all(n in concrete or n.startswith("numpy.") for n in names) else None
        if type(value) is Tree and value.trace is not None and value.trace.kind != "differentiated" and all(n in _SCALARS or n.startswith("numpy.") for n in names):
            return False
        if type(value) is Seq and value.kind in ("list", "tuple", "set"):
            if f"builtins.{value.kind}" in names:
                return True
            return False if all(n.startswith(("builtins.", "numpy.", "jax.Array")) for n in names) and "builtins.object" not in names else None
        if type(value) is Mapping:
            return True if "builtins.dict" in names else None
        if type(value) is Instance and all(n.startswith("project.") for n in names):
            mro = {f"project.{c.name}" for c in self.mro(value.cls)}
            if names & mro:
                return True
        if type(value) is Numpy and not value.maybe and "numpy.ndarray" in names:
            return True
        return None

    def type_check(self, test: Node, then: Any, other: Any, frame: Frame) -> None:
        """`if isinstance(x, float): …` and `if type(x) is int: …` on a tracer."""
        negated = test[0] == "not"
        inner = test[2] if negated else test
        if inner[0] == "call" and inner[2][0] == "name" and inner[2][2] == "isinstance" and len(inner[3]) == 2:
            subject, types = inner[3]
        elif inner[0] == "cmp" and len(inner[3]) == 1 and inner[3][0][0] in ("is", "==", "is not", "!=") and _is_type_call(inner[2]):
            subject, types = inner[2][3][0], inner[3][0][1]
        else:
            return
        value = self.quiet(subject, frame)
        trace = traced(value)
        if trace is None and type(value) is Tree:
            trace = value.trace
        if trace is None:
            return
        names = self.type_names(types, frame)
        if names and not (subject[0] == "name" and subject[2] in frame.mixed):
            taken = other if negated else then
            # With an `else`, the author has thought of other types.
            alone = not other or not isinstance(other[0], tuple)
            decides = alone and _decides(taken, subject)
            self.emit(ev.TypeCheck(self.site(inner, frame), self.staged, value if type(value) is Array else Array(trace), tuple(sorted(names)), decides))

    # --- iteration -----------------------------------------------------------------------------------

    def iterated(self, value: Any, node: Node, frame: Frame) -> Value:
        """What a `for` over the value binds."""
        kind = type(value)
        if kind is Seq:
            return element(value) if value.items != () else UNKNOWN
        if kind is Array:
            shape = None if value.shape is None else value.shape[1:]
            return self.array_result((value,), shape, value.dtype, maybe=value.maybe)
        if kind is Tree:
            self.lost = True
            return UNKNOWN
        if kind is Numpy:
            return Numpy(None if value.shape is None else value.shape[1:], value.dtype, False, True)
        if kind is Mapping:
            if value.items is not None and value.items:
                return join_all([Const(k) for k, _ in value.items])
            return Py("str") if value.items == () else UNKNOWN
        if kind is Py:
            return Py("int") if value.type == "shape" else Py("str") if value.type == "str" else UNKNOWN
        if kind is Const and type(value.value) is str:
            return Py("str")
        if kind is External and value.api == "itertools.repeat" and value.args:
            return value.args[0]  # type: ignore[no-any-return]
        return UNKNOWN

    def iterate_event(self, node: Node, source: Value, iterable: Node, body: Any, frame: Frame) -> Value:
        """What the rows come from."""
        if type(source) is Seq and self.staged is not None and iterable[0] == "call" and iterable[3] and iterable[2][-1] in ("zip", "enumerate"):
            # Where all that it goes through are traced arrays, there are rows, and no layers.
            given = [self.quiet(part, frame) for part in (iterable[3] if iterable[2][-1] == "zip" else iterable[3][:1])]
            source = given[0] if all(traced(value) is not None for value in given) else source
        if traced(source) is not None:
            self.emit(ev.Iterate(self.site(node, frame), self.staged, source, len(body)))
        return source

    # --- arrays --------------------------------------------------------------------------------------

    def array_result(
        self, args: Any, shape: tuple[int | None, ...] | None, dtype: str | None, weak: bool | None = False,
        made: str = "", maybe: bool = False,
    ) -> Value:  # fmt: skip
        """A JAX array computed from `args`: under a staged trace always a tracer, else as its operands are."""
        self.work += 1
        maybe = maybe and self.unsure(args[0])
        trace: Trace | None = None
        origin: Why | None = None
        for arg in args:
            mine = arg.trace
            if mine is None and type(arg) in (Seq, Mapping, Instance):
                mine = self.tree_trace(arg)
            if mine is not None:
                if not (type(arg) is Array and arg.maybe):
                    trace = stronger(trace, mine)
                elif mine.slope is not None:
                    self.lost = True
            if origin is None and type(arg) is Array:
                origin = arg.why
        if self.staged is not None and (trace is None or trace.kind != "staged"):
            trace = self.staged if trace is None else stronger(self.staged, trace)
        return Array(trace, shape, dtype, weak, maybe, made, origin)

    def unsure(self, value: Value) -> bool:
        """May what is computed from this not be a tracer, though it is a tracer on some path?"""
        return type(value) is Array and value.maybe and not (value.made == OR_CONCRETE and self.staged is not None)

    def passed_through(self, name: str, args: Any, result: Value) -> Value:
        """The result of a function that may return its operand: under a trace, a constant array stays concrete then."""
        if name not in facts.PASS_THROUGH or type(result) is not Array or result.maybe or result.trace is None:
            return result
        for value in leaves(args[0]) if args else ():
            if type(value) is not Array or (value.trace is not None and value.made != OR_CONCRETE):
                continue
            known = value.shape is not None and result.shape is not None and value.shape != result.shape
            if not known and not (value.dtype and result.dtype and value.dtype != result.dtype):
                return Array(result.trace, result.shape, result.dtype, result.weak, True, result.made or OR_CONCRETE, result.why)
        return result

    def tree_trace(self, value: Any, depth: int = 4) -> Trace | None:
        """The strongest trace of any certain leaf of a container."""
        if value.trace is not None:
            return None if type(value) is Array and value.maybe else value.trace
        kind = type(value)
        if depth == 0 or kind not in (Seq, Mapping, Instance):
            return None
        if kind is Seq:
            inside: Any = value.items if value.items is not None else (value.elem,)
        elif kind is Mapping:
            inside = [v for _, v in value.items] if value.items is not None else (value.elem,)
        else:
            inside = list(value.attrs.values())
        trace: Trace | None = None
        for part in inside:
            if part is not UNKNOWN:
                trace = stronger(trace, self.tree_trace(part, depth - 1))
        return trace

    def extend(self, value: Array, at: int, text: str, frame: Frame) -> Array:
        """The same value with one more step in its evidence."""
        trace = value.trace
        if trace is None or self.muted:
            return value
        why = Why(Site(frame.module.path, at), text, trace.why)
        if _depth(why) > 24:
            return value
        return Array(Trace(trace.kind, why, trace.slope), value.shape, value.dtype, value.weak, value.maybe, value.made, value.why, value.key)


Unknown_ = type(UNKNOWN)
_DICT_METHODS = frozenset({"items", "keys", "values", "get", "pop", "copy", "update", "setdefault", "_replace", "_asdict"})
_SCALARS = frozenset({"builtins.int", "builtins.float", "builtins.bool", "builtins.complex", "numbers.Number", "numbers.Real", "numbers.Integral", "numpy.number", "numpy.floating", "numpy.integer", "numpy.generic"})
_REAL = frozenset({"bool", "int8", "int16", "int32", "uint8", "uint16", "uint32", "float16", "bfloat16", "float32", "float64", "int64", "float", "int"})
#: What a NumPy array says of its memory.
_OF_MEMORY = frozenset({"flags", "base", "strides", "ctypes", "data", "nbytes", "itemsize"})
_ARRAYS = frozenset({"jax.Array", "jax.core.Tracer", "chex.Array", "jax.typing.ArrayLike"})
_SHAPES: dict[str, Value] = {"shape": Py("shape"), "ndim": Py("int"), "size": Py("int"), "dtype": Py("dtype"), "itemsize": Py("int"), "nbytes": Py("int")}


def asked(value: Value) -> Value:
    """Whoever asks for the truth of `flag and x > 0` asks both."""
    if type(value) is Array and value.made == OR_FLAG:
        return Array(value.trace, value.shape, value.dtype, value.weak, False, "", value.why)
    return value


def _within(index: Value, shape: tuple[int | None, ...] | None) -> bool:
    """Is a dynamic index certainly not one of too many axes?"""
    if type(index) is not Seq or index.kind != "tuple":
        return True
    parts = index.items or ()
    named = [p for p in parts if not (type(p) is Const and (p.value is None or p.value is ...))]
    return shape is not None and len(named) <= len(shape) and any(type(p) not in (Const, Slice) for p in named)


def _depth(why: Why | None) -> int:
    count = 0
    while why is not None:
        count += 1
        why = why.parent
    return count


def _is_bool(value: Value) -> bool:
    return (type(value) is Py and value.type == "bool") or (type(value) is Const and type(value.value) is bool)


def counted_on(op: str, left: Value, right: Value, number: str) -> Any:
    """Arithmetic on what changes from round to round: `i % 3` and `2 ** i` take few values."""
    mine, other = (left.each if type(left) is Py else None), (right.each if type(right) is Py else None)
    if mine is None and other is None:
        return None
    if op == "**":
        return mine or (other if number == "float" else None)
    return (mine or other) if op in ("+", "-", "*", "/") else None


def _asks_none(test: Node) -> bool:
    """`x is None`, `x is not None`"""
    return bool(test[0] == "cmp" and len(test[3]) == 1 and test[3][0][0] in ("is", "is not") and test[3][0][1][0] == "const" and test[3][0][1][2] is None and test[2][0] == "name")


def _is_type_call(node: Node) -> bool:
    return bool(node[0] == "call" and node[2][0] == "name" and node[2][2] == "type" and len(node[3]) == 1)


def _decides(taken: Any, subject: Node) -> bool:
    """Whether the path taken for the type does more than convert the value to an array."""
    if not taken or not isinstance(taken[0], tuple):
        # an expression (conditional expression)
        return not _converts(taken)
    if len(taken) == 1 and taken[0][0] == "assign":
        return not _converts(taken[0][3])
    if len(taken) == 1 and taken[0][0] == "return" and taken[0][2] is not None:
        return not _converts(taken[0][2])
    return not any(s[0] == "raise" for s in taken)


def _converts(node: Any) -> bool:
    if not node:
        return True
    if node[0] in ("name", "const") or (node[0] == "sub" and node[2][0] == "name"):
        return True
    if node[0] == "call":
        func = node[2]
        name = func[3] if func[0] == "attr" else func[2] if func[0] == "name" else ""
        return name in ("asarray", "array", "float", "int", "bool", "astype", "float32", "int32", "full", "full_like", "broadcast_to", "stack", "convert_element_type", "key", "PRNGKey")
    return False


def _fits(base: Any, exponent: Any) -> bool:
    """Whether the power of two integers is one that somebody may have meant."""
    return type(base) is type(exponent) is int and exponent >= 0 and base.bit_length() * exponent < 256


def fold(op: str, left: Any, right: Any) -> Value:
    """Arithmetic on constants, kept small."""
    function = _FOLD.get(op)
    numbers = type(left) in (int, float, bool) and type(right) in (int, float, bool)
    if function is None or not (numbers or (type(left) is type(right) is str and op in ("==", "!=", "+")) or op in ("==", "!=")):
        if op == "**" and numbers and (abs(left) < 100 and 0 <= right < 10 or _fits(left, right)):
            return Const(left**right)
        if op in _BITS and type(left) is type(right) is int and (op in "&|^" or 0 <= right < 256 and left.bit_length() < 256):
            return Const(_BITS[op](left, right))
        if type(left) is str:
            return Py("str")
        return Py("number") if numbers else UNKNOWN
    try:
        result = function(left, right)
    except (ArithmeticError, TypeError, ValueError):
        return UNKNOWN
    return Const(result) if type(result) is not str or len(result) < 200 else Py("str")


#: How each kind of expression is evaluated; calls are added by `library.py`.
EXPRESSIONS: dict[str, Any] = {
    "const": Evaluate.e_const, "name": Evaluate.e_name, "tuple": Evaluate.e_sequence, "list": Evaluate.e_sequence,
    "set": Evaluate.e_sequence, "dict": Evaluate.e_dict, "comp": Evaluate.e_comp, "fstr": Evaluate.e_fstr,
    "lambda": Evaluate.e_lambda, "walrus": Evaluate.e_walrus, "await": Evaluate.e_await, "yield": Evaluate.e_yield,
    "star": Evaluate.e_star, "slice": Evaluate.e_slice, "attr": Evaluate.e_attr, "sub": Evaluate.e_sub,
    "bin": Evaluate.e_bin, "unary": Evaluate.e_unary, "not": Evaluate.e_not, "bool": Evaluate.e_bool,
    "cmp": Evaluate.e_cmp, "ifexp": Evaluate.e_ifexp,
}  # fmt: skip
