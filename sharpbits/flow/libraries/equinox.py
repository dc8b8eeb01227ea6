"""Equinox: modules with leaves that are no arrays, and what refuses them.

A module is a pytree of all its fields but the static ones. An activation function, a name or a flag among them is a leaf too, and
transformations of JAX take arrays and numbers only; Equinox's own (`eqx.filter_jit`, ...) look at each leaf first.
"""

from __future__ import annotations

from typing import Any

from ... import events as ev
from ...data.ecosystem import EQUINOX_FLAGS, EQUINOX_OBJECTS
from ...syntax import Node
from ...values import Api, Array, Const, External, Func, Instance, Mapping, Py, Seq, Site, Trace, Transformed, Value
from ..evaluate import Evaluate
from ..state import Frame

_PYTREES = ("namedtuple", "pytree", "equinox")
#: Where names are functions or types.
_FUNCTIONS = ("jax.nn.", "jax.numpy.", "jax.lax.", "jax.scipy.", "numpy.", "builtins.", "math.")
#: Layers with arrays inside, which have no hash.
_WITH_ARRAYS = frozenset({"Linear", "MLP", "Conv", "Conv1d", "Conv2d", "Conv3d", "LayerNorm", "GRUCell", "LSTMCell", "Embedding", "MultiheadAttention", "GroupNorm", "RMSNorm"})
_MARK = "\0traced"


class Equinox(Evaluate):
    def is_module(self, value: Value) -> bool:
        return (type(value) is Instance and value.cls.kind == "equinox") or (type(value) is External and value.api.startswith("equinox.nn."))

    def odd_leaf(self, value: Any, flags: bool, depth: int = 6) -> tuple[str, str] | None:
        """(path, what it is) of a leaf that is certainly no array and no number; with `flags` of one that is no float."""
        kind = type(value)
        if kind is External:
            short = value.api.rsplit(".", 1)[-1]
            if not value.api.startswith("equinox.nn."):
                return None
            if short in EQUINOX_OBJECTS or (flags and short in EQUINOX_FLAGS):
                return "", f"`eqx.nn.{short}`"
            return self.odd_leaf(value.args[0], flags, depth - 1) if short == "Sequential" and value.args and depth else None
        if kind is Func:
            return "", "a function"
        if kind is Transformed:
            return ("", "a function") if value.row.name.startswith("jax.") else None
        if kind is Api and value.name.startswith(_FUNCTIONS):
            return "", "a function or a type"
        if (kind is Const and type(value.value) is str) or (kind is Py and value.type == "str"):
            return "", "a string"
        if flags and ((kind is Const and type(value.value) in (int, bool)) or (kind is Py and value.type in ("int", "bool"))):
            return "", "an integer or a flag"
        if depth == 0:
            return None
        parts: Any = ()
        if kind is Seq and value.kind in ("list", "tuple"):
            parts = enumerate(value.items) if value.items is not None else ((0, value.elem),)
        elif kind is Mapping and value.items is not None:
            parts = value.items
        elif kind is Instance and value.cls.kind in _PYTREES:
            fields = value.cls.fields
            parts = [(n, v) for n, v in value.attrs.items() if n in fields and not fields[n][2]]
        for name, part in parts:
            found = self.odd_leaf(part, flags, depth - 1)
            if found is not None:
                return f".{name}{found[0]}" if type(name) is str else f"[{name}]{found[0]}", found[1]
        return None

    def module_traced(self, value: Value, trace: Trace) -> Value:
        """A module becomes an argument of a plain transformation: the same, with a mark on layers that branch on a flag."""
        why = trace.why
        while why is not None and why.parent is not None:
            why = why.parent
        if why is None or self.muted:
            return value
        odd = self.odd_leaf(value, trace.kind == "differentiated")
        if odd is not None:
            self.emit(ev.ModuleTraced(why.site, self.staged, trace.kind, name_of_module(value), *odd))
            return value
        return self.marked(value, why.site) if trace.kind == "staged" else value

    def marked(self, value: Value, site: Site) -> Value:
        if type(value) is External and value.api.rsplit(".", 1)[-1] in EQUINOX_FLAGS and value.api.startswith("equinox.nn."):
            return External(value.api, value.args, (*value.kwargs, (_MARK, Const((site.path, site.at)))))
        if type(value) is Instance and value.cls.kind == "equinox":
            attrs = {n: self.marked(v, site) if type(v) in (External, Seq) else v for n, v in value.attrs.items()}
            return Instance(value.cls, attrs, value.generic, value.born)
        if type(value) is Seq and value.items is not None:
            return Seq(value.kind, tuple([self.marked(v, site) for v in value.items]))
        return value

    def flagged_call(self, func: External, kwargs: dict[str, Value]) -> None:
        """A layer that came into a staged function as an argument is called: it branches on its flag."""
        mark = dict(func.kwargs).get(_MARK)
        if type(mark) is Const and "inference" not in kwargs and self.staged is not None:
            short = func.api.rsplit(".", 1)[-1]
            self.emit(ev.ModuleTraced(Site(*mark.value), self.staged, "staged", short, "", f"the flag `inference` of `eqx.nn.{short}`"))

    def module_as_function(self, value: Value, name: str, node: Node, frame: Frame) -> None:
        """`jax.jit(model)`: the function itself has to be hashable, and arrays are not."""
        if name not in ("jax.jit", "jax.checkpoint", "jax.pmap") or node[0] != "call":
            return
        arrays = type(value) is External and value.api.rsplit(".", 1)[-1] in _WITH_ARRAYS
        if type(value) is Instance:
            fields = value.cls.fields
            arrays = any(
                n in fields and ((type(v) is Array and not v.maybe) or (type(v) is External and v.api.startswith("equinox.nn.") and v.api.rsplit(".", 1)[-1] in _WITH_ARRAYS))
                for n, v in value.attrs.items()
            )  # fmt: skip
        if arrays:
            self.emit(ev.ModuleTraced(self.site(node, frame), self.staged, "function", name_of_module(value), "", "the module itself"))

    def optimiser_init(self, receiver: External, args: tuple[Value, ...], node: Node, frame: Frame) -> None:
        """`optim.init(model)` makes an array like each leaf."""
        if args and self.is_module(args[0]) and node[0] == "call" and self.init_copies(receiver):
            odd = self.odd_leaf(args[0], False)
            if odd is not None:
                self.emit(ev.ModuleTraced(self.site(node, frame), self.staged, "init", name_of_module(args[0]), *odd))


def name_of_module(value: Value) -> str:
    return value.cls.name if type(value) is Instance else value.api.rsplit(".", 1)[-1] if type(value) is External else "module"
