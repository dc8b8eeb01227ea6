"""What is compiled, how often, and by which arguments a compiled program is found again.

`jax.jit(f)` keeps its programs by the identity of `f`, the static arguments (by hash), and the shapes, dtypes and structure of all others.
"""

from __future__ import annotations

from typing import Any

from ... import events as ev
from ...syntax import Node
from ...values import (
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
    Seq,
    Transformed,
    Value,
)
from ..state import Frame
from .identity import Identity, function_name

#: Transformations that hold their settings against the signature of the function, at once or when it is called.
_CHECKED = frozenset({"jax.jit", "jax.experimental.pjit.pjit", "jax.pmap", "jax.checkpoint", "jax.make_jaxpr"})
_POSITIONS = ("static_argnums", "donate_argnums", "static_broadcasted_argnums")
_NAMES = ("static_argnames", "donate_argnames")
_UNHASHABLE = {"list": "a list", "set": "a set"}
_UNHASHABLE_OBJECTS = frozenset({"collections.defaultdict", "collections.Counter"})


class Compilation(Identity):
    # --- settings against signatures ------------------------------------------------------------------

    def check_settings(self, func: Value, row: Any, settings: dict[str, Value], node: Node, frame: Frame) -> None:
        """Do the static and donated arguments of `jit(func, …)` exist?"""
        if not settings or row.name not in _CHECKED:
            return
        params = None if hides_signature(func) else self.signature(func)
        if params is None:
            return
        kinds = {kind for _, kind, _ in params}
        order = tuple([name for name, kind, _ in params if kind in ("pos", "any")])
        words = tuple([name for name, kind, _ in params if kind in ("any", "key")])
        for setting in _POSITIONS:
            for place in constants(settings.get(setting), int) if "star" not in kinds else ():
                below = place < -len(order) if row.name != "jax.checkpoint" else False
                if place >= len(order) or below:
                    self.emit(ev.StaticMismatch(self.site(node, frame), self.staged, setting, place, function_name(func), order))
        for setting in _NAMES:
            for name in constants(settings.get(setting), str):
                if name not in words and ("stars" not in kinds or name in order):
                    self.emit(ev.StaticMismatch(self.site(node, frame), self.staged, setting, name, function_name(func), words))

    # --- calls of compiled functions --------------------------------------------------------------------

    def compiled_call(self, value: Transformed, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame, starred: bool) -> None:
        if node[0] != "call":
            return
        static = self.static_parameters(value, len(args)) if value.settings else None
        if not self.traces and not starred:
            self.varying_arguments(value, static, args, kwargs, node, frame)
            self.settling_arguments(value, static, args, kwargs, node, frame)
        if self.muted:
            return
        if not self.traces and not starred:
            self.called_in_style(value, static, args, kwargs, node, frame)
            if any(type(a) is Numpy for a in args):
                self.lent("read", str(node[2][-1]) if node[2][0] in ("name", "attr") else "the compiled function", list(zip(argument_nodes(node, len(args)), args)), node, frame)
        if static is not None and (static[0] or static[1]):
            self.static_arguments(value, static, args, kwargs, node, frame, starred)

    def static_arguments(
        self, value: Transformed, static: tuple[set[int], set[str]], args: tuple[Value, ...], kwargs: dict[str, Value],
        node: Node, frame: Frame, starred: bool,
    ) -> None:  # fmt: skip
        params = self.signature(value.func)
        order = [n for n, k, _ in params if k in ("pos", "any")] if params is not None else []
        places = argument_nodes(node, len(args))
        for place in sorted(static[0]) if not starred else ():
            if 0 <= place < len(args):
                name = order[place] if place < len(order) else f"argument {place}"
                self.static_argument(value, name, args[place], places[place], node, frame)
        for name, part in node[4]:
            if name in static[1] and name in kwargs:
                self.static_argument(value, name, kwargs[name], part, node, frame)

    def static_argument(self, value: Transformed, name: str, given: Value, place: Node | None, node: Node, frame: Frame) -> None:
        what = unhashable(given, self)
        if what:
            literal = self.site(place, frame) if place is not None and place[0] == "list" and becomes_tuple(given, self) else None
            self.emit(ev.UnhashableStatic(self.site(node, frame), self.staged, function_name(value.func), name, what, literal))


# --- values as static arguments -------------------------------------------------------------------------


def unhashable(value: Value, engine: Any, depth: int = 4) -> str:
    """In words, what has no hash; "" where nothing certain has none."""
    kind = type(value)
    if isinstance(value, Seq):
        if value.kind in _UNHASHABLE:
            return _UNHASHABLE[value.kind]
        if value.kind == "tuple" and value.items and depth:
            inner = next((w for part in value.items if (w := unhashable(part, engine, depth - 1))), "")
            return f"a tuple with {inner} in it" if inner else ""
    elif isinstance(value, Mapping):
        return "" if value.abstract else "a dict"
    elif isinstance(value, Array):
        return "" if value.maybe or value.dtype == "key" else "a tracer" if value.trace is not None else "a JAX array"
    elif isinstance(value, Numpy):
        # What NumPy's reductions and single elements give is a number with a hash.
        return "a NumPy array" if value.shape and not value.maybe else ""
    elif isinstance(value, Instance):
        return _unhashable_object(value, engine, depth)
    elif kind is External and isinstance(value, External) and value.api in _UNHASHABLE_OBJECTS:
        return f"a {value.api.rsplit('.', 1)[-1]}"
    return ""


def becomes_tuple(value: Value, engine: Any) -> bool:
    """Would a tuple of the same elements have a hash, as far as is known?"""
    return isinstance(value, Seq) and not any(unhashable(part, engine) for part in value.items or (value.elem,))


def _unhashable_object(value: Instance, engine: Any, depth: int) -> str:
    cls = value.cls
    if cls.kind == "dataclass":
        own = next((c for c in engine.mro(cls) if "__hash__" in c.attrs), None)
        options = _dataclass_options(cls)
        if own is not None or options is None or options.get("unsafe_hash") or options.get("eq") is False:
            return ""
        if not options.get("frozen"):
            return f"`{cls.name}`, a dataclass that is not frozen"
        if "hash" not in options:
            for name in cls.fields:
                inner = unhashable(value.attrs[name], engine, depth - 1) if depth and name in value.attrs and not value.generic else ""
                if inner:
                    return f"`{cls.name}` with {inner} in it"
        return ""
    if cls.kind == "plain":
        for part in engine.mro(cls):
            if "__hash__" in part.attrs:
                return "" if part.attrs["__hash__"] != Const(None) else f"`{cls.name}`, which says that it has no hash"
            if "__eq__" in part.attrs:
                return f"`{cls.name}`, which has `__eq__` and no `__hash__`"
    return ""


def _dataclass_options(cls: Class) -> dict[str, bool] | None:
    """The settings of `@dataclass(…)`, None where one is no literal; "hash" where a field says how it takes part."""
    options: dict[str, bool] = {}
    for decorator in cls.node[6]:
        for name, value in decorator[4] if decorator[0] == "call" else ():
            if value[0] != "const":
                return None
            options[name] = bool(value[2])
    for statement in cls.node[5]:
        if statement[0] == "ann" and statement[4] is not None and statement[4][0] == "call":
            if {"hash", "compare"} & {k for k, _ in statement[4][4]}:
                options["hash"] = True
    return options


def argument_nodes(node: Node, count: int) -> list[Node | None]:
    """The expressions of the positional arguments; a method's object and what a `partial` gave have none."""
    written = node[3]
    if any(part[0] == "star" for part in written) or len(written) > count:
        return [None] * count
    return [None] * (count - len(written)) + list(written)


def constants(value: Value | None, kind: type) -> list[Any]:
    """The constants of a type that a setting names: one alone, or some in a tuple or list."""
    parts = value.items or () if isinstance(value, Seq) else (value,)
    return [p.value for p in parts if type(p) is Const and type(p.value) is kind]


def hides_signature(func: Value) -> bool:
    """Is it wrapped (`functools.wraps`) around something that nothing is known of?"""
    while type(func) in (Bound, Partial, Transformed):
        func = func.func  # type: ignore[attr-defined]
    while type(func) is Func and func.wraps is not None:
        func = func.wraps
        if type(func) is not Func:
            return True
    return False
