"""Which values differ from lane to lane: under `vmap`, and over the devices of a `shard_map`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ... import events as ev
from ...syntax import Node
from ...values import UNKNOWN, Api, Array, Bound, Func, Mapping, Partial, Seq, Trace, Tree, Value, Why
from ..calls import Calls
from ..state import SPENT, Frame, restore

#: What a branch of `cond` must not do when both branches run.
_EFFECTS = {"jax.debug.print": "an effect", "jax.debug.callback": "an effect", "jax.experimental.io_callback": "an effect", "jax.lax.while_loop": "a `while_loop`"}
#: Callbacks to the host, whose order matters.
HOST_EFFECTS = frozenset({"jax.debug.print", "jax.debug.callback", "jax.experimental.io_callback"})


class Lanes(Calls):
    batched: Trace | None
    events: list[ev.Event]
    entered: set[tuple[str, int]]
    #: `shard_map`s around the code that runs.
    sharded: int
    #: Loop primitives around it.
    looping: int

    def batched_by(self, value: Value) -> Trace | None:
        """The trace of a value that differs between the lanes of a `vmap` around this code, if it certainly does."""
        if self.batched is None or type(value) is not Array or value.maybe or value.trace is None:
            return None
        why = value.trace.why
        while why is not None:
            if " is batched by `" in why.text:
                return value.trace
            why = why.parent
        return None

    def heavy(self, func: Value, depth: int = 2) -> str:
        """An effect or an unbounded loop in a branch, in words."""
        while type(func) in (Bound, Partial):
            func = func.func  # type: ignore[attr-defined]
        if type(func) is not Func or not depth:
            return ""
        stack: list[Any] = [func.node[4]]
        while stack:
            part = stack.pop()
            if type(part) is not tuple:
                continue
            if len(part) == 5 and part[0] == "call" and type(part[1]) is int and part[2][0] in ("name", "attr"):
                called = self.quiet(part[2], func.frame)
                found = _EFFECTS.get(called.name, "") if type(called) is Api else self.heavy(called, depth - 1)
                if found:
                    return found
            stack.extend(part)
        return ""

    # --- effects on the host -----------------------------------------------------------------------------------

    def host_effect(self, name: str, kwargs: dict[str, Value], node: Node, frame: Frame) -> None:
        if self.staged is not None or self.batched is not None:
            self.emit(ev.HostEffect(self.site(node, frame), self.staged, name, kwargs.get("ordered"), self.batched is not None, bool(self.looping)))

    # --- shard_map -----------------------------------------------------------------------------------------------

    def starts_unvarying(self, name: str, init: Value, carry: Value, again: Callable[[Value], Value], node: Node, frame: Frame) -> None:
        """In a `shard_map`, a carry that starts as one value for all devices and comes back as one for each."""
        if not self.sharded or self.muted or self.expecting or node[0] != "call":
            return
        staged, events, entered, spent = self.staged, self.events, set(self.entered), frame.env.get(SPENT)
        self.events = []
        try:
            # Without a trace of its own, what comes back holds one only where it depends on what differs.
            self.staged = None
            result = again(without_trace(carry))
        finally:
            self.staged, self.events, self.entered = staged, events, entered
            restore(frame, spent)
        if any(one_for_all(start) and varies(end) for start, end in paired(init, result)):
            self.emit(ev.Varying(self.site(node, frame), self.staged, name))


def without_trace(value: Value) -> Value:
    if type(value) is Array:
        return Array(None, value.shape, value.dtype)
    if type(value) is Seq and value.items is not None:
        return Seq(value.kind, tuple([without_trace(v) for v in value.items]))
    if type(value) is Mapping and value.items is not None:
        return Mapping(tuple([(k, without_trace(v)) for k, v in value.items]))
    return UNKNOWN


def paired(start: Value, end: Value) -> list[tuple[Value, Value]]:
    """Leaves at the same places of two values."""
    if type(start) is Seq and type(end) is Seq and start.items is not None and end.items is not None and len(start.items) == len(end.items):
        return [pair for a, b in zip(start.items, end.items) for pair in paired(a, b)]
    if type(start) is Mapping and type(end) is Mapping and start.items is not None and end.items is not None:
        return [pair for (k, a), (j, b) in zip(start.items, end.items) if k == j for pair in paired(a, b)]
    return [(start, end)]


def one_for_all(value: Value) -> bool:
    """Made in the body of a `shard_map` from constants alone."""
    if type(value) is not Array:
        return False
    return not value.maybe and value.made != "cast" and (value.trace is None or not from_parameter(value.trace.why))


def varies(value: Value) -> bool:
    return type(value) in (Array, Tree) and value.trace is not None and not getattr(value, "maybe", False) and (value.trace.kind == "batched" or from_parameter(value.trace.why))


def from_parameter(why: Why | None) -> bool:
    while why is not None:
        if why.text.startswith("its parameter `"):
            return True
        why = why.parent
    return False
