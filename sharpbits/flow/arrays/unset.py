"""What `jnp.empty` made is read: the array remembers that none of its elements is set, or that some are not (`Array.made`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ... import events as ev
from ...data.promotion import BINARY, REDUCTIONS
from ...values import Array, Seq, Value
from ..evaluate import Evaluate

EMPTY = "empty"
#: A constant slice of it was set, which is not all.
PARTLY = "empty:1"
_READERS = REDUCTIONS.keys() | BINARY.keys()
_METHODS = frozenset(name.rpartition(".")[2] for name in REDUCTIONS if name.startswith("jax.numpy."))


class Unset(Evaluate):
    def unset_event(self, value: Array) -> None:
        if value.why is not None:
            self.emit(ev.Unset(value.why.site, self.staged))

    def read_by_call(self, name: str, args: Iterable[Value]) -> None:
        """A function or method of JAX computes with its arguments. One of a single array may be asked for its type alone: `jnp.real(empty).dtype`."""
        for value in args:
            if type(value) is Array and value.made in (EMPTY, PARTLY) and (name in _READERS or name.startswith("array.") and name[6:] in _METHODS):
                self.unset_event(value)

    def carried_unset(self, init: Value, carry: Value) -> Value:
        """What the body of a loop sees in its first round."""
        if type(init) is Array and type(carry) is Array:
            return replace(carry, made=init.made) if init.made in (EMPTY, PARTLY) and not self.abstract else carry
        if type(init) is Seq and type(carry) is Seq and init.items and carry.items is not None and len(init.items) == len(carry.items):
            parts = [self.carried_unset(i, c) for i, c in zip(init.items, carry.items)]
            return carry if all(p is c for p, c in zip(parts, carry.items)) else replace(carry, items=tuple(parts))
        return carry
