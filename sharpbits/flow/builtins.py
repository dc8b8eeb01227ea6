"""Python's own functions, and those of `functools` and `dataclasses`, on abstract values."""

from __future__ import annotations

from typing import Any

from .. import events as ev
from ..syntax import Node
from ..values import (
    AXIS,
    NAN,
    NONE,
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
    Numpy,
    Partial,
    Py,
    Round,
    Seq,
    Transformed,
    Tree,
    Value,
    concrete_fails,
    traced,
)
from .arrays.inference import first_type
from .keys import is_key
from .lives import givens
from .state import Frame, element, join, join_all, number_type, without_keys

Args = tuple[Value, ...]
Kwargs = dict[str, Value]


def _len(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    value = args[0] if args else UNKNOWN
    if type(value) is Seq and value.items is not None:
        return Const(len(value.items))
    if type(value) is Mapping and value.items is not None:
        return Const(len(value.items))
    if type(value) is Array and value.shape:
        return Const(value.shape[0]) if value.shape[0] is not None else Py("int", "axis" if value.trace is not None else None, value.each)
    if type(value) is Array and value.trace is not None and not value.maybe:
        return Py("int", "axis")
    if type(value) is Const and type(value.value) is str:
        return Const(len(value.value))
    return Py("int", None, value.each if isinstance(value, (Seq, Mapping, Array, Numpy)) else None)


#: Longer ranges have no `len`.
_LARGEST = 1 << 61


def _range(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    for value in args:
        trace = concrete_fails(value)
        if trace is None and type(value) is Tree:
            trace = concrete_fails(Array(value.trace))
        if trace is not None:
            self.emit(ev.Size(self.site(node, frame), self.staged, "range", Array(trace), "`range`"))
    bounds = [a.value for a in args if isinstance(a, Const) and type(a.value) is int and abs(a.value) < _LARGEST]
    if 0 < len(bounds) == len(args) < 4 and 0 not in bounds[2:]:
        numbers = range(*bounds)
        if len(numbers) <= 8:
            return Seq("range", tuple([Const(i) for i in numbers]))
        return Seq("range", None, Py("int", None, Round()), len(numbers))
    stop = args[1] if len(args) > 1 else args[0] if args else UNKNOWN
    # `range(-q, q + 1)` goes over the offsets of a stencil.
    around = len(args) > 1 and type(args[0]) is not Const and node[0] == "call" and len(node[3]) > 1 and node[3][0][:3:2] == ("unary", "-")
    # It has another length each time where one of its ends moves.
    moving = [a.each for a in args if type(a) is Py and a.each is not None] if all(type(a) in (Py, Const) for a in args) else []
    return Seq("range", None, Py("int", None, Round()), AXIS if type(stop) is Py and stop.origin == "axis" and not around else None, moving[0] if len(moving) == 1 else None)


def _enumerate(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    items = self.known_items(args[0], frame) if args else None
    if items is not None and len(args) == 1:
        return Seq("generator", tuple([Seq("tuple", (Const(i), v)) for i, v in enumerate(items)]))
    inner = _each_of(self, args[0], node, frame) if args else UNKNOWN
    size, sure = self.rounds_of(args[0]) if args else (None, False)
    counter = Py("int", None, Round(how="loop" if sure else "maybe"))
    return Seq("generator", None, Seq("tuple", (counter, inner)), args[0].size if args and type(args[0]) is Seq else size)


def _zip(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    known = [self.known_items(a, frame) for a in args]
    keys = any(type(a) is Array and a.dtype == "key" for a in args)  # they are told apart by the round
    if args and not keys and all(k is not None for k in known) and len({len(k) for k in known}) == 1:
        return Seq("generator", tuple([Seq("tuple", row) for row in zip(*known)]))
    sizes = [size for size in (self.rounds_of(a)[0] for a in args) if size is not None]
    return Seq("generator", None, Seq("tuple", tuple([_each_of(self, a, node, frame) for a in args])), min(sizes, default=None))


def _each_of(self: Any, source: Value, node: Node, frame: Frame) -> Value:
    """What a loop over it binds; a number of a NumPy array is another one in each round."""
    inner: Value = self.iterated(source, node, frame)
    if type(source) is Numpy and type(inner) is Numpy and source.shape is not None and len(source.shape) == 1:
        return Numpy((), inner.dtype, False, True, False, Round())
    return inner


def _map(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    if len(args) < 2:
        return UNKNOWN
    # Each item is a round: a key of the function's surroundings is spent in all of them.
    items, each = [], []
    for source in args[1:]:
        item, symbols = self.round_keys(self.iterated(source, node, frame), source, node[1], frame)
        items.append(item)
        each += symbols

    def call() -> Any:
        return self.call(args[0], tuple(items), {}, node, frame)

    once = any(type(a) is Seq and a.items is not None and len(a.items) < 2 for a in args[1:])
    result = call() if once else self.in_rounds(call, node, frame, each, together=True)[0]
    return Seq("generator", None, without_keys(result))


def _filter(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    if len(args) != 2:
        return UNKNOWN
    inner = self.iterated(args[1], node, frame)
    asked = inner if args[0] == NONE else self.call(args[0], (inner,), {}, node, frame)
    if concrete_fails(asked) is not None:
        _truth(self, "filter", asked, args, node, frame)
    return Seq("generator", None, inner)


def _truth(self: Any, form: str, value: Value, args: Args, node: Node, frame: Frame) -> None:
    sites = tuple([self.site(a, frame) for a in node[3]]) if node[0] == "call" and not any(a[0] == "star" for a in node[3]) else ()
    self.emit(ev.Truth(self.site(node, frame), self.staged, form, value, sites, args))


def _sorted(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    value = args[0] if args else UNKNOWN
    inner = self.iterated(value, node, frame)
    several = not (type(value) is Seq and value.items is not None and len(value.items) < 2)
    key = kwargs.get("key", NONE)
    asked = inner if key == NONE else self.call(key, (inner,), {}, node, frame)
    if key == NONE and type(value) is Seq and value.items:
        asked = next((v for v in value.items if concrete_fails(v) is not None), asked)
    if type(asked) is Seq and asked.items:
        asked = asked.items[0]
    if concrete_fails(asked) is not None and several:
        _truth(self, "sorted", asked, args, node, frame)
    if type(value) is Mapping:
        return Seq("list", None, inner)
    return Seq("list", None, inner)


def _container(kind: str) -> Any:
    def build(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
        if not args:
            return Seq(kind, ())
        value = args[0]
        if type(value) is Seq and value.kind != "set":
            return Seq(kind, value.items, value.elem, value.size, value.each)
        if type(value) is Py and value.type == "shape":
            return Py("shape") if kind == "tuple" else Seq(kind, None, Py("int"))
        if type(value) is Array and value.shape and value.shape[0] is not None and value.shape[0] <= 8:
            return Seq(kind, (self.iterated(value, node, frame),) * value.shape[0])
        return Seq(kind, None, self.iterated(value, node, frame), each=value.each if isinstance(value, (Array, Numpy)) else None)

    return build


def _deque(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    made = _container("list")(self, args[:1], {}, node, frame)
    if len(args) > 1 or "maxlen" in kwargs:
        made.each = Round(how="bounded")
    return made  # type: ignore[no-any-return]


def _dict(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    if node[0] == "call" and any(name is None and getattr(self.quiet(part, frame), "items", None) is None for name, part in node[4]):
        return Mapping(None, UNKNOWN)  # `dict(a=1, **others)`
    if not args:
        return Mapping(tuple(kwargs.items()))
    given = node[3][0] if node[0] == "call" and node[3] else None
    if given is not None and given[0] == "call" and given[2][-1] == "zip" and len(given[3]) == 2:
        # `dict(zip(names, split(key, 3)))`
        names, values = [self.quiet(part, frame) for part in given[3]]
        known = self.known_items(names, frame)
        keys = self.unpacked_keys(values, len(known), None) if known is not None and all(type(name) is Const for name in known) else None
        if keys is not None and len(keys) == values.key[2]:
            return Mapping(tuple([(name.value, key) for name, key in zip(known, keys)]))
    if type(args[0]) is Mapping and args[0].items is not None:
        return Mapping(tuple({**dict(args[0].items), **kwargs}.items()))
    if type(args[0]) is Mapping and not kwargs:
        return Mapping(None, args[0].elem, args[0].made)  # a copy
    if type(args[0]) is Seq and type(element(args[0])) is Seq:
        pair = element(args[0])
        if pair.items is not None and len(pair.items) == 2:  # type: ignore[attr-defined]
            return Mapping(None, pair.items[1])  # type: ignore[attr-defined]
    return Mapping(None, UNKNOWN)


def _convert(kind: str) -> Any:
    def convert(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
        self.note("other")
        value = args[0] if args else UNKNOWN
        if (traced(value) is not None or type(value) is Tree) and node[0] == "call" and node[3]:
            if kind == "int" and self.differentiating:
                self.number_made(value, "int", node, frame)
            if not (kind == "bool" and type(value) is Tree):
                self.emit(ev.Convert(self.site(node, frame), self.staged, kind, value, self.site(node[3][0], frame)))
        if is_key(value) and kind != "bool" and not value.maybe and value.trace is None:
            self.of_keys(frame, ev.KeyShared(self.site(node, frame), self.staged, "arithmetic"))
        if type(value) is Array and node[0] == "call":
            self.old_value(givens.empty(value) if kind == "bool" else givens.number(value), node, frame)
        if kind == "float" and type(value) is Const and type(value.value) is str and value.value.strip().lower() in ("nan", "+nan", "-nan"):
            return NAN
        if type(value) is Const and type(value.value) in (int, float, bool):
            try:
                return Const({"int": int, "float": float, "bool": bool, "complex": complex}[kind](value.value))
            except (ValueError, OverflowError):
                return Py(kind)
        if kind == "bool":
            known = self.truth(value)
            if known is not None:
                return Const(known)
        return Py(kind, None, value.each if kind != "bool" and isinstance(value, (Py, Numpy)) else None)

    return convert


def _str(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    return Py("str", None, args[0].each if len(args) == 1 and type(args[0]) is Py else None)


def _format(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    if len(args) > 1 and traced(args[0]) is not None and args[1] != Const(""):
        self.emit(ev.Convert(self.site(node, frame), self.staged, "format", args[0], self.site(node[3][0], frame)))
    return Py("str")


def _abs(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    value = args[0] if args else UNKNOWN
    if type(value) is Array:
        shape, dtype, weak = first_type(self.inferred("jax.numpy.abs", args, {}))
        return self.array_result(args, shape, dtype, weak, "", value.maybe)  # type: ignore[no-any-return]
    if type(value) is Tree:
        return self.array_result(args, None, None)  # type: ignore[no-any-return]
    if type(value) is Const and type(value.value) in (int, float):
        return Const(abs(value.value))
    return value if type(value) in (Py, Numpy) else UNKNOWN


def _round(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    value = args[0] if args else UNKNOWN
    if type(value) in (Array, Tree):
        if traced(value) is not None and node[0] == "call" and node[3]:
            self.emit(ev.Convert(self.site(node, frame), self.staged, "round", value, self.site(node[3][0], frame)))
        return self.cut(self.array_result(args, None, None), "round", node, frame)  # type: ignore[no-any-return]
    return Py("int") if len(args) == 1 and number_type(value) else Py("float") if number_type(value) else UNKNOWN


def _extreme(kind: str) -> Any:
    def extreme(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
        if len(args) == 1:
            value = args[0]
            if type(value) is Array:
                # One array: Python iterates over its rows and compares them.
                # The rows of an array from outside are traced, too.
                rows = value if value.maybe or value.trace is not None or value.shape is None else self.iterated(value, node, frame)
                if concrete_fails(rows) is not None and value.shape != () and not (value.shape and value.shape[0] == 1):
                    _truth(self, kind, rows, args, node, frame)
                return self.array_result(args, None, value.dtype, value.weak)  # type: ignore[no-any-return]
            if type(value) is Seq:
                if value.items is not None and len(value.items) == 1:
                    return value.items[0]
                candidates = list(value.items) if value.items is not None else [value.elem]
            else:
                return UNKNOWN
        else:
            candidates = [Array(a.trace) if type(a) is Tree else a for a in args]
        key = kwargs.get("key", NONE)
        asked = candidates if key == NONE else [self.call(key, (c,), {}, node, frame) for c in candidates]
        bad = next((v for v in asked if concrete_fails(v) is not None), None)
        if bad is not None:
            _truth(self, kind, bad, tuple(candidates), node, frame)
            return self.array_result(candidates, None, None)  # type: ignore[no-any-return]
        if candidates and all(type(c) is Const and number_type(c) for c in candidates) and key == NONE:
            return Const((max if kind == "max" else min)(c.value for c in candidates))  # type: ignore[attr-defined]
        types = {number_type(c) for c in candidates}
        if None not in types and types:
            return Py(next(iter(types)) or "number") if len(types) == 1 else Py("number")
        return join_all(candidates)

    return extreme


def _quantify(kind: str) -> Any:
    def quantify(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
        value = args[0] if args else UNKNOWN
        if type(value) is Seq:
            parts = value.items if value.items is not None else (value.elem,)
            bad = next((p for p in parts if concrete_fails(p) is not None), None)
            if bad is not None:
                _truth(self, kind, bad, args, node, frame)
            if value.items is not None and all(type(p) is Const for p in parts):
                return Const((any if kind == "any" else all)(p.value for p in parts))  # type: ignore[attr-defined]
        elif concrete_fails(value) is not None and type(value) is Array and value.shape != ():
            _truth(self, kind, value, args, node, frame)
        return Py("bool")

    return quantify


def _sum(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    value = args[0] if args else UNKNOWN
    inner = self.iterated(value, node, frame)
    start = args[1] if len(args) > 1 else kwargs.get("start", Const(0))
    if type(value) is Seq and value.items == ():
        return start
    if type(inner) in (Array, Tree):
        inner = Array(inner.trace) if type(inner) is Tree else inner
        return self.array_result((inner, start), inner.shape, inner.dtype, False, "", inner.maybe)  # type: ignore[no-any-return]
    return inner if number_type(inner) == "float" else Py("int") if number_type(inner) == "int" else UNKNOWN


def _isinstance(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    if node[0] == "call" and len(node[3]) == 2:
        verdict = self.is_instance(args[0], self.type_names(node[3][1], frame))
        if verdict is not None:
            return Const(verdict)
    return Py("bool")


def _bool_result(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    return Py("bool")


def _callable(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    if args and type(args[0]) in (Func, Bound, Partial, Transformed, Class):
        return Const(True)
    if args and type(args[0]) in (Array, Const, Seq, Mapping, Numpy):
        return Const(False)
    return Py("bool")


def _type(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    if len(args) == 1 and type(args[0]) is Instance:
        return args[0].cls
    return Py("type")


def _getattr(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    if len(args) >= 2 and type(args[1]) is Const and type(args[1].value) is str:
        found: Value = self.attribute(args[0], args[1].value, node, frame)
        if found is UNKNOWN and len(args) > 2:
            return UNKNOWN
        return found if len(args) == 2 else UNKNOWN if type(args[0]) not in (Instance, Api) else found
    return UNKNOWN


def _divmod(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    if len(args) == 2 and (type(args[0]) in (Array, Tree) or type(args[1]) in (Array, Tree)):
        part = self.array_result(args, None, None)
        return Seq("tuple", (part, part))
    if len(args) == 2 and number_type(args[0]) and number_type(args[1]):
        return Seq("tuple", (Py("int"), Py("number")))
    return UNKNOWN


def _pow(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    if len(args) >= 2 and (type(args[0]) in (Array, Tree) or type(args[1]) in (Array, Tree)):
        return self.array_result(args, None, None)  # type: ignore[no-any-return]
    return Py("number") if args and all(number_type(a) for a in args) else UNKNOWN


def _next(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    if len(args) == 1 and type(args[0]) is External and args[0].api == "haiku.PRNGSequence":
        return self.made_key(node, frame, "raw")  # type: ignore[no-any-return]
    return self.handed_out(element(args[0]), node, frame) if len(args) == 1 and type(args[0]) is Seq and args[0].items != () else UNKNOWN


def _same_elements(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    if not args:
        return UNKNOWN
    value = args[0]
    if type(value) is Seq:
        return Seq("generator", value.items[::-1] if value.items is not None else None, value.elem, value.size)
    return Seq("generator", None, self.iterated(value, node, frame))


def _none(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    self.note("other")
    return NONE


def _index(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    if args and traced(args[0]) is not None and node[0] == "call":
        self.emit(ev.Convert(self.site(node, frame), self.staged, "index", args[0], self.site(node[3][0], frame)))
    return Py("int")


def _partial(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    if not args:
        return UNKNOWN
    func = args[0]
    if func is UNKNOWN:
        for value in args[1:]:
            self.escaped(value)
        return UNKNOWN
    return Partial(func, args[1:], tuple(kwargs.items()))


def _wraps(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    return External("wraps", args[:1])


def _reduce(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    if len(args) < 2:
        return UNKNOWN
    inner = self.iterated(args[1], node, frame)
    start = args[2] if len(args) > 2 else inner
    return self.call(args[0], (join(start, inner, loop=True), inner), {}, node, frame)  # type: ignore[no-any-return]


def _operator(op: str) -> Any:
    def apply(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
        if len(args) != 2:
            return UNKNOWN
        return self.compare(op, args[0], args[1], node, node, node, frame) if op in ("==", "<", ">", "<=", ">=", "!=") else self.binary(op, args[0], args[1], node, node, node, frame)  # type: ignore[no-any-return]

    return apply


def _replace(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    return self.replaced(args[0], kwargs, node) if len(args) == 1 and type(args[0]) is Instance else UNKNOWN


def _namedtuple(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    names: list[str] = []
    if len(args) > 1 and type(args[1]) is Const and type(args[1].value) is str:
        names = args[1].value.replace(",", " ").split()
    elif len(args) > 1 and type(args[1]) is Seq and args[1].items is not None:
        for item in args[1].items:
            first = item.items[0] if type(item) is Seq and item.items else item
            if type(first) is Const and type(first.value) is str:
                names.append(first.value)
    if not names:
        return UNKNOWN
    cls = Class("namedtuple", node, frame.module, frame, (), {}, "namedtuple")
    cls.fields = {n: (("name", node[1], "Any"), None, False, frame) for n in names}
    return cls


def _register(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    """`register_dataclass(cls, data_fields=…, meta_fields=…)` and `register_pytree_node(cls, …)`."""
    if args and type(args[0]) is Class:
        cls = args[0]
        cls.kind = "pytree"
        metas = kwargs.get("meta_fields", args[2] if len(args) > 2 else NONE)
        if type(metas) is Seq and metas.items is not None:
            static = {m.value for m in metas.items if type(m) is Const}
            if not cls.fields:
                cls.fields = self.class_fields(cls, cls.node[5], cls.frame)
            cls.fields = {n: (a, d, s or n in static, f) for n, (a, d, s, f) in cls.fields.items()}
        return cls
    return UNKNOWN if args else Partial(Api("jax.tree_util.register_dataclass"), (), tuple(kwargs.items()))


def _registering(name: str) -> Any:
    def register(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
        self.class_registered(name, args, kwargs)
        return _register(self, args, kwargs, node, frame)

    return register


def _make_dataclass(name: str) -> Any:
    def make(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
        return External(name, args, tuple(kwargs.items()))

    return make


_OPERATORS = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "and_": "&", "or_": "|", "xor": "^", "eq": "==", "lt": "<", "gt": ">", "le": "<=", "ge": ">=", "ne": "!=", "matmul": "@", "pow": "**", "mod": "%"}

SPECIAL: dict[str, Any] = {
    "builtins.len": _len, "builtins.range": _range, "builtins.enumerate": _enumerate, "builtins.zip": _zip,
    "builtins.map": _map, "builtins.filter": _filter, "builtins.sorted": _sorted, "builtins.list": _container("list"),
    "builtins.tuple": _container("tuple"), "builtins.set": _container("set"), "builtins.frozenset": _container("frozenset"),
    "builtins.dict": _dict, "builtins.int": _convert("int"), "builtins.float": _convert("float"),
    "builtins.bool": _convert("bool"), "builtins.complex": _convert("complex"), "builtins.str": _str,
    "builtins.repr": _str, "builtins.format": _format, "builtins.abs": _abs, "builtins.round": _round, "builtins.max": _extreme("max"),
    "builtins.min": _extreme("min"), "builtins.any": _quantify("any"), "builtins.all": _quantify("all"),
    "builtins.sum": _sum, "builtins.isinstance": _isinstance, "builtins.issubclass": _bool_result,
    "builtins.hasattr": _bool_result, "builtins.callable": _callable, "builtins.type": _type,
    "builtins.getattr": _getattr, "builtins.divmod": _divmod, "builtins.pow": _pow, "builtins.next": _next,
    "builtins.iter": _same_elements, "builtins.reversed": _same_elements, "builtins.print": _none, "builtins.id": _len,
    "operator.index": _index, "functools.partial": _partial, "jax.tree_util.Partial": _partial, "functools.wraps": _wraps,
    "functools.update_wrapper": lambda self, args, kwargs, node, frame: args[0] if args else UNKNOWN,
    "functools.reduce": _reduce, "dataclasses.replace": _replace, "collections.namedtuple": _namedtuple,
    "typing.NamedTuple": _namedtuple, "jax.tree_util.register_dataclass": _registering("jax.tree_util.register_dataclass"),
    "jax.tree_util.register_pytree_node": _registering("jax.tree_util.register_pytree_node"), "jax.tree_util.register_pytree_node_class": _registering("jax.tree_util.register_pytree_node_class"),
    "jax.tree_util.register_pytree_with_keys": _registering("jax.tree_util.register_pytree_with_keys"),
    "jax.tree_util.register_pytree_with_keys_class": _registering("jax.tree_util.register_pytree_with_keys_class"),
    "collections.OrderedDict": _dict, "collections.deque": _deque, **{f"tqdm.{name}": _same_elements for name in ("tqdm", "auto.tqdm", "notebook.tqdm", "std.tqdm", "autonotebook.tqdm")},
    "tqdm.trange": _range, "tqdm.auto.trange": _range,
    **{f"operator.{name}": _operator(op) for name, op in _OPERATORS.items()},
}  # fmt: skip
