"""What several rules of this family ask of a value."""

from __future__ import annotations

from ...values import Array, Const, Numpy, Py, Value, tree_leaves

_INTEGERS = ("int", "uint", "bool")


def is_integer(value: Value) -> bool:
    """Whether a leaf is certainly of a type that has no gradient."""
    if type(value) is Array or type(value) is Numpy:
        return not value.maybe and value.dtype is not None and value.dtype.startswith(_INTEGERS)
    return (type(value) is Const and type(value.value) in (int, bool)) or (type(value) is Py and value.type in ("int", "bool"))


def holds_integer(value: Value) -> bool:
    """Whether some leaf of an argument certainly has no gradient."""
    return any(is_integer(leaf) for leaf in tree_leaves(value, ("namedtuple",)))
