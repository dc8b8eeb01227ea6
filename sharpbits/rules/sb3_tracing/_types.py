"""How JAX compares the types of two values: structure, shape, dtype; weak types are promoted."""

from __future__ import annotations

from ...values import NONE, Array, Const, Instance, Mapping, Seq, Tree, Value


def differ(a: Value, b: Value) -> str | None:
    """Why the types of two results provably differ, in words; None when they agree or it is not known."""
    if type(a) is Seq and type(b) is Seq and {a.kind, b.kind} <= {"tuple", "list"}:
        if a.kind != b.kind:
            return f"a {a.kind} and a {b.kind}"
        if a.items is None or b.items is None:
            return None
        if len(a.items) != len(b.items):
            return f"a {a.kind} of {len(a.items)} and one of {len(b.items)}"
        return next((reason for x, y in zip(a.items, b.items) if (reason := differ(x, y))), None)
    if type(a) is Mapping and type(b) is Mapping:
        if a.items is None or b.items is None:
            return None
        left, right = dict(a.items), dict(b.items)
        if set(left) != set(right):
            return "dicts with different keys"
        return next((reason for key in left if (reason := differ(left[key], right[key]))), None)
    words = (_structure(a), _structure(b))
    if None not in words and words[0] != words[1]:
        return f"{words[0]} and {words[1]}"
    if type(a) is Instance or type(b) is Instance:
        return None
    if type(a) is Array and type(b) is Array and not a.maybe and not b.maybe:
        if a.shape is not None and b.shape is not None:
            if len(a.shape) != len(b.shape) or any(x != y for x, y in zip(a.shape, b.shape) if x is not None and y is not None):
                return f"shapes {_shape(a)} and {_shape(b)}"
        if a.dtype and b.dtype and not _same_class(a.dtype, b.dtype) and not a.weak and not b.weak:
            return f"dtypes {a.dtype} and {b.dtype}"
    return None


def _same_class(a: str, b: str) -> bool:
    """Equal, or one is a class ("float", "int") that the other may belong to."""
    return a == b or ("float" in (a, b) and "float" in a and "float" in b) or ("int" in (a, b) and "int" in a and "int" in b)


def _structure(value: Value) -> str | None:
    """What kind of node of a pytree the value certainly is."""
    if value == NONE:
        return "None"
    if type(value) is Seq and value.kind in ("tuple", "list"):
        return f"a {value.kind}"
    if type(value) is Mapping:
        return "a dict"
    if type(value) is Array and not value.maybe:
        return "an array"
    if type(value) is Const and type(value.value) in (int, float, bool):
        return "an array"
    if type(value) is Tree:
        return None
    return None


def _shape(value: Array) -> str:
    return "(" + ", ".join("?" if n is None else str(n) for n in value.shape or ()) + ("," if len(value.shape or ()) == 1 else "") + ")"
