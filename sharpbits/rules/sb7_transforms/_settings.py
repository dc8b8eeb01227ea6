"""What the settings of a transformation say, as numbers that a rule can compare with a signature."""

from __future__ import annotations

from ...events import Parameters
from ...values import NONE, Const, Mapping, Seq, Value

#: Transformations whose axes and argnums work as those of JAX do.
LIKE_JAX = ("jax.", "haiku.")
_ANY = 10**6


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


def span(params: Parameters | None) -> tuple[int, int] | None:
    """(fewest, most) positional arguments."""
    if params is None:
        return None
    plain = [p for p in params if p[1] in ("pos", "any")]
    return sum(1 for p in plain if not p[2]), _ANY if any(p[1] == "star" for p in params) else len(plain)


def takes(params: Parameters | None) -> str:
    bounds = span(params)
    if bounds is None:
        return "other arguments"
    fewest, most = bounds
    if most >= _ANY:
        return f"at least {plural(fewest)}"
    return plural(most) if fewest == most else f"{fewest} to {plural(most)}"


def plural(count: int) -> str:
    return f"{count} positional argument{'s' * (count != 1)}"


def short(name: str) -> str:
    return name.rsplit(".", 1)[-1]
