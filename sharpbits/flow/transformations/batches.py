"""Lists where a transformation maps over arrays: a list is a pytree, whose elements are mapped over one by one.

A list of numbers has no axis at all. A list of arrays is legal, and its function then gets a list of rows: whether it takes them for one array
is found out by running it once more on such a list, and watching what is done to it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ... import events as ev
from ...data.arrays import ARRAY_ATTRIBUTES, ARRAY_METHODS, STATIC_ATTRIBUTES
from ...data.jnp_facts import JNP_REJECTS_LIST
from ...syntax import Node
from ...values import NONE, UNKNOWN, Array, Const, Mapping, Numpy, Seq, Site, Transformed, Tree, Value
from ..calls import Calls
from ..state import SPENT, Frame, element, number_type, restore

#: The kind of the list in such a run.
_ROWS = "rows"
_ITERATORS = ("range", "generator")
_WATCHED = ("binary", "attribute", "subscript", "call_event")
_OF_LISTS = frozenset({"index", "count", "sort", "copy"})


class Batches(Calls):
    events: list[ev.Event]
    entered: set[tuple[str, int]]

    def lists_mapped(
        self, value: Transformed, args: tuple[Value, ...], given: tuple[Value, ...], node: Node, frame: Frame, again: Callable[[tuple[Value, ...]], object]
    ) -> None:  # fmt: skip
        """`again` calls the function of a `vmap` with other arguments."""
        if node[0] != "call" or not any(type(a) in (Seq, Mapping) for a in args):
            return
        mapped = self.mapped_positions(self.setting(value, value.row.axes), len(args))
        direct = len(node[3]) == len(args) and not any(part[0] == "star" for part in node[3])
        for place, arg in enumerate(args):
            if mapped is None or not mapped[place]:
                continue
            before, after = given[:place], given[place + 1 :]

            def once(rows: Value, before: Any = before, after: Any = after) -> object:
                return again((*before, rows, *after))

            self.list_mapped(value.row.name, arg, node[3][place] if direct else None, node, frame, once)

    def list_mapped(self, name: str, value: Value, part: Node | None, node: Node, frame: Frame, again: Callable[[Value], object]) -> None:
        if type(value) not in (Seq, Mapping) or node[0] != "call" or self.muted or self.expecting:
            return
        kind = what(value)
        if kind == "numbers" and name == "jax.lax.scan" and type(value) is Seq and value.kind == "tuple":
            return  # scalars in a tuple of inputs, not a list for an array
        if kind == "arrays" and of_several_lengths(value):
            kind = "ragged"
        elif kind == "arrays" and not self.taken_for_array(again, frame):
            kind = ""
        if kind:
            bounds: tuple[Site, ...] = ()
            if kind == "range" and part is not None and part[0] == "call":
                bounds = tuple([self.site(p, frame) for p in part[3]]) if not any(p[0] == "star" for p in part[3]) else ()
            self.emit(ev.ListMapped(self.site(node, frame), self.staged, name, kind, self.site(part, frame) if part is not None and type(value) is Seq else None, bounds))

    def taken_for_array(self, again: Callable[[Value], object], frame: Frame) -> bool:
        """Run the function on a list of rows: is anything done to the list that only an array can do?"""
        found: list[str] = []
        watchers: dict[str, Any] = {name: getattr(self, "watched_" + name)(getattr(self, name), found) for name in _WATCHED}
        events, self.events = self.events, []
        entered, spent = set(self.entered), frame.env.get(SPENT)
        # These shadow the methods of the class, so that the usual run pays nothing for them; one such run may lead to another.
        around = {name: vars(self)[name] for name in _WATCHED if name in vars(self)}
        vars(self).update(watchers)
        try:
            again(Seq(_ROWS, None, Array(self.staged)))
        finally:
            for name in _WATCHED:
                del vars(self)[name]
            vars(self).update(around)
            self.events, self.entered = events, entered
            restore(frame, spent)
        return bool(found)

    def watched_binary(self, method: Any, found: list[str]) -> Any:
        def binary(op: str, left: Any, right: Any, *rest: Any) -> Any:
            for one, other in ((left, right), (right, left)):
                if is_rows(one) and (type(other) in (Array, Tree, Numpy) or number_type(other) == "float" or (op not in "+*==!=" and (number_type(other) or is_rows(other))) or (op == "*" and is_rows(other))):
                    found.append(op)
            return method(op, left, right, *rest)

        return binary

    def watched_attribute(self, method: Any, found: list[str]) -> Any:
        def attribute(value: Any, name: str, *rest: Any) -> Any:
            if is_rows(value) and name not in _OF_LISTS and (name in ARRAY_METHODS or name in ARRAY_ATTRIBUTES or name in STATIC_ATTRIBUTES or name == "at"):
                found.append(name)
            return method(value, name, *rest)

        return attribute

    def watched_subscript(self, method: Any, found: list[str]) -> Any:
        def subscript(value: Any, index: Any, *rest: Any) -> Any:
            if is_rows(value) and ((type(index) is Seq and index.kind == "tuple") or index in (NONE, Const(...))):
                found.append("[]")
            return method(value, index, *rest)

        return subscript

    def watched_call_event(self, method: Any, found: list[str]) -> Any:
        def call_event(name: str, args: Any, kwargs: Any, *rest: Any) -> Any:
            for place, keyword in JNP_REJECTS_LIST.get(name, ()):
                if is_rows(kwargs.get(keyword, args[place] if place < len(args) else UNKNOWN)) and name not in ("jax.lax.map", "jax.lax.psum", "jax.lax.pmean"):
                    found.append(name)
            return method(name, args, kwargs, *rest)

        return call_event


def is_rows(value: Any) -> bool:
    return type(value) is Seq and value.kind == _ROWS


def what(value: Value) -> str:
    """ "range", "iterator", "numbers" (some leaf in a list has no axis), "arrays" (a list of arrays), or "" """
    if type(value) is Seq:
        if value.kind in _ITERATORS:
            return "range" if value.kind == "range" else "iterator"
        if value.kind not in ("list", "tuple"):
            return ""
        parts = value.items if value.items is not None else (element(value),)
        if not parts:
            return ""
        inside = [what(p) for p in parts]
        for kind in ("range", "iterator", "numbers"):
            if kind in inside:
                return kind
        if any(scalar(p) for p in parts) if value.kind == "list" else all(scalar(p) for p in parts):
            return "numbers"
        return "arrays" if value.kind == "list" and all(is_array(p) for p in parts) else ""
    if type(value) is Mapping:
        inside = [what(v) for _, v in value.items] if value.items is not None else [what(value.elem)]
        return next((kind for kind in inside if kind in ("range", "iterator", "numbers")), "")
    return ""


def of_several_lengths(value: Value) -> bool:
    """A list of arrays of which nobody can take one row each."""
    parts = value.items if isinstance(value, Seq) else None
    return len({p.shape[0] for p in parts or () if isinstance(p, (Array, Numpy)) and p.shape and p.shape[0] is not None}) > 1


def scalar(value: Value) -> bool:
    return number_type(value) is not None or (type(value) is Array and not value.maybe and value.shape == ())


def is_array(value: Value) -> bool:
    return type(value) in (Array, Numpy) and not value.maybe and value.shape != ()  # type: ignore[attr-defined]
