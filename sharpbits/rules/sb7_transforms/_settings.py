"""What the settings of a transformation say, as numbers that a rule can compare with a signature."""

from __future__ import annotations

from ...values import NONE, Const, Mapping, Seq, Value

#: Transformations whose axes and argnums work as those of JAX do.
LIKE_JAX = ("jax.", "haiku.")


def integers(value: Value | None) -> list[int] | None:
    if type(value) is Const and type(value.value) is int:
        return [value.value]
    if type(value) is Seq and value.items is not None and all(type(v) is Const and type(v.value) is int for v in value.items):
        return [v.value for v in value.items if isinstance(v, Const)]
    return None


def entries(value: Value | None) -> tuple[Value, ...] | None:
    """The entries of `in_axes` when it is a tuple or list of known length."""
    return value.items if type(value) is Seq and value.kind in ("tuple", "list") else None


def nothing(value: Value) -> bool:
    """Is every entry certainly None?"""
    if type(value) is Seq:
        return value.items is not None and len(value.items) > 0 and all(nothing(v) for v in value.items)
    if type(value) is Mapping:
        return value.items is not None and len(value.items) > 0 and all(nothing(v) for _, v in value.items)
    return value == NONE


def short(name: str) -> str:
    return name.rsplit(".", 1)[-1]
