"""Types of arrays, where the engine makes arrays: what `shapes.py` finds out, in a project with or without 64-bit types."""

from __future__ import annotations

from ...data.promotion import UNARY
from ...values import UNKNOWN, Array, Const, Numpy, Value
from ..evaluate import Evaluate
from ..state import number_type
from .shapes import Result, infer, operator
from .types import DEFAULTS, STRONG, Shape, Typ, asked_dtype, dtype_of, narrow, split_kind, wide
from .widths import beyond

_STRONG = frozenset({"float16", "bfloat16", "float32", "complex64"})
_EXACT = frozenset({"float32", "int32", "uint32", "complex64"})
_SAME_WIDTH = frozenset({"==", "!=", "<", "<=", ">", ">="})
#: Their type does not depend on their first argument.
_BY_SIZE = frozenset({"zeros", "ones", "empty", "eye", "identity"})
_LISTS = frozenset({"split", "array_split", "meshgrid", "hsplit", "vsplit", "dsplit", "broadcast_arrays"})


def sequence_kind(short: str) -> str:
    """In what a function returns several arrays."""
    return "list" if short in _LISTS else "tuple"


def parts(found: Typ) -> tuple[Shape | None, str | None, bool | None]:
    """Shape, dtype, weak type."""
    return (found.shape, *split_kind(found.kind))


def is_strong(value: Value) -> bool:
    """Is it certain that the array has a strong floating or complex type?"""
    return type(value) is Array and not value.maybe and (value.weak is None or not value.weak and value.dtype in _STRONG)


def first_type(found: Result) -> tuple[Shape | None, str | None, bool | None]:
    return parts(found) if type(found) is Typ else (None, None, False)


def numpy_scalar(short: str) -> Value:
    """`np.float32(x)` of a number."""
    return Numpy((), asked_dtype(Const(short)))


class Inference(Evaluate):
    def asked(self, value: Value | None) -> str | None:
        """What a dtype argument gives."""
        dtype = dtype_of(value)
        return DEFAULTS.get(dtype, dtype) if self.x64 and asked_dtype(value) not in _EXACT else dtype

    def inferred(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value]) -> Result:
        """The type of what a function of JAX returns, a list for several arrays."""
        found = infer(name, args, kwargs)
        if not self.x64:
            return found
        if any(asked_dtype(v) in _EXACT for v in (*args, *kwargs.values())):
            return found
        return [_either_width(t) for t in found] if type(found) is list else _either_width(found)  # type: ignore[arg-type]

    def strong(self, name: str, args: tuple[Value, ...], dtype: str | None) -> bool:
        """Is a type that is not known a strong one of floats: of a reduction that gives no others, or of what one gave?"""
        if dtype is not None and dtype != "float":
            return False
        return name.replace("array.", "jax.numpy.") in STRONG or name in UNARY and bool(args) and type(args[0]) is Array and args[0].weak is None

    def operated(self, op: str, left: Value, right: Value) -> tuple[Shape | None, str | None, bool | None]:
        found = operator(op, left, right)
        if found.kind in (None, "float") and op in "+-*/@" and (is_strong(left) or is_strong(right)):
            return found.shape, found.kind, None
        return parts(_either_width(found) if self.x64 and op not in _SAME_WIDTH else found)

    def numpy_operated(self, op: str, left: Value, right: Value) -> Value:
        """An operation of NumPy arrays and numbers."""
        found = operator(op, left, right)
        large = op in "+-|*" and any(type(v) is Numpy and v.large or beyond(v) is not None for v in (left, right)) and all(_integral(v) for v in (left, right))
        return Numpy(found.shape, self.numpy_dtype((left, right), split_kind(found.kind)[0]), large=large)

    def numpy_result(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], view: bool = False, large: bool = False) -> Value:
        """The NumPy array that a function of NumPy makes; it has the shape that JAX's function of that name gives."""
        if any(v is UNKNOWN for v in args[1:] if name in _BY_SIZE) or any(v is UNKNOWN for v in args if name not in _BY_SIZE):
            return Numpy(view=view, large=large)
        found = infer(name if "." in name else f"jax.numpy.{name}", args, kwargs)
        if type(found) is list:
            return Numpy(view=view, large=large)
        shape, kind, _ = first_type(found)
        given = kwargs.get("dtype", args[1] if len(args) > 1 else None)
        asked = asked_dtype(given)
        if asked in ("float64", "int64", "uint64", "complex128"):
            kind = asked
        elif asked is None or narrow(asked) != asked:
            kind = self.numpy_dtype(args, kind)
        return Numpy(shape, kind, view, any(type(a) in (Numpy, Array) and a.maybe for a in args), large)  # type: ignore[attr-defined]

    def numpy_dtype(self, args: tuple[Value, ...], kind: str | None) -> str | None:
        """What NumPy makes where JAX makes `kind`: it is certain of the wide types, and of what has no width."""
        held = [a.dtype for a in args if type(a) in (Numpy, Array)]  # type: ignore[attr-defined]
        if kind not in ("float32", "int32", "bool") or any(d not in ("float64", "int64", "bool") for d in held):
            return None
        return wide(kind)


def _integral(value: Value) -> bool:
    return value.dtype in ("int64", "uint64") if type(value) is Numpy else number_type(value) == "int"


def _either_width(found: Typ) -> Typ:
    return Typ(found.shape, DEFAULTS.get(found.kind, found.kind))
