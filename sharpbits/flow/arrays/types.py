"""Types of arrays: what JAX promotes to what, and what it takes a static value for.

A kind is a name of `data/promotion.py` (a weak type has a star), a class ("float", "int": one of many, weak or not), "key", or
None where nothing is known. With 64-bit types off they are what JAX makes of them; a NumPy array keeps its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from math import prod
from typing import Any, NamedTuple

from ...data.arrays import DTYPE_NAMES
from ...data.promotion import PROMOTED, REDUCTIONS, ROWS, TYPES
from ...values import Api, Array, Const, Numpy, Py, Seq, Value
from ..state import number_type

Shape = tuple[int | None, ...]


class Typ(NamedTuple):
    """The shape and the kind of an array, as far as they are known."""

    shape: Shape | None = None
    kind: str | None = None


NOTHING = Typ()
_PLACE = {name: place for place, name in enumerate(TYPES)}
_CLASSES: dict[str, frozenset[str]] = {
    "float": frozenset(t for t in TYPES if "float" in t), "int": frozenset(t for t in TYPES if t.startswith(("int", "uint"))),
}  # fmt: skip
_NARROW = {"float64": "float32", "int64": "int32", "uint64": "uint32", "complex128": "complex64"}
_WIDE = {"float32": "float64", "int32": "int64", "uint32": "uint64", "complex64": "complex128"}
_STARRED = {"int": "int32*", "float": "float32*", "bool": "bool", "complex": "complex64*"}
_WEAK = frozenset({"int32", "float32", "complex64"})
#: Reductions that give strong floating or complex numbers, whatever they get.
STRONG = frozenset(
    name for name, row in REDUCTIONS.items()
    if any(ROWS[row]) and all(kind is None or (kind.startswith(("float", "bfloat", "complex")) and not kind.endswith("*")) for kind in ROWS[row])
)  # fmt: skip


def narrow(dtype: str | None) -> str | None:
    """What JAX makes of a 64-bit type."""
    return _NARROW.get(dtype, dtype) if dtype is not None else None


#: What JAX gives unasked, and which of many it may be where 64-bit types are enabled.
DEFAULTS: dict[str | None, str | None] = {"float32": "float", "int32": "int", "uint32": "int", "complex64": None}


def canonical(dtype: str | None, x64: bool) -> str | None:
    """What JAX makes of a NumPy type; with 64-bit types on, a class where it has that many bits."""
    small = narrow(dtype)
    return DEFAULTS.get(small, small) if x64 and small != dtype else small


def wide(dtype: str | None) -> str | None:
    """What NumPy makes where JAX makes `dtype`."""
    return _WIDE.get(dtype, dtype) if dtype is not None else None


def kind_of(value: Value) -> str | None:
    """The kind that JAX takes an argument for."""
    if type(value) is Array:
        return f"{value.dtype}*" if value.weak and value.dtype in _WEAK else value.dtype
    if type(value) is Numpy:
        return None if value.maybe else narrow(value.dtype)
    if type(value) is Py and value.type.startswith("numpy."):
        return narrow(value.type[6:])
    return _STARRED.get(number_type(value) or "")


def split_kind(kind: str | None) -> tuple[str | None, bool]:
    """dtype and weak type of a kind."""
    return (kind[:-1], True) if kind is not None and kind.endswith("*") else (kind, False)


def strong(kind: str | None) -> str | None:
    return kind[:-1] if kind is not None and kind.endswith("*") else kind


def shape_of(value: Value) -> Shape | None:
    if type(value) is Array or type(value) is Numpy:
        return value.shape
    return () if number_type(value) is not None else None


def typ(value: Value) -> Typ:
    return Typ(shape_of(value), kind_of(value))


def asked_dtype(value: Value | None) -> str | None:
    """The NumPy name of a dtype that is given as an argument, in full width; "float" and "int" for Python's own."""
    if type(value) is Api:
        base, _, short = value.name.rpartition(".")
        if base == "builtins" or base.startswith(("jax.numpy", "numpy", "jax.dtypes", "ml_dtypes")):
            return DTYPE_NAMES.get(short) if base != "builtins" else short if short in ("float", "int", "bool", "complex") else None
        return None
    if type(value) is Const and type(value.value) is str:
        return DTYPE_NAMES.get(value.value)
    if type(value) is Py and value.type.startswith("dtype "):
        return value.type[6:]
    return None


def dtype_of(value: Value | None) -> str | None:
    """What JAX makes of a dtype argument."""
    asked = asked_dtype(value)
    return {"float": "float32", "int": "int32", "uint": "uint32", "complex": "complex64"}.get(asked, narrow(asked)) if asked is not None else None


def _members(kind: str) -> frozenset[str]:
    return _CLASSES.get(kind) or frozenset({kind})


def _collapse(kinds: Iterable[str | None]) -> str | None:
    found = set(kinds)
    if len(found) == 1:
        return found.pop()
    return next((name for name, members in _CLASSES.items() if found <= members), None)


@cache
def promoted(a: str | None, b: str | None) -> str | None:
    """The kind of `a + b`."""
    if a is None or b is None or "key" in (a, b):
        return None
    if any(k not in _PLACE and k not in _CLASSES for k in (a, b)):
        return a if a == b else None
    if a == b and a in _CLASSES:
        return a
    return _collapse(PROMOTED[x][_PLACE[y]] for x in _members(a) for y in _members(b))


@cache
def promoted_all(kinds: tuple[str | None, ...]) -> str | None:
    out = kinds[0] if kinds else None
    for kind in kinds[1:]:
        out = promoted(out, kind)
    return out


@cache
def by_row(row: int, kind: str | None) -> str | None:
    """The kind of a result by the row of `ROWS`; a weak boolean is a boolean."""
    entries = ROWS[row]
    if kind is None:
        found = {strong(e) if e == "bool*" else e for e in entries if e is not None}
        return found.pop() if len(found) == 1 else None
    if any(k not in _PLACE for k in _members(kind)):
        return None
    answers = {entries[_PLACE[k]] for k in _members(kind)} - ({None} if kind in _CLASSES else set())
    return _collapse({"bool" if a == "bool*" else a for a in answers})


def literal(value: Value) -> Typ:
    """What `jnp.array` makes of a number, an array, or nested lists of them."""
    if type(value) is not Seq:
        return typ(value)
    if value.kind not in ("list", "tuple", "range"):
        return NOTHING
    if value.items is None:
        inner = Typ((), "int32") if value.kind == "range" else literal(value.elem)
        return Typ((None, *inner.shape), None) if inner.shape is not None else NOTHING
    if not value.items:
        return Typ((0,), "float32")
    parts = [literal(item) for item in value.items]
    # All have one shape, or there is no such array: what is known of one holds for the others.
    shapes = [p.shape for p in parts if p.shape is not None]
    if not shapes or any(len(shape) != len(shapes[0]) for shape in shapes):
        return NOTHING
    sizes = tuple([next((n for n in column if n is not None), None) for column in zip(*shapes)])
    kinds = tuple([p.kind for p in parts])
    return Typ((len(parts), *sizes), None if None in kinds else strong(promoted_all(kinds)))


def whole(value: Any) -> int | None:
    """The number of a constant integer; booleans are none."""
    return value.value if type(value) is Const and type(value.value) is int else None


def whole_numbers(value: Value | None) -> tuple[int, ...] | None:
    """The numbers of one constant integer or a tuple of them."""
    one = whole(value)
    if one is not None:
        return (one,)
    if type(value) is Seq and value.items is not None and value.kind in ("tuple", "list", "range"):
        numbers = [whole(v) for v in value.items]
        return None if None in numbers else tuple(numbers)  # type: ignore[arg-type]
    return None


def sizes_of(value: Value | None) -> Shape | None:
    """A shape argument: unknown sizes are None, -1 stays."""
    one = whole(value)
    if one is not None:
        return (one,)
    if type(value) is Py and value.type in ("int", "numpy.int", "numpy.int64", "numpy.int32"):
        return (None,)
    if type(value) is Seq and value.items is not None and value.kind in ("tuple", "list"):
        return tuple([whole(item) for item in value.items])
    return None


def broadcast_shapes(*shapes: Shape | None) -> Shape | None:
    """None where any is unknown, or they do not fit."""
    out: Shape = ()
    for shape in shapes:
        if shape is None:
            return None
        rank = max(len(out), len(shape))
        a, b = (1,) * (rank - len(out)) + out, (1,) * (rank - len(shape)) + shape
        sizes: list[int | None] = []
        for x, y in zip(a, b):
            if x == 1 or x == y:
                sizes.append(y)
            elif y == 1:
                sizes.append(x)
            elif x is None or y is None:
                sizes.append(x if y is None else y)
            else:
                return None
        out = tuple(sizes)
    return out


def axes_of(value: Value | None, rank: int) -> tuple[int, ...] | None:
    """The axes, from 0, that an `axis` argument names; None where they are not known or not there."""
    numbers = whole_numbers(value)
    if numbers is None or any(not -rank <= n < rank for n in numbers):
        return None
    return tuple([n % rank for n in numbers])


def product(shape: Shape) -> int | None:
    """How many elements; None where a size is not known."""
    return 0 if 0 in shape else None if None in shape else prod(shape)  # type: ignore[arg-type]
