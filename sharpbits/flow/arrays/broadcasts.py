"""Squares that nobody asked for: `(n,)` with `(n, 1)` gives `(n, n)`, and a reduction to one number hides it.

A column that the code asks for (`x[:, None]`, `reshape`, `keepdims`) is marked, since its square is meant. The mark is lost where data enters
a function that is differentiated: the loss has not asked for it. A square is marked, too, through operations by element; where it meets
another array of its size, it is a matrix of pairs.
"""

from __future__ import annotations

from typing import Any

from ... import events as ev
from ...data.promotion import BINARY, UNARY
from ...syntax import Node
from ...values import Array, Seq, Value, Why
from ..evaluate import Evaluate
from ..state import Frame
from .columns import COLUMN, SQUARE, makes_square

_CHOICES = frozenset({"where", "clip", "astype", "convert_element_type", "nan_to_num"})
_TO_COLUMNS = frozenset({"reshape", "expand_dims", "atleast_2d", "broadcast_to", "array", "asarray"})
_REDUCTIONS = frozenset({"sum", "mean", "nansum", "nanmean", "average", "median", "max", "min", "std", "var", "prod", "norm", "all", "any", "count_nonzero"})
#: What has no error where two arrays of other shapes are compared.
_COMPARING = frozenset({"jax.numpy.allclose"})


class Broadcasts(Evaluate):
    def spread(self, args: Any, result: Any, node: Node, frame: Frame) -> None:
        """An operation by element gives `result`, of rank 2."""
        arrays = [a for a in args if type(a) is Array]
        marked = next((a for a in arrays if a.made == SQUARE), None)
        if marked is not None:
            if all(a.made == SQUARE or a.shape != result.shape for a in arrays):
                result.made, result.why = SQUARE, marked.why
        elif len(args) >= 2 and makes_square(args[-2], args[-1]):
            sizes = [a.shape for a in args[-2:]]
            text = f"`{sizes[0]}` and `{sizes[1]}` are broadcast to `{result.shape}` here"
            result.made, result.why = SQUARE, Why(self.site(node, frame), text)
        elif result.shape[1] == 1 and any(a.made == COLUMN for a in arrays):
            result.made = COLUMN

    def spread_by_call(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], result: Any, node: Node, frame: Frame) -> None:
        """A function or method of JAX gives `result`, whose shape is known to be of rank 2, or a scalar."""
        short = name.rsplit(".", 1)[-1]
        if result.shape == ():
            first = args[0] if args else None
            if type(first) is Array and first.made == SQUARE and short in _REDUCTIONS and first.why is not None and not kwargs.keys() & {"where", "weights"}:
                self.emit(ev.Squared(first.why.site, self.staged, first.why.text, short, self.site(node, frame)))
            elif name in _COMPARING and len(args) > 1 and makes_square(args[0], args[1]):
                text = f"`{args[0].shape}` and `{args[1].shape}` are broadcast to a square here"  # type: ignore[attr-defined]
                self.emit(ev.Squared(self.site(node, frame), self.staged, text, short, self.site(node, frame)))
        elif (short in _TO_COLUMNS or "keepdims" in kwargs) and result.shape[1] == 1:
            if type(args[0] if args else None) is not Seq:
                result.made = COLUMN
        elif name in UNARY or name in BINARY or short in _CHOICES or "jax.numpy." + short in UNARY:
            self.spread(args, result, node, frame)

    def without_columns(self, value: Value) -> Value:
        """Data as it enters a function that is differentiated."""
        if type(value) is Array and value.made == COLUMN:
            return Array(value.trace, value.shape, value.dtype, value.weak, value.maybe, "", value.why, value.key)
        return value
