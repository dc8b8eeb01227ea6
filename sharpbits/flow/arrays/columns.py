"""Columns that the code asks for, and what makes a square of a vector and a column; see `broadcasts.py`."""

from __future__ import annotations

from ...values import Array, Const, Seq, Value
from .types import Shape

#: How an array was made (`Array.made`).
COLUMN, SQUARE = "column", "square"


def asks_for_column(index: Value, shape: Shape | None) -> bool:
    """`x[:, None]`"""
    if shape is None or len(shape) != 2 or shape[1] != 1:
        return False
    parts = index.items if type(index) is Seq and index.items is not None else (index,)
    return any(type(p) is Const and p.value is None for p in parts)


def makes_square(a: Value, b: Value) -> bool:
    """A vector with a column of as many elements."""
    if type(a) is not Array or type(b) is not Array or a.shape is None or b.shape is None or a.maybe or b.maybe:
        return False
    row, column = (a, b) if len(a.shape) == 1 else (b, a)
    shape = row.shape
    if shape is None or len(shape) != 1 or column.shape != (*shape, 1) or column.made == COLUMN:
        return False
    return shape[0] is not None and shape[0] > 1
