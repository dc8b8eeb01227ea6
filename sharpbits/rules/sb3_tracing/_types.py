"""How JAX compares the types of two values: structure, then shape and dtype of each leaf, with its weak types.

Seen on JAX 0.10: branches need equal dtypes and may differ in weakness; a carry that starts weakly typed is promoted
to what the body returns where that is wider (`0` to float32, never to bool).
"""

from __future__ import annotations

from ...values import NONE, Array, Const, Instance, Mapping, Numpy, Py, Seq, Value

#: From narrow to wide: a weak type is promoted to the right.
_CLASSES = ("bool", "int", "float", "complex")
_NUMBERS = frozenset({"bool", "int", "float", "complex"})


def differ(a: Value, b: Value, *, carry: bool = False) -> str | None:
    """Why two types provably differ, in words; None when they agree or it is not known.

    With `carry`, `a` is the initial carry of a loop and `b` what its body returns.
    """
    kind, other = _node(a), _node(b)
    if kind is None or other is None:
        return None
    if kind != other:
        return f"{kind} and {other}"
    if type(a) is Seq and type(b) is Seq:
        if a.items is None or b.items is None:
            return None
        if len(a.items) != len(b.items):
            return f"{kind} of {len(a.items)} and one of {len(b.items)}"
        return next((r for x, y in zip(a.items, b.items) if (r := differ(x, y, carry=carry))), None)
    if type(a) is Mapping and type(b) is Mapping:
        if a.items is None or b.items is None:
            return None
        left, right = dict(a.items), dict(b.items)
        if set(left) != set(right):
            return f"dicts with different keys ({', '.join(sorted(map(repr, set(left) ^ set(right))))})"
        return next((r for key in left if (r := differ(left[key], right[key], carry=carry))), None)
    if type(a) is Instance and type(b) is Instance:
        shared = [n for n in a.cls.fields if n in a.attrs and n in b.attrs]
        return next((r for n in shared if (r := differ(a.attrs[n], b.attrs[n], carry=carry))), None)
    one, two = as_array(a), as_array(b)
    return _leaves(one, two, carry) if one is not None and two is not None else None


def as_array(value: Value) -> Array | None:
    """The array that JAX makes of a leaf; None where it is not certainly one."""
    if type(value) is Array and not value.maybe:
        return value
    if type(value) is Numpy and not value.maybe:
        # NumPy's 64 bits become 32: only the class of its dtype is certain.
        return Array(None, value.shape, dtype_class(value.dtype))
    name = type(value.value).__name__ if type(value) is Const else value.type if type(value) is Py else ""
    return Array(None, (), name, True) if name in _NUMBERS else None


def dtype_class(dtype: str | None) -> str | None:
    """ "int" for "uint8", "float" for "bfloat16"; None for what is no number."""
    return next((c for c in reversed(_CLASSES) if dtype and c in dtype), None)


def show(shape: tuple[int | None, ...]) -> str:
    return "(" + ", ".join("?" if n is None else str(n) for n in shape) + ("," if len(shape) == 1 else "") + ")"


def _node(value: Value) -> str | None:
    """What kind of node of a pytree the value certainly is, in words."""
    if value == NONE:
        return "None"
    if type(value) is Seq and value.kind in ("tuple", "list"):
        return f"a {value.kind}"
    if type(value) is Mapping:
        return "a dict"
    if type(value) is Instance and value.cls.kind == "namedtuple":
        return f"a {value.cls.name}"
    return "an array" if as_array(value) is not None else None


def _leaves(a: Array, b: Array, carry: bool) -> str | None:
    if a.shape is not None and b.shape is not None:
        if len(a.shape) != len(b.shape) or any(x != y for x, y in zip(a.shape, b.shape) if x is not None and y is not None):
            return f"shapes {show(a.shape)} and {show(b.shape)}"
    one, two = dtype_class(a.dtype), dtype_class(b.dtype)
    if a.dtype is None or b.dtype is None or one is None or two is None:
        return None
    promoted = carry and a.weak and one != "bool" and _CLASSES.index(two) >= _CLASSES.index(one)
    # The width of a weak type, and of a dtype known only by its class, depends on `jax_enable_x64`.
    by_class = a.weak or b.weak or a.dtype in _CLASSES or b.dtype in _CLASSES
    same = one == two if by_class else a.dtype == b.dtype
    return None if same or promoted else f"dtypes {a.dtype} and {b.dtype}"
