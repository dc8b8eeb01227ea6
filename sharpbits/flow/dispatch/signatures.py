"""By what a compiled function finds its program again, where the code need not differ: the type that a state starts with, and how arguments are passed.

A Python number, or an array that was made of one, has a weak type: in the first round of a loop a program is compiled for it, and for the
strong type that comes back another one. So is one for `f(a, b)` and one for `f(a, b=b)`, since JAX looks at positions and names before it binds them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ... import events as ev
from ...data.promotion import TYPES
from ...syntax import Node
from ...values import NONE, Api, Array, Class, Const, Func, Instance, Mapping, Numpy, Py, Round, Seq, Site, Transformed, Value
from ..arrays.types import kind_of
from ..paths import bindings, path_of
from ..state import Env, Frame, in_test, number_type
from .compilation import argument_nodes
from .identity import function_name
from .syncs import Syncs

_PLAIN = frozenset({"namedtuple", "dataclass", "pytree", "equinox"})
_CONTAINERS = (Seq, Mapping, Instance)
_ARRAYS = (Array, Numpy)
#: A function that is called in so many ways is not looked at any more.
_MANY = 40
#: Functions that make a weakly typed array of numbers, when no dtype is given.
_MAKERS = frozenset({"array", "asarray", "full"})


class Signatures(Syncs):
    # --- types that settle in the first round -----------------------------------------------------------

    def settling(self, env: Env, before: Env, after: Env, at: int, frame: Frame) -> Env:
        """Variables at the head of a loop that have one type in its first round and another one from then on."""
        if at in frame.few:
            return env
        out = env
        for name, new in after.items():
            old = before.get(name)
            if old is None or old is new or type(new) is not Array and not isinstance(new, _CONTAINERS):
                continue
            changed = self.settled(env[name], old, new, (), name, at, frame)
            if changed is not env[name]:
                out = dict(out) if out is env else out
                out[name] = changed
        return out

    def settled(self, value: Value, old: Value, new: Value, path: tuple[Any, ...], name: str, at: int, frame: Frame) -> Value:
        """`value` stands for `old` in the first round and for `new` in the others."""
        kind = type(value)
        if kind is Array and type(new) is Array and isinstance(value, Array):
            start, end = kind_of(old), kind_of(new)
            # It may be the type of half precision, or of complex numbers.
            strong = new.weak is None and end not in TYPES
            number = number_type(old) is not None
            if not (number or type(old) is Array and old.weak and not old.maybe) or new.maybe or start not in TYPES or not (strong or end in TYPES) or start == end or not _same_shape(old, new):
                return value
            first = self.first_value(name, path, at, frame)
            if type(old) is Py and not (first is not None and self.is_constant(first, frame)):
                return value  # it may be a number of NumPy, which is strong, or an array for all that its annotation says
            literal = self.literal(first, frame) if first is not None else (None, "", ())
            event = ev.TypeSettles(Site(frame.module.path, at), None, "", name, str(start), "float" if strong else str(end), number, *literal)
            mark = Round(frame.serial, at, "type", name, event)
            return Array(value.trace, value.shape, value.dtype, value.weak, value.maybe, value.made, value.why, value.key, value.parts, mark)
        if len(path) > 3 or type(old) is not kind or type(new) is not kind:
            return value
        if isinstance(value, Seq) and isinstance(old, Seq) and isinstance(new, Seq):
            if value.items is None or old.items is None or new.items is None or not len(value.items) == len(old.items) == len(new.items):
                return value
            parts = [self.settled(v, o, n, (*path, i), name, at, frame) for i, (v, o, n) in enumerate(zip(value.items, old.items, new.items))]
            same = all(p is v for p, v in zip(parts, value.items))
            return value if same else Seq(value.kind, tuple(parts), value.elem, value.size, value.each)
        if isinstance(value, Mapping) and isinstance(old, Mapping) and isinstance(new, Mapping):
            if value.items is None or old.items is None or new.items is None or not len(value.items) == len(old.items) == len(new.items):
                return value
            pairs = [(k, self.settled(v, o, n, (*path, k), name, at, frame)) for (k, v), (_, o), (_, n) in zip(value.items, old.items, new.items)]
            same = all(p is v for (_, p), (_, v) in zip(pairs, value.items))
            return value if same else Mapping(tuple(pairs), value.elem, value.made, value.abstract, value.each)
        if isinstance(value, Instance) and isinstance(old, Instance) and isinstance(new, Instance) and value.cls is old.cls is new.cls and value.cls.kind in _PLAIN:
            attrs = {k: self.settled(v, old.attrs[k], new.attrs[k], (*path, k), name, at, frame) if k in old.attrs and k in new.attrs else v for k, v in value.attrs.items()}
            same = all(attrs[k] is v for k, v in value.attrs.items())
            return value if same else Instance(value.cls, attrs, value.generic, value.born)
        return value

    def first_value(self, name: str, path: tuple[Any, ...], at: int, frame: Frame) -> Node | None:
        """The expression that the state, or a part of it, starts as before the loop, where that is one."""
        body = frame.module.body if frame.function is None else frame.body
        sources = [node for node in bindings(body or ()).get(name, ()) if node is None or node[1] < at]
        node = sources[0] if len(sources) == 1 else None
        for step in path:
            node = _part(node, step, frame, self) if node is not None else None
        return node

    def is_constant(self, node: Node, frame: Frame) -> bool:
        """`-jnp.inf`, `float("inf")`."""
        while node[0] == "unary":
            node = node[3]
        name = getattr(self.quiet(node[2], frame), "name", "") if node[0] == "call" or node[0] == "attr" else ""
        return name == "builtins.float" if node[0] == "call" else node[0] == "attr" and name in ("numpy", "jax.numpy", "math")

    def literal(self, node: Node, frame: Frame) -> tuple[Site, str, tuple[Site, ...]]:
        """The place of an expression, the function of `jax.numpy` that it calls, and its arguments."""
        if node[0] == "call" and not node[4] and len(node[3]) in (1, 2) and not any(a[0] == "star" for a in node[3]):
            maker = getattr(self.quiet(node[2], frame), "name", "")
            short = maker.rpartition(".")[2] if maker.startswith("jax.numpy.") else ""
            if short in _MAKERS and len(node[3]) == (2 if short == "full" else 1):
                return self.site(node, frame), short, tuple([self.site(a, frame) for a in node[3]])
        return self.site(node, frame), "", ()

    def settling_arguments(self, value: Transformed, static: tuple[set[int], set[str]] | None, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> None:
        """A compiled function is called outside of any trace: which of its arguments has another type in the first round?"""
        if static is None and value.settings:
            return
        for place, argument in (*enumerate(args), *kwargs.items()):
            if type(argument) is not Array and not isinstance(argument, _CONTAINERS) or static is not None and (place in static[0] or place in static[1]):
                continue
            for mark in types_that_settle(argument):
                event = settles(mark, self.site(node, frame), function_name(value.func))
                self.reach(event, mark, node, frame)
                return

    # --- styles of calls --------------------------------------------------------------------------------

    def called_in_style(self, compiled: Transformed, static: tuple[set[int], set[str]] | None, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> None:
        """A compiled function is called outside of any trace: did an earlier call pass the same arguments in another way?"""
        if self.expecting or self.failing or in_test(frame) or static is None and compiled.settings:
            return
        params = self.signature(compiled.func)
        order = [n for n, k, _ in params if k in ("pos", "any")] if params is not None else []
        if not order or len(args) > len(order) or any(k == "stars" for _, k, _ in params or ()):
            return
        written: dict[str, Node | None] = {**dict(zip(order, argument_nodes(node, len(args)))), **{name: part for name, part in node[4] if name in kwargs}}
        given = {name: (value, written.get(name)) for name, value in (*zip(order, args), *kwargs.items())}
        fixed = set() if static is None else {order[p] for p in static[0] if 0 <= p < len(order)} | static[1]
        style = ", ".join([*order[: len(args)], *[f"{name}={name}" for name in kwargs]])
        site = self.site(node, frame)
        served = [call for call in compiled.styles if call[1].keys() == given.keys() and all(_alike(*call[1][n], *given[n], n in fixed) for n in given)]
        if any(count == len(args) or place == site for count, _, _, place in served) or len(compiled.styles) > _MANY:
            return
        compiled.styles.append((len(args), given, style, site))
        if served:
            self.emit(ev.CallStyle(site, self.staged, function_name(compiled.func), style, served[0][2], served[0][3]))


def settles(mark: Round, site: Site, function: str) -> ev.TypeSettles:
    told: ev.TypeSettles = mark.told
    return ev.TypeSettles(site, None, function, told.name, told.before, told.after, told.number, told.literal, told.maker, told.parts)


def types_that_settle(value: Value, depth: int = 4) -> Iterator[Round]:
    """The marks of arrays that have another type in the first round."""
    if type(value) is Array:
        if value.each is not None and value.each.how == "type":
            yield value.each
    elif depth and (type(value) is Seq or type(value) is Mapping):
        items: Any = value.items or ()
        for part in items:
            yield from types_that_settle(part[1] if type(value) is Mapping else part, depth - 1)
    elif depth and type(value) is Instance and value.cls.kind in _PLAIN:
        for part in value.attrs.values():
            yield from types_that_settle(part, depth - 1)


def _same_shape(old: Value, new: Array) -> bool:
    shape = old.shape if type(old) is Array else ()
    return new.shape is None or new.shape == shape


def _part(node: Node, step: Any, frame: Frame, engine: Any) -> Node | None:
    """The expression of one item of a container that is written out."""
    if type(step) is int and node[0] in ("tuple", "list"):
        inside = step < len(node[2]) and not any(part[0] == "star" for part in node[2])
        return node[2][step] if inside else None
    if node[0] == "dict":
        return next((value for key, value in node[2] if key is not None and key[0] == "const" and key[2] == step), None)
    if node[0] == "call" and type(step) is str:
        named = next((value for key, value in node[4] if key == step), None)
        fields = list(getattr(engine.quiet(node[2], frame), "fields", ()))
        place = fields.index(step) if step in fields else -1
        plain = 0 <= place < len(node[3]) and not any(part[0] == "star" for part in node[3])
        return named if named is not None else node[3][place] if plain else None
    return None


def _alike(a: Value, first: Node | None, b: Value, second: Node | None, static: bool) -> bool:
    """Does a program compiled for one serve the other, as far as is known? Where a type is not, the same name in two places stands for the same."""
    one, two = (path_of(node) if node is not None else None for node in (first, second))
    if static:
        return type(a) in (Const, Func, Api, Class, Instance) and a == b
    if type(a) not in _ARRAYS or type(b) not in _ARRAYS:
        if type(a) is Const and type(b) is Const and NONE in (a, b):
            return a == b
        if isinstance(a, Instance) and isinstance(b, Instance):
            return a.cls is b.cls
        if isinstance(a, Seq) and isinstance(b, Seq) and a.items is not None and b.items is not None:
            return len(a.items) == len(b.items) and all(_alike(x, first, y, second, False) for x, y in zip(a.items, b.items))
        if isinstance(a, Mapping) and isinstance(b, Mapping) and a.items is not None and b.items is not None:
            others = dict(b.items)
            return {k for k, _ in a.items} == others.keys() and all(_alike(v, first, others[k], second, False) for k, v in a.items)
        if isinstance(a, _CONTAINERS) != isinstance(b, _CONTAINERS):
            return one is not None and one == two
    shapes = [v.shape if isinstance(v, _ARRAYS) else () if number_type(v) is not None else None for v in (a, b)]
    kinds = [kind_of(a), kind_of(b)]
    known = all(s is not None and None not in s for s in shapes), all(k in TYPES for k in kinds)
    if known[0] and shapes[0] != shapes[1] or known[1] and kinds[0] != kinds[1]:
        return False
    return all(known) or one is not None and one == two
