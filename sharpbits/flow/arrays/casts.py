"""Values of which some may be below zero, for who casts them to unsigned integers."""

from __future__ import annotations

from ...values import Array, Const, Value

#: How an array was made (`Array.made`): by a subtraction, or with another sign.
DIFFERENCE = "difference"
FLOATS = frozenset({"float", "float16", "bfloat16", "float32", "float64"})
#: Functions of a difference that is one still.
ROUNDING = frozenset({"round", "rint", "floor", "ceil", "trunc"})


def may_be_negative(op: str, left: Value, right: Value) -> bool:
    """`a - b` of two arrays (`255 - a` inverts an image), `-1.0 * a`, and a difference times a number."""
    if op == "-":
        return type(left) is Array and type(right) is Array
    number, other = (left, right) if type(left) is Const else (right, left)
    if type(number) is not Const or type(number.value) not in (int, float):
        return False
    return number.value < 0 or (type(other) is Array and other.made == DIFFERENCE)
