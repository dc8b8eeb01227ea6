"""What the functions of JAX make of shapes and dtypes: pure functions from arguments to the type of the result.

`infer("jax.numpy.sum", args, kwargs)` gives a `Typ`, or a list of them for a function that returns several arrays. What is not
certain stays None; whether the call is right at all is not asked here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from math import ceil
from typing import Any

from ...data.promotion import BINARY, PARAMETERS, REDUCTIONS, SAMPLERS, UNARY
from ...values import NONE, Array, Const, Numpy, Py, Seq, Slice, Tree, Value
from ..state import number_type
from .types import (
    NOTHING,
    Shape,
    Typ,
    axes_of,
    broadcast_shapes,
    by_row,
    dtype_of,
    kind_of,
    literal,
    product,
    promoted,
    promoted_all,
    shape_of,
    sizes_of,
    strong,
    typ,
    whole,
    whole_numbers,
)

Args = dict[str, Value]
Result = Typ | list[Typ]
#: Parameters of elementwise functions that change neither shape nor dtype.
_SETTINGS = frozenset({"axis", "approximate", "kind", "order", "stable", "descending", "norm", "lower", "symmetrize_input", "upper", "k", "m", "copy",
                       "UPLO", "check_finite", "overwrite_a", "nan", "posinf", "neginf", "decimals", "inplace", "where", "epsilon", "axes"})  # fmt: skip
_FALSE = (Const(False), NONE)


def infer(name: str, args: tuple[Value, ...], kwargs: dict[str, Value]) -> Result:
    """The type of what a function of JAX returns; `array.sum` is the method."""
    how, function, row, names = _plan(name)
    if how == "own":
        return function(_bound(names, args, kwargs))  # type: ignore[no-any-return]
    if how == "method":
        rest = args[1:]
        if rest:
            args = (args[0], rest[0] if len(rest) == 1 else Seq("tuple", rest))
        return function(_bound(names, args, kwargs))  # type: ignore[no-any-return]
    if how == "unary":
        return _elementwise(name, row, args, kwargs)
    if how == "binary":
        return _joined(row, args, kwargs)
    if how == "reduction":
        return _reduced(row, _bound(names, args, kwargs))
    if how == "random":
        return _random(name[11:], args, kwargs)
    return Typ(None, dtype_of(kwargs["dtype"])) if "dtype" in kwargs else NOTHING


@cache
def _plan(name: str) -> tuple[str, Any, int, tuple[str, ...]]:
    """How the type of a function's result is found: by a handler or by its row in a family; and its parameters."""
    method = name.startswith("array.")
    if method:
        name = "jax.numpy." + name[6:]
    elif name.startswith("jax.random."):
        return "random", None, 0, ()
    short = name.rsplit(".", 1)[-1]
    names = parameters(name)
    handler = _HANDLERS.get(short) if short not in _ONLY or name in _ONLY[short] else None
    if handler is not None:
        return "method" if method and short in _STARRED_METHODS else "own", handler, 0, names
    families = (("unary", UNARY), ("binary", BINARY), ("reduction", REDUCTIONS))
    return next(((how, None, rows[name], names) for how, rows in families if name in rows), ("", None, 0, names))


@cache
def parameters(name: str) -> tuple[str, ...]:
    return tuple(PARAMETERS.get(name, "").split())


def bind(name: str, args: tuple[Value, ...], kwargs: dict[str, Value]) -> Args:
    """Arguments by the names of the parameters; the first one is "0" too."""
    return _bound(parameters(name), args, kwargs)


def _bound(names: tuple[str, ...], args: tuple[Value, ...], kwargs: dict[str, Value]) -> Args:
    out: Args = {}
    for place, (parameter, value) in enumerate(zip(names, args)):
        if parameter[0] == "*":
            if parameter != "*":
                out[parameter] = Seq("tuple", args[place:])
            break
        out[parameter] = value
    if kwargs:
        out.update(kwargs)
    if args:
        out["0"] = args[0]
    elif names and names[0] in out:
        out["0"] = out[names[0]]
    return out


def _at(p: Args, *names: str) -> Value:
    return next((p[n] for n in names if n in p), NONE)


def _first(p: Args) -> Typ:
    return typ(p["0"]) if "0" in p else NOTHING


def _scalar(value: Value) -> bool:
    """A setting, or a number: nothing whose shape could matter."""
    return type(value) in (Const, Py) or (type(value) is Seq and all(type(i) in (Const, Py) for i in value.items or ()))


# --- families ------------------------------------------------------------------------------------------


def _elementwise(name: str, row: int, args: tuple[Value, ...], kwargs: dict[str, Value]) -> Typ:
    if len(args) == 1 and not kwargs:
        shape, kind = typ(args[0])
        return Typ(shape, by_row(row, kind))
    names = _plan(name)[3]
    p = _bound(names, args, kwargs)
    shape, kind = _first(p)
    first = names[0] if names else ""
    plain = True
    for key, value in p.items():
        if key not in _SETTINGS and key not in ("0", first):
            if not _scalar(value):
                return NOTHING
            plain = False
    if not plain and name.startswith("jax.numpy.fft"):
        return NOTHING
    if "dtype" in p and p["dtype"] != NONE:
        return Typ(shape, dtype_of(p["dtype"]))
    return Typ(shape, by_row(row, kind) if plain else None)


def _joined(row: int, args: tuple[Value, ...], kwargs: dict[str, Value]) -> Typ:
    if len(args) < 2:
        if len(args) + len(kwargs) != 2:
            return Typ(None, by_row(row, None))
        args = (*args, *kwargs.values())
    return _met(row, shape_of(args[0]), kind_of(args[0]), shape_of(args[1]), kind_of(args[1]))


@cache
def _met(row: int, a: Shape | None, left: str | None, b: Shape | None, right: str | None) -> Typ:
    return Typ(broadcast_shapes(a, b), by_row(row, promoted(left, right)))


_OPERATORS = {
    "+": "add", "-": "subtract", "*": "multiply", "/": "true_divide", "//": "floor_divide", "%": "remainder", "**": "power", "&": "bitwise_and", "|": "bitwise_or",
    "^": "bitwise_xor", "<<": "left_shift", ">>": "right_shift", "==": "equal", "!=": "not_equal", "<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal",
}  # fmt: skip
_OPERATOR_ROWS = {op: BINARY[f"jax.numpy.{name}"] for op, name in _OPERATORS.items() if f"jax.numpy.{name}" in BINARY}


def operator(op: str, left: Value, right: Value) -> Typ:
    """`left op right`."""
    if op == "@":
        return Typ(matmul_shape(shape_of(left), shape_of(right)), product_kind(kind_of(left), kind_of(right)))
    if op == "**":
        return _power({"x1": left, "x2": right})
    row = _OPERATOR_ROWS.get(op)
    return _joined(row, (left, right), {}) if row is not None else NOTHING


def _power(p: Args) -> Typ:
    base, exponent = typ(_at(p, "x1", "0")), typ(_at(p, "x2"))
    kind = promoted_all((base.kind, exponent.kind))
    if base.kind in ("float32*", "complex64*") and exponent.kind is not None and exponent.kind.startswith(("int", "uint")) and exponent.kind != "int32*":
        kind = strong(base.kind) if exponent.kind != "int" else None
    elif type(_at(p, "x2")) is Const and base.kind == "int32*" and exponent.kind == "int32*":
        kind = "int32*"
    elif kind in ("bool", "int32*"):
        kind = "int32"
    return Typ(broadcast_shapes(base.shape, exponent.shape), kind)


def may_be_beyond(index: Value, shape: Shape | None) -> bool:
    """Is there a constant in the index that is no place of some axis?"""
    least = min((n for n in shape or () if n is not None), default=None)
    parts = index.items if type(index) is Seq and index.items is not None else (index,)
    return least is not None and any(type(p) is Const and type(p.value) is int and not -least <= p.value < least for p in parts)


def indexed(shape: Shape | None, index: Value) -> Shape | None:
    """The shape of `x[index]`: constants, slices, None and Ellipsis, and arrays of integers."""
    if shape is None:
        return None
    parts = list(index.items) if type(index) is Seq and index.kind == "tuple" and index.items is not None else [index]
    used = sum(1 for p in parts if not (type(p) is Const and (p.value is None or p.value is ...)))
    if used > len(shape) or (type(index) is Seq and index.items is None):
        return None
    # First the axes that stay, and where the arrays are among them.
    out: list[int | None] = []
    joint: list[Shape] = []
    first, apart, before, place = -1, False, False, 0
    for part in parts:
        advanced = _advanced(part)
        if advanced is not None:
            if first < 0:
                first = len(out)
            apart = apart or (bool(joint) and not before)
            joint.append(advanced)
            place += 1
        elif type(part) is Const and part.value is None:
            out.append(1)
        elif type(part) is Const and part.value is ...:
            out.extend(shape[place : place + len(shape) - used])
            place += len(shape) - used
        elif type(part) is Slice:
            out.append(_sliced(shape[place], part))
            place += 1
        else:
            return None
        before = advanced is not None
    out.extend(shape[place:])
    if not joint:
        return tuple(out)
    common = broadcast_shapes(*joint)
    if common is None:
        return None
    if not any(joint):
        return tuple(out)  # single elements: their axes are gone
    at = 0 if apart else first
    return (*out[:at], *common, *out[at:])


def _advanced(part: Value) -> Shape | None:
    """The shape of an index that picks elements; None where the part is no such, or may be a mask."""
    if type(part) is Const and type(part.value) is int or type(part) is Py and part.type == "int":
        return ()
    if type(part) is Array or type(part) is Numpy:
        return part.shape if part.dtype is not None and part.dtype.startswith(("int", "uint")) else None
    if type(part) is Seq and part.kind == "list" and part.items and all(whole(i) is not None for i in part.items):
        return (len(part.items),)
    return None


def _sliced(size: int | None, part: Slice) -> int | None:
    bounds = [p.value if type(p) is Const else "?" for p in (part.lower, part.upper, part.step)]
    if bounds == [None, None, None]:
        return size
    if size is None or not all(b is None or type(b) is int for b in bounds) or bounds[2] == 0:
        return None
    return len(range(*slice(*bounds).indices(size)))


def reduce_shape(shape: Shape | None, axis: Value, keepdims: Value, array: Value) -> Shape | None:
    if keepdims not in (Const(True), *_FALSE):
        return None
    if axis == NONE:
        if keepdims == Const(True):
            return None if shape is None else (1,) * len(shape)
        return () if type(array) in (Array, Numpy, Tree, Seq) or number_type(array) is not None else None
    if shape is None:
        return None
    axes = axes_of(axis, len(shape))
    if axes is None:
        return None
    if keepdims == Const(True):
        return tuple([1 if i in axes else n for i, n in enumerate(shape)])
    return tuple([n for i, n in enumerate(shape) if i not in axes])


def _reduced(row: int, p: Args) -> Typ:
    array = p.get("0", NONE)
    shape, kind = typ(array)
    kind = by_row(row, kind)
    if "promote_integers" in p or "ord" in p and kind is None or _at(p, "initial") != NONE or "b" in p or "weights" in p:
        kind = None
    if _at(p, "dtype") != NONE:
        kind = dtype_of(p["dtype"])
    if _at(p, "return_sign") not in _FALSE or _at(p, "returned") not in _FALSE:
        return NOTHING
    return Typ(reduce_shape(shape, _at(p, "axis"), _at(p, "keepdims"), array), kind)


# --- makers --------------------------------------------------------------------------------------------


def _made(p: Args, shape: Shape | None, kind: str | None = "float32") -> Typ:
    given = _at(p, "dtype")
    return Typ(shape, kind if given == NONE else dtype_of(given))


def _sized(value: Value) -> Shape | None:
    shape = sizes_of(value)
    return None if shape is None or any(n is not None and n < 0 for n in shape) else shape


def _zeros(p: Args) -> Typ:
    return _made(p, _sized(p.get("0", NONE)))


def _full(p: Args) -> Typ:
    fill = _at(p, "fill_value")
    kind = literal(fill).kind
    return _made(p, _sized(p.get("0", NONE)), kind if fill != NONE else None)


def _like(p: Args) -> Typ:
    shape, kind = literal(p.get("0", NONE))
    given = _at(p, "shape")
    return _made(p, shape if given == NONE else _sized(given), kind)


def _arange(p: Args) -> Typ:
    bounds = [p[n] for n in ("start", "stop", "step") if n in p and p[n] != NONE]
    if not bounds or "start" not in p or len(bounds) > 1 and "stop" not in p:
        return _made(p, (None,), None)
    kinds = {number_type(b) for b in bounds}
    size = None
    if all(type(b) is Const and type(b.value) in (int, float) for b in bounds):
        numbers = [b.value for b in bounds]  # type: ignore[attr-defined]
        start, stop, step = ([0, numbers[0]] if len(numbers) == 1 else numbers[:2]) + (numbers[2:] or [1])
        size = max(0, ceil((stop - start) / step)) if step else None
    kind = "int32" if kinds <= {"int", "bool"} else "float32" if kinds <= {"int", "bool", "float"} else None
    if any(type(b) is Array for b in bounds):
        kind = strong(promoted_all(tuple([kind_of(b) for b in bounds])))
    return _made(p, (size,), kind)


def _linspace(p: Args) -> Result:
    start, stop = (typ(_at(p, n)) for n in ("start", "stop"))
    number = p.get("num", Const(50))
    inner = broadcast_shapes(start.shape, stop.shape)
    axis = whole(p.get("axis", Const(0)))
    shape: Shape | None = None
    if inner is not None and axis is not None and -len(inner) - 1 <= axis <= len(inner):
        shape = _insert(inner, axis, whole(number))
    kind = strong(promoted_all((start.kind, stop.kind)))
    out = _made(p, shape, "float32" if kind in ("int32", "float32") else None)
    if _at(p, "retstep") not in _FALSE:
        return [out, NOTHING]
    return out


def _eye(p: Args) -> Typ:
    rows = p.get("0", NONE)
    columns = _at(p, "M")
    return _made(p, (whole(rows), whole(rows if columns == NONE else columns)))


def _array(p: Args) -> Typ:
    shape, kind = literal(p.get("0", NONE))
    if _at(p, "ndmin") not in (NONE, Const(0)):
        shape = None
    return _made(p, shape, kind)


def _one_hot(p: Args) -> Typ:
    shape = literal(p.get("0", NONE)).shape
    axis = whole(p.get("axis", Const(-1)))
    if shape is None or axis is None or not -len(shape) - 1 <= axis <= len(shape):
        shape = None
    else:
        shape = _insert(shape, axis, whole(_at(p, "num_classes")))
    return _made(p, shape)


def _iota(p: Args) -> Typ:
    return Typ((whole(_at(p, "size")),), dtype_of(p.get("dtype")))


# --- the same elements in another shape -------------------------------------------------------------------


def _insert(shape: Shape, axis: int, size: int | None) -> Shape:
    place = axis % (len(shape) + 1)
    return (*shape[:place], size, *shape[place:])


def _reshape(p: Args) -> Typ:
    shape, kind = _first(p)
    new = sizes_of(_at(p, "shape", "newshape", "new_sizes"))
    if new is not None and -1 in new:
        total = product(shape) if shape is not None else None
        rest = product(tuple([n for n in new if n != -1]))
        free = total // rest if total is not None and rest else None
        new = tuple([free if n == -1 else n for n in new])
    return Typ(new, kind)


def _ravel(p: Args) -> Typ:
    shape, kind = _first(p)
    return Typ((product(shape) if shape is not None else None,), kind)


def _transpose(p: Args) -> Typ:
    shape, kind = _first(p)
    axes = _at(p, "axes", "permutation")
    if shape is None:
        return Typ(None, kind)
    if axes == NONE:
        return Typ(shape[::-1], kind)
    order = axes_of(axes, len(shape))
    return Typ(tuple([shape[i] for i in order]) if order is not None and len(order) == len(shape) else None, kind)


def _matrix_transpose(p: Args) -> Typ:
    shape, kind = _first(p)
    return Typ((*shape[:-2], *shape[:-3:-1]) if shape is not None and len(shape) > 1 else None, kind)


def _swapaxes(p: Args) -> Typ:
    shape, kind = _first(p)
    places = axes_of(Seq("tuple", (_at(p, "axis1"), _at(p, "axis2"))), len(shape)) if shape is not None else None
    if shape is None or places is None:
        return Typ(None, kind)
    out = list(shape)
    out[places[0]], out[places[1]] = out[places[1]], out[places[0]]
    return Typ(tuple(out), kind)


def _moveaxis(p: Args) -> Typ:
    shape, kind = _first(p)
    if shape is None:
        return Typ(None, kind)
    source, destination = (axes_of(_at(p, n), len(shape)) for n in ("source", "destination"))
    if source is None or destination is None or len(source) != len(destination):
        return Typ(None, kind)
    order = [i for i in range(len(shape)) if i not in source]
    for place, axis in sorted(zip(destination, source)):
        order.insert(place, axis)
    return Typ(tuple([shape[i] for i in order]), kind)


def _expand_dims(p: Args) -> Typ:
    shape, kind = _first(p)
    numbers = whole_numbers(_at(p, "axis", "dimensions"))
    if shape is None or numbers is None:
        return Typ(None, kind)
    rank = len(shape) + len(numbers)
    places = {n % rank for n in numbers if -rank <= n < rank}
    if len(places) != len(numbers):
        return Typ(None, kind)
    rest = iter(shape)
    return Typ(tuple([1 if i in places else next(rest) for i in range(rank)]), kind)


def _squeeze(p: Args) -> Typ:
    shape, kind = _first(p)
    axis = _at(p, "axis", "dimensions")
    if shape is None:
        return Typ(None, kind)
    if axis == NONE:
        return Typ(tuple([n for n in shape if n != 1]) if None not in shape else None, kind)
    axes = axes_of(axis, len(shape))
    return Typ(tuple([n for i, n in enumerate(shape) if i not in axes]) if axes is not None else None, kind)


def _broadcast_to(p: Args) -> Typ:
    return Typ(_sized(_at(p, "shape")), literal(p["0"]).kind if "0" in p else None)


def _broadcast(p: Args) -> Typ:
    shape, kind = _first(p)
    sizes = _sized(_at(p, "sizes"))
    return Typ((*sizes, *shape) if shape is not None and sizes is not None else None, kind)


def _at_least(rank: int) -> Callable[[Args], Typ]:
    def handler(p: Args) -> Typ:
        arrays = p.get("*arys")
        if type(arrays) is not Seq or arrays.items is None or len(arrays.items) != 1:
            return NOTHING
        shape, kind = literal(arrays.items[0])
        if shape is None or rank == 3 and len(shape) < 3:
            return Typ(None, kind)
        return Typ((1,) * (rank - len(shape)) + shape, kind)

    return handler


def _astype(p: Args) -> Typ:
    shape, kind = _first(p)
    return Typ(shape, dtype_of(_at(p, "dtype", "new_dtype")))


def _same(p: Args) -> Typ:
    return _first(p)


def _updated(p: Args) -> Typ:
    shape, kind = _first(p)
    return Typ(shape, strong(kind))


def _hypot(p: Args) -> Typ:
    """Whether the result is weak depends on more than the types."""
    found = _joined(BINARY["jax.numpy.hypot"], (_at(p, "x1", "0"), _at(p, "x2")), {})
    return found if any("*" not in (kind_of(v) or "*") for v in (_at(p, "x1", "0"), _at(p, "x2"))) else Typ(found.shape, None)


def _cumulative(p: Args) -> Typ:
    shape, kind = _first(p)
    if _at(p, "axis") == NONE or shape == ():
        shape = (product(shape) if shape is not None else None,)
    kind = strong({"bool": "int32"}.get(kind or "", kind))
    return _made(p, shape, None if kind in ("int8", "int16", "uint8", "uint16") else kind)


def _pad(p: Args) -> Typ:
    shape, kind = _first(p)
    width = _at(p, "pad_width")
    if shape is None:
        return Typ(None, kind)
    pairs: Sequence[tuple[int, ...] | None]
    one = whole_numbers(width)
    if one is not None and len(one) <= 2:
        pairs = [(one[0], one[-1])] * len(shape)
    elif type(width) is Seq and width.items is not None and len(width.items) in (1, len(shape)):
        found = [whole_numbers(i) for i in width.items]
        pairs = [(f[0], f[-1]) if f else None for f in found] * (len(shape) if len(found) == 1 else 1)
    else:
        pairs = [None] * len(shape)
    return Typ(tuple([n + sum(w) if n is not None and w is not None else None for n, w in zip(shape, pairs)]), kind)


def _tile(p: Args) -> Typ:
    shape, kind = literal(p["0"]) if "0" in p else NOTHING
    reps = sizes_of(_at(p, "reps"))
    if shape is None or reps is None:
        return Typ(None, kind)
    rank = max(len(shape), len(reps))
    shape, reps = (1,) * (rank - len(shape)) + shape, (1,) * (rank - len(reps)) + reps
    return Typ(tuple([n * r if n is not None and r is not None else None for n, r in zip(shape, reps)]), kind)


def _repeat(p: Args) -> Typ:
    shape, kind = literal(p["0"]) if "0" in p else NOTHING
    times, axis, total = whole(_at(p, "repeats")), _at(p, "axis"), whole(_at(p, "total_repeat_length"))
    if axis == NONE:
        count = product(shape) if shape is not None else None
        return Typ((total if total is not None else count * times if count is not None and times is not None else None,), kind)
    axes = axes_of(axis, len(shape)) if shape is not None else None
    if shape is None or axes is None or len(axes) != 1:
        return Typ(None, kind)
    old = shape[axes[0]]
    new = total if total is not None else old * times if old is not None and times is not None else None
    return Typ((*shape[: axes[0]], new, *shape[axes[0] + 1 :]), kind)


def _diff(p: Args) -> Typ:
    shape, kind = _first(p)
    times, axis = whole(p.get("n", Const(1))), p.get("axis", Const(-1))
    axes = axes_of(axis, len(shape)) if shape else None
    if shape is None or axes is None or times is None or "prepend" in p or "append" in p:
        return Typ(None, None)
    return Typ(tuple([None if n is None else max(0, n - times) if i == axes[0] else n for i, n in enumerate(shape)]), kind if kind != "bool" else None)


def _glu(p: Args) -> Typ:
    shape, kind = _first(p)
    axes = axes_of(p.get("axis", Const(-1)), len(shape)) if shape else None
    if shape is None or axes is None:
        return Typ(None, None)
    return Typ(tuple([n // 2 if i == axes[0] and n is not None else n for i, n in enumerate(shape)]), kind if kind in ("float32", "float16", "bfloat16") else None)


# --- several arrays ----------------------------------------------------------------------------------------


def _parts(value: Value) -> list[Typ] | None:
    if type(value) is Seq and value.items is not None and value.kind in ("list", "tuple"):
        return [literal(v) for v in value.items]
    return None


def _stack(p: Args) -> Typ:
    arrays = p.get("0", NONE)
    axis = whole(p.get("axis", Const(0)))
    kind: str | None = None
    if type(arrays) is Array:
        # The rows of one array.
        rows: Shape | None = arrays.shape
        kind = kind_of(arrays)
        inner = rows[1:] if rows else None
        count = rows[0] if rows else None
    else:
        parts = _parts(arrays)
        if not parts:
            if type(arrays) is Seq and arrays.items is None:
                count, parts = None, [literal(arrays.elem)]
            else:
                return _made(p, None, None)
        else:
            count = len(parts)
        inner = _common([t.shape for t in parts])
        kind = promoted_all(tuple([t.kind for t in parts]))
    if inner is None or axis is None or not -len(inner) - 1 <= axis <= len(inner):
        return _made(p, None, kind)
    return _made(p, _insert(inner, axis, count), kind)


def _common(shapes: list[Shape | None]) -> Shape | None:
    """The shape that all have."""
    first = shapes[0]
    if first is None or any(s is None or len(s) != len(first) for s in shapes):
        return None
    return tuple([next((n for n in column if n is not None), None) for column in zip(*shapes)])


def _joined_along(shapes: list[Shape | None], axis: int) -> Shape | None:
    first = shapes[0]
    if not first or any(s is None or len(s) != len(first) for s in shapes) or not -len(first) <= axis < len(first):
        return None
    place = axis % len(first)
    sizes = [s[place] for s in shapes]  # type: ignore[index]
    common = _common([(*s[:place], None, *s[place + 1 :]) for s in shapes if s is not None])
    assert common is not None
    total = None if None in sizes else sum(sizes)  # type: ignore[arg-type]
    return (*common[:place], total, *common[place + 1 :])


def _concatenate(p: Args) -> Typ:
    parts = _parts(p.get("0", NONE))
    axis = _at(p, "axis", "dimension") if "axis" in p or "dimension" in p else Const(0)
    if not parts:
        return _made(p, None, None)
    shapes = [t.shape for t in parts]
    if axis == NONE:
        shapes, axis = [(product(s),) if s is not None else None for s in shapes], Const(0)
    number = whole(axis)
    return _made(p, _joined_along(shapes, number) if number is not None else None, promoted_all(tuple([t.kind for t in parts])))


def _stacked(place: int, rank: int) -> Callable[[Args], Typ]:
    """`vstack` and `hstack`."""

    def handler(p: Args) -> Typ:
        parts = _parts(p.get("0", NONE))
        if not parts:
            return _made(p, None, None)
        shapes: list[Shape | None] = [(1,) * (rank - len(t.shape)) + t.shape if t.shape is not None else None for t in parts]
        flat = all(s is not None and len(s) == 1 for s in shapes)
        return _made(p, _joined_along(shapes, 0 if flat else place), promoted_all(tuple([t.kind for t in parts])))

    return handler


def _dstack(p: Args) -> Typ:
    parts = _parts(p.get("0", NONE))
    if not parts:
        return _made(p, None, None)
    shapes: list[Shape | None] = []
    for shape in (t.shape for t in parts):
        few = shape is not None and len(shape) < 3
        shapes.append(None if shape is None else {0: (1, 1, 1), 1: (1, *shape, 1), 2: (*shape, 1)}[len(shape)] if few else shape)
    return _made(p, _joined_along(shapes, 2), promoted_all(tuple([t.kind for t in parts])))


def _column_stack(p: Args) -> Typ:
    parts = _parts(p.get("0", NONE))
    if not parts:
        return NOTHING
    shapes: list[Shape | None] = [(*t.shape, 1) if t.shape is not None and len(t.shape) == 1 else t.shape for t in parts]
    return Typ(_joined_along(shapes, 1), promoted_all(tuple([t.kind for t in parts])))


def _append(p: Args) -> Typ:
    arr, values, axis = literal(p.get("arr", NONE)), literal(p.get("values", NONE)), _at(p, "axis")
    kind = promoted_all((arr.kind, values.kind))
    if axis == NONE:
        counts = [product(s) if s is not None else None for s in (arr.shape, values.shape)]
        return Typ((None if None in counts else sum(counts),), kind)  # type: ignore[arg-type]
    number = whole(axis)
    return Typ(_joined_along([arr.shape, values.shape], number) if number is not None else None, kind)


def _split(p: Args) -> Result:
    shape, kind = _first(p)
    sections = _at(p, "indices_or_sections")
    axes = axes_of(p.get("axis", Const(0)), len(shape)) if shape is not None else None
    count, cuts = whole(sections), whole_numbers(sections)
    number = count if count is not None else len(cuts) + 1 if cuts is not None else None
    if number is None or not 0 < number <= 32:
        return NOTHING
    size = shape[axes[0]] if shape is not None and axes is not None else None
    if shape is None or axes is None:
        return [Typ(None, kind)] * number
    sizes: list[int | None]
    if count is not None:
        sizes = [size // count if size is not None and size % count == 0 else None] * count
    elif size is not None and cuts is not None:
        places = [0, *[min(max(c + size if c < 0 else c, 0), size) for c in cuts], size]
        sizes = [max(0, b - a) for a, b in zip(places, places[1:])]
    else:
        sizes = [None] * number
    return [Typ((*shape[: axes[0]], n, *shape[axes[0] + 1 :]), kind) for n in sizes]


def _unstack(p: Args) -> Result:
    shape, kind = _first(p)
    axes = axes_of(p.get("axis", Const(0)), len(shape)) if shape else None
    if shape is None or axes is None or shape[axes[0]] is None or shape[axes[0]] > 32:  # type: ignore[operator]
        return NOTHING
    return [Typ(tuple([n for i, n in enumerate(shape) if i != axes[0]]), kind)] * (shape[axes[0]] or 0)


def _meshgrid(p: Args) -> Result:
    arrays = p.get("*xi")
    parts = _parts(arrays) if arrays is not None else None
    if not parts:
        return NOTHING
    sizes = [1 if t.shape == () else t.shape[0] if t.shape is not None and len(t.shape) == 1 else -1 for t in parts]
    matrix = p.get("indexing", Const("xy")) == Const("ij")
    if -1 in sizes or _at(p, "sparse") not in _FALSE or not (matrix or p.get("indexing", Const("xy")) == Const("xy")):
        return [Typ(None, t.kind) for t in parts]
    if not matrix and len(sizes) > 1:
        sizes[0], sizes[1] = sizes[1], sizes[0]
    return [Typ(tuple(sizes), strong(t.kind)) for t in parts]


def _broadcast_arrays(p: Args) -> Result:
    arrays = p.get("*args")
    parts = _parts(arrays) if arrays is not None else None
    if not parts:
        return NOTHING
    shape = broadcast_shapes(*[t.shape for t in parts])
    return [Typ(shape, t.kind) for t in parts]


def _where(p: Args) -> Typ:
    condition, x, y = (p.get(n, NONE) for n in ("condition", "x", "y"))
    if x == NONE or y == NONE:
        return NOTHING
    return Typ(broadcast_shapes(*map(shape_of, (condition, x, y))), promoted_all((kind_of(x), kind_of(y))))


def _clip(p: Args) -> Typ:
    parts = [p["0"], *[p[n] for n in ("min", "max", "a_min", "a_max") if n in p and p[n] != NONE]] if "0" in p else []
    kind = promoted_all(tuple([kind_of(v) for v in parts])) if parts else None
    return Typ(broadcast_shapes(*map(shape_of, parts)) if parts else None, kind)


def _clamp(p: Args) -> Typ:
    return typ(p["x"]) if "x" in p else NOTHING


def _lax_select(p: Args) -> Typ:
    yes, no = (typ(p.get(n, NONE)) for n in ("on_true", "on_false"))
    return Typ(yes.shape if yes.shape is not None else no.shape, promoted_all((yes.kind, no.kind)))


def _selection(p: Args) -> Typ:
    return _select(p) if "condlist" in p else _lax_select(p)


# --- products -------------------------------------------------------------------------------------------------


def matmul_shape(a: Shape | None, b: Shape | None) -> Shape | None:
    if not a or not b:
        return None
    if len(a) == 1 or len(b) == 1:
        return (*a[:-1], *b[:-2], *(b[-1:] if len(b) > 1 else ()))
    batch = broadcast_shapes(a[:-2], b[:-2])
    return (*batch, a[-2], b[-1]) if batch is not None else None


def _pair(p: Args, *names: str) -> tuple[Typ, Typ]:
    return typ(_at(p, names[0], "0")), typ(_at(p, names[1]))


def product_kind(a: str | None, b: str | None) -> str | None:
    kind = promoted_all((a, b))
    return kind if kind != "float" else None


def _matmul(p: Args) -> Typ:
    a, b = _pair(p, "a", "b")
    return Typ(matmul_shape(a.shape, b.shape), None if "preferred_element_type" in p else product_kind(a.kind, b.kind))


def _dot(p: Args) -> Typ:
    a, b = _pair(p, "a", "b") if "a" in p else _pair(p, "lhs", "rhs")
    kind = None if "preferred_element_type" in p else product_kind(a.kind, b.kind)
    if a.shape is None or b.shape is None:
        return Typ(None, kind)
    if not a.shape or not b.shape:
        return Typ(a.shape or b.shape, kind)
    return Typ((*a.shape[:-1], *b.shape[:-2], *(b.shape[-1:] if len(b.shape) > 1 else ())), kind)


def _vdot(p: Args) -> Typ:
    a, b = _pair(p, "a", "b")
    return Typ((), None if "preferred_element_type" in p else product_kind(a.kind, b.kind))


def _inner(p: Args) -> Typ:
    a, b = _pair(p, "a", "b")
    kind = product_kind(a.kind, b.kind)
    if a.shape is None or b.shape is None:
        return Typ(None, kind)
    if not a.shape or not b.shape:
        return Typ(a.shape or b.shape, kind)
    return Typ((*a.shape[:-1], *b.shape[:-1]), kind)


def _outer(p: Args) -> Typ:
    a, b = _pair(p, "a", "b")
    sizes = [product(s) if s is not None else None for s in (a.shape, b.shape)]
    return Typ(tuple(sizes), promoted_all((a.kind, b.kind)))


def _tensordot(p: Args) -> Typ:
    a, b = _pair(p, "a", "b")
    kind = product_kind(a.kind, b.kind)
    axes = p.get("axes", Const(2))
    if a.shape is None or b.shape is None:
        return Typ(None, kind)
    count = whole(axes)
    left: tuple[int, ...] | None
    right: tuple[int, ...] | None
    if count is not None:
        left, right = tuple(range(len(a.shape) - count, len(a.shape))), tuple(range(count))
    elif type(axes) is Seq and axes.items is not None and len(axes.items) == 2:
        left, right = axes_of(axes.items[0], len(a.shape)), axes_of(axes.items[1], len(b.shape))
    else:
        left = right = None
    if left is None or right is None:
        return Typ(None, kind)
    return Typ((*[n for i, n in enumerate(a.shape) if i not in left], *[n for i, n in enumerate(b.shape) if i not in right]), kind)


def _einsum(p: Args) -> Typ:
    subscripts, rest = p.get("subscripts", NONE), p.get("*operands")
    if type(subscripts) is not Const or type(subscripts.value) is not str or type(rest) is not Seq or rest.items is None:
        return NOTHING
    operands = [typ(v) for v in rest.items]
    kinds = {t.kind for t in operands}
    kind = promoted_all(tuple([t.kind for t in operands])) if len(kinds) == 1 or not any("*" in (t.kind or "") for t in operands) else None
    if "preferred_element_type" in p or kind == "float":
        kind = None
    # One letter stands for the axes of an ellipsis, as many as an operand has of them.
    inputs, arrow, output = subscripts.value.replace(" ", "").partition("->")
    terms = inputs.split(",")
    if len(terms) != len(operands):
        return Typ(None, kind)
    sizes: dict[str, int | None] = {}
    wide: list[Shape] = []
    for term, operand in zip(terms, operands):
        shape, before, dots, after = operand.shape, *term.partition("...")
        if shape is None or len(before) + len(after) > len(shape) or (not dots and len(term) != len(shape)):
            return Typ(None, kind)
        if dots:
            wide.append(shape[len(before) : len(shape) - len(after)])
            shape = shape[: len(before)] + shape[len(shape) - len(after) :]
        for letter, n in zip(before + after, shape):
            old = sizes.get(letter)
            sizes[letter] = n if old is None or old == 1 else old
    dotted = broadcast_shapes(*wide)
    if not arrow:
        output = "..." * bool(wide) + "".join(sorted(c for c in sizes if inputs.count(c) == 1))
    before, dots, after = output.partition("...")
    if any(c not in sizes for c in before + after) or dotted is None:
        return Typ(None, kind)
    return Typ((*[sizes[c] for c in before], *(dotted if dots else ()), *[sizes[c] for c in after]), kind)


def _kron(p: Args) -> Typ:
    a, b = _pair(p, "a", "b")
    if a.shape is None or b.shape is None:
        return Typ(None, None)
    rank = max(len(a.shape), len(b.shape))
    one, two = ((1,) * (rank - len(s)) + s for s in (a.shape, b.shape))
    return Typ(tuple([x * y if x is not None and y is not None else None for x, y in zip(one, two)]), None)


def _convolve(p: Args) -> Typ:
    a, b = typ(p.get("0", NONE)), typ(_at(p, "v"))
    mode = p.get("mode", Const("full"))
    if not a.shape or not b.shape or a.shape[0] is None or b.shape[0] is None:
        return Typ((None,), None)
    long, short = max(a.shape[0], b.shape[0]), min(a.shape[0], b.shape[0])
    size = {"full": long + short - 1, "same": long, "valid": long - short + 1}.get(mode.value if type(mode) is Const else "")
    return Typ((size,), None)


# --- linear algebra ------------------------------------------------------------------------------------------


def _inexact(kind: str | None) -> str | None:
    return {"float32": "float32", "float32*": "float32", "int32": "float32", "int32*": "float32", "bool": "float32"}.get(kind or "")


def _unless_weak(kind: str | None) -> str | None:
    """For functions that keep a weak type here and there."""
    return None if kind is not None and "*" in kind else kind


def _det(p: Args) -> Typ:
    shape, kind = _first(p)
    return Typ(shape[:-2] if shape is not None and len(shape) > 1 else None, _inexact(kind))


def _slogdet(p: Args) -> Result:
    out = _det(p)
    return [out, out]


def _solve(p: Args) -> Typ:
    a, b = (typ(p.get(n, NONE)) for n in ("a", "b"))
    kind = _inexact(promoted_all((a.kind, b.kind)))
    plain = a.shape is not None and b.shape is not None and len(a.shape) == 2 and len(b.shape) in (1, 2)
    return Typ(b.shape if plain else None, kind)


def _eigh(p: Args) -> Result:
    shape, kind = _first(p)
    square = shape is not None and len(shape) > 1
    real = _inexact(kind)
    return [Typ(shape[:-1] if square and shape is not None else None, real), Typ(shape if square else None, real)]


def _eigvalsh(p: Args) -> Typ:
    shape, kind = _first(p)
    return Typ(shape[:-1] if shape is not None and len(shape) > 1 else None, _inexact(kind))


def _svd(p: Args) -> Result:
    shape, kind = _first(p)
    real = _inexact(_unless_weak(kind))
    vectors = _at(p, "compute_uv") in (NONE, Const(True))
    if shape is None or len(shape) < 2 or shape[-1] is None or shape[-2] is None:
        return [Typ(None, real)] * 3 if vectors else Typ(None, real)
    batch, m, n = shape[:-2], shape[-2], shape[-1]
    least = min(m, n)
    values = Typ((*batch, least), real)
    if not vectors:
        return values
    full = p.get("full_matrices", Const(True))
    if full not in (Const(True), Const(False)):
        return [Typ(None, real), values, Typ(None, real)]
    rows, columns = (m, n) if full == Const(True) else (least, least)
    return [Typ((*batch, m, rows), real), values, Typ((*batch, columns, n), real)]


def _qr(p: Args) -> Result:
    shape, kind = _first(p)
    real = _inexact(_unless_weak(kind))
    mode = p.get("mode", Const("reduced"))
    if shape is None or len(shape) < 2 or shape[-1] is None or shape[-2] is None or mode not in (Const("reduced"), Const("r")):
        return Typ(None, real) if mode == Const("r") else [Typ(None, real)] * 2
    batch, m, n = shape[:-2], shape[-2], shape[-1]
    r = Typ((*batch, min(m, n), n), real)
    return r if mode == Const("r") else [Typ((*batch, m, min(m, n)), real), r]


def _pinv(p: Args) -> Typ:
    shape, kind = _first(p)
    return Typ((*shape[:-2], shape[-1], shape[-2]) if shape is not None and len(shape) > 1 else None, _inexact(kind))


def _norm(p: Args) -> Typ:
    array = p.get("0", NONE)
    shape, kind = typ(array)
    real = by_row(REDUCTIONS["jax.numpy.linalg.norm"], kind) if "ord" not in p or p["ord"] == NONE else _inexact(kind)
    return Typ(reduce_shape(shape, _at(p, "axis"), _at(p, "keepdims"), array), real)


def _diag(p: Args) -> Typ:
    shape, kind = _first(p)
    k = whole(p.get("k", Const(0)))
    if shape is None or k is None or len(shape) not in (1, 2):
        return Typ(None, kind)
    if len(shape) == 1:
        n = shape[0] + abs(k) if shape[0] is not None else None
        return Typ((n, n), kind)
    m, n = shape
    return Typ((max(0, min(m, n - k) if k >= 0 else min(m + k, n)) if m is not None and n is not None else None,), kind)


def _diagonal(p: Args) -> Typ:
    shape, kind = _first(p)
    if shape is None or len(shape) != 2 or len(p) > 2:
        return Typ(None, kind)
    return Typ((min(shape) if None not in shape else None,), kind)  # type: ignore[type-var]


def _trace(p: Args) -> Typ:
    shape, kind = _first(p)
    plain = shape is not None and len(shape) == 2 and not any(n in p for n in ("dtype", "axis1", "axis2"))
    return Typ(() if plain else None, kind if kind in ("float32", "int32") and plain else None)


def _inverse(p: Args) -> Typ:
    shape, kind = _first(p)
    return Typ(shape, _inexact(kind))


def _factor(p: Args) -> Typ:
    """`cholesky` and its like: floats stay as they are, weak ones too."""
    shape, kind = _first(p)
    return Typ(shape, {"float32*": "float32*", "int32*": "float32*"}.get(kind or "", _inexact(kind)))


def _matrix_power(p: Args) -> Typ:
    shape, kind = _first(p)
    return Typ(shape, kind if type(p.get("n")) is Const and kind != "bool" else None)


# --- spectra and polynomials ---------------------------------------------------------------------------------


def _last(shape: Shape | None, axis: Value, size: Callable[[int], int]) -> Shape | None:
    axes = axes_of(axis, len(shape)) if shape else None
    if shape is None or axes is None:
        return None
    return tuple([n if i != axes[0] or n is None else size(n) for i, n in enumerate(shape)])


def _fft(p: Args) -> Typ:
    shape, kind = _first(p)
    n, axis = whole(_at(p, "n")), p.get("axis", Const(-1))
    if "s" in p or "axes" in p and p["axes"] != NONE:
        shape = None
    elif _at(p, "n") != NONE:
        shape = _last(shape, axis, lambda size: n or size) if n is not None else None
    return Typ(shape, "complex64" if kind is not None else None)


def _rfft(p: Args) -> Typ:
    shape, kind = _first(p)
    n = whole(_at(p, "n"))
    known = _at(p, "n") == NONE or n is not None
    return Typ(_last(shape, p.get("axis", Const(-1)), lambda size: (n or size) // 2 + 1) if known else None, "complex64" if kind is not None else None)


def _irfft(p: Args) -> Typ:
    shape, kind = _first(p)
    n = whole(_at(p, "n"))
    known = _at(p, "n") == NONE or n is not None
    return Typ(_last(shape, p.get("axis", Const(-1)), lambda size: n or 2 * (size - 1)) if known else None, "float32" if kind is not None else None)


def _vander(p: Args) -> Typ:
    shape, kind = _first(p)
    columns = whole(_at(p, "N")) if _at(p, "N") != NONE else shape[0] if shape is not None and len(shape) == 1 else None
    return Typ((shape[0], columns) if shape is not None and len(shape) == 1 else None, strong(kind) if kind != "bool" else None)


def _polyval(p: Args) -> Typ:
    x, coefficients = typ(_at(p, "x")), typ(p.get("0", NONE))
    return Typ(x.shape, strong(promoted_all((x.kind, coefficients.kind))) if x.kind in _PLAIN and coefficients.kind in _PLAIN else None)


_PLAIN = frozenset({"int32", "float32", "float16", "bfloat16", "complex64"})


def _boolean(p: Args) -> Typ:
    return Typ((), "bool")


def _histogram(p: Args) -> Result:
    kind = _first(p).kind
    bins = p.get("bins", Const(10))
    count = whole(bins)
    dtype = "float32" if kind in ("int32", "float32", "bool", "int32*", "float32*") and "weights" not in p and "density" not in p else None
    return [Typ((count,), dtype), Typ((count + 1 if count is not None else None,), dtype)]


def _cross(p: Args) -> Typ:
    a, b = _pair(p, "a", "b")
    plain = a.shape and b.shape and a.shape[-1] == b.shape[-1] == 3 and not any("axis" in n for n in p)
    return Typ(broadcast_shapes(a.shape, b.shape) if plain else None, _unless_weak(promoted_all((a.kind, b.kind))))


def _select(p: Args) -> Typ:
    conditions, choices = (p.get(n, NONE) for n in ("condlist", "choicelist"))
    if type(conditions) is not Seq or type(choices) is not Seq or not conditions.items or not choices.items:
        return NOTHING
    values = [*choices.items, p.get("default", Const(0))]
    return Typ(broadcast_shapes(*map(shape_of, (*conditions.items, *values))), promoted_all(tuple(map(kind_of, values))))


# --- parts of an array -----------------------------------------------------------------------------------------


def _take(p: Args) -> Typ:
    shape, kind = _first(p)
    index = literal(p.get("indices", NONE)).shape
    axis = _at(p, "axis")
    if index is None:
        return Typ(None, kind)
    if axis == NONE:
        return Typ(index, kind)
    axes = axes_of(axis, len(shape)) if shape is not None else None
    return Typ((*shape[: axes[0]], *index, *shape[axes[0] + 1 :]) if shape is not None and axes is not None else None, kind)


def _take_along_axis(p: Args) -> Typ:
    shape, kind = _first(p)
    index = typ(p.get("indices", NONE)).shape
    axes = axes_of(_at(p, "axis") if "axis" in p else Const(-1), len(shape)) if shape else None
    if shape is None or index is None or axes is None or len(shape) != len(index) or len(axes) != 1:
        return Typ(None, kind)
    out = broadcast_shapes(*[(*s[: axes[0]], 1, *s[axes[0] + 1 :]) for s in (shape, index)])
    return Typ((*out[: axes[0]], index[axes[0]], *out[axes[0] + 1 :]) if out is not None else None, kind)


def _dynamic_slice(p: Args) -> Typ:
    return Typ(_sized(_at(p, "slice_sizes")), _first(p).kind)


def _slice_in_dim(p: Args) -> Typ:
    shape, kind = _first(p)
    axes = axes_of(p.get("axis", Const(0)), len(shape)) if shape is not None else None
    if shape is None or axes is None:
        return Typ(None, kind)
    size = whole(_at(p, "slice_size"))
    return Typ((*shape[: axes[0]], size, *shape[axes[0] + 1 :]), kind)


def _index_in_dim(p: Args) -> Typ:
    shape, kind = _first(p)
    axes = axes_of(p.get("axis", Const(0)), len(shape)) if shape is not None else None
    keep = p.get("keepdims", Const(True))
    if shape is None or axes is None or keep not in (Const(True), Const(False)):
        return Typ(None, kind)
    return Typ((*shape[: axes[0]], *((1,) if keep == Const(True) else ()), *shape[axes[0] + 1 :]), kind)


def _lax_slice(p: Args) -> Typ:
    kind = _first(p).kind
    start, limit, strides = (whole_numbers(_at(p, n)) for n in ("start_indices", "limit_indices", "strides"))
    if start is None or limit is None or ("strides" in p and p["strides"] != NONE and strides is None):
        return Typ(None, kind)
    return Typ(tuple([len(range(a, b, s)) for a, b, s in zip(start, limit, strides or (1,) * len(start)) if s]), kind)


def _top_k(p: Args) -> Result:
    shape, kind = _first(p)
    out = (*shape[:-1], whole(_at(p, "k"))) if shape and ("axis" not in p or p["axis"] == Const(-1)) else None
    return [Typ(out, kind), Typ(out, "int32" if kind == _unless_weak(kind) else "int")]


def _searchsorted(p: Args) -> Typ:
    return Typ(typ(_at(p, "v")).shape, "int32")


def _digitize(p: Args) -> Typ:
    return Typ(_first(p).shape, "int32")


def _bincount(p: Args) -> Typ:
    return Typ((whole(_at(p, "length")),), None if _at(p, "weights") != NONE else "int32")


def _nonzero_indices(p: Args) -> Typ:
    return Typ((whole(_at(p, "size")),), "int32")


def _nonzero(p: Args) -> Result:
    shape = _first(p).shape
    return [Typ((whole(_at(p, "size")),), "int32")] * len(shape) if shape else NOTHING


def _segment(p: Args) -> Typ:
    shape, kind = _first(p)
    return Typ((whole(_at(p, "num_segments")), *shape[1:]) if shape else None, kind)


def _interp(p: Args) -> Typ:
    return Typ(_first(p).shape, None)


def _quantile(p: Args) -> Typ:
    array = p.get("0", NONE)
    shape, kind = typ(array)
    q = typ(p.get("q", NONE)).shape
    out = reduce_shape(shape, _at(p, "axis"), _at(p, "keepdims"), array)
    return Typ((*q, *out) if q is not None and out is not None else None, "float32" if kind in ("int32", "float32") else None)


# --- random numbers ----------------------------------------------------------------------------------------------


_BOUNDS = ("minval", "maxval", "lower", "upper")


def _random(short: str, args: tuple[Value, ...], kwargs: dict[str, Value]) -> Typ:
    p = bind(f"jax.random.{short}", args, kwargs)
    if short == "split":
        return Typ((whole(p.get("num", Const(2))),) if whole_numbers(p.get("num", Const(2))) is not None or type(p.get("num")) is Py else None, "key")
    if short in ("key", "PRNGKey", "fold_in", "clone", "wrap_key_data"):
        return Typ(() if short == "key" else None, "key")
    if short == "permutation":
        x = p.get("x", NONE)
        return typ(x) if type(x) is Array else Typ((whole(x),), "int32") if number_type(x) == "int" else NOTHING
    if short == "choice":
        shape = _sized(p.get("shape", Const(()))) if "shape" in p else ()
        a = p.get("a", NONE)
        plain = type(a) is Array and a.shape is not None and len(a.shape) == 1
        return Typ(shape if plain or number_type(a) == "int" else None, kind_of(a) if type(a) is Array else "int32" if number_type(a) == "int" else None)
    if short == "categorical" and _at(p, "shape") == NONE:
        logits = p.get("logits", NONE)
        return Typ(reduce_shape(shape_of(logits), p.get("axis", Const(-1)), NONE, logits) if "replace" not in p else None, "int32")
    row = SAMPLERS.get(short)
    if row is None:
        return NOTHING
    tail, kind = row
    given = p.get("shape")
    if given is not None and given not in (NONE, Const(())):
        shape = _sized(given)
        # Bounds of a larger shape are broadcast all the same.
        bounds = [v for n, v in p.items() if n in _BOUNDS and type(v) not in (Const, Py)]
        shape = broadcast_shapes(shape, *map(shape_of, bounds)) if bounds else shape
    elif "?" in tail:
        # The parameters of the distribution are broadcast.
        free = [v for n, v in p.items() if n not in ("0", "key", "shape", "dtype", "axis", "mode", "replace", "method")]
        shape = broadcast_shapes(*map(shape_of, free)) if free and tail == "?" and short != "categorical" else () if not free and tail == "?" else None
    else:
        shape = () if "!" not in tail else None
    extra = tail.strip("?!")
    if extra == "last":
        shape = None
    elif extra and shape is not None:
        size = whole(_at(p, "n", "d"))
        shape = (*shape, *[size] * len(extra))
    out = _made(p, shape, kind)
    return Typ(out.shape, None) if short == "bits" and "dtype" in p else out


_HANDLERS: dict[str, Callable[[Args], Result]] = {
    "zeros": _zeros, "ones": _zeros, "empty": _zeros, "full": _full, "zeros_like": _like, "ones_like": _like, "empty_like": _like,
    "full_like": _like, "arange": _arange, "linspace": _linspace, "logspace": _linspace, "geomspace": _linspace, "eye": _eye,
    "identity": _eye, "tri": _eye, "array": _array, "asarray": _array, "one_hot": _one_hot, "iota": _iota,
    "reshape": _reshape, "ravel": _ravel, "flatten": _ravel, "transpose": _transpose, "permute_dims": _transpose,
    "matrix_transpose": _matrix_transpose, "swapaxes": _swapaxes, "moveaxis": _moveaxis, "expand_dims": _expand_dims, "squeeze": _squeeze,
    "broadcast_to": _broadcast_to, "broadcast": _broadcast, "atleast_1d": _at_least(1), "atleast_2d": _at_least(2),
    "atleast_3d": _at_least(3), "astype": _astype, "convert_element_type": _astype, "roll": _same, "flip": _same, "rev": _same,
    "block_until_ready": _same, "to_device": _same, "copy": _same, "cumsum": _cumulative, "cumprod": _cumulative, "pad": _pad,
    "tile": _tile, "repeat": _repeat, "diff": _diff, "glu": _glu,
    "stack": _stack, "concatenate": _concatenate, "concat": _concatenate, "vstack": _stacked(0, 2), "hstack": _stacked(1, 1),
    "column_stack": _column_stack, "append": _append, "split": _split, "array_split": _split, "unstack": _unstack,
    "meshgrid": _meshgrid, "broadcast_arrays": _broadcast_arrays, "where": _where, "clip": _clip, "clamp": _clamp, "select": _selection,
    "matmul": _matmul, "dot": _dot, "vdot": _vdot, "inner": _inner, "outer": _outer, "tensordot": _tensordot, "einsum": _einsum,
    "kron": _kron, "convolve": _convolve, "det": _det, "slogdet": _slogdet, "solve": _solve, "eigh": _eigh, "eigvalsh": _eigvalsh,
    "svd": _svd, "qr": _qr, "pinv": _pinv, "norm": _norm, "diag": _diag, "diagonal": _diagonal, "trace": _trace,
    "take": _take, "take_along_axis": _take_along_axis, "dynamic_slice": _dynamic_slice, "dynamic_update_slice": _updated,
    "dynamic_slice_in_dim": _slice_in_dim, "dynamic_index_in_dim": _index_in_dim, "index_in_dim": _index_in_dim,
    "dynamic_update_slice_in_dim": _updated, "dynamic_update_index_in_dim": _updated, "slice": _lax_slice, "top_k": _top_k,
    "searchsorted": _searchsorted, "digitize": _digitize, "bincount": _bincount, "flatnonzero": _nonzero_indices,
    "segment_sum": _segment, "segment_max": _segment, "segment_min": _segment, "segment_prod": _segment, "interp": _interp,
    "hypot": _hypot, "power": _power, "dstack": _dstack, "nonzero": _nonzero, "pow": _power, "inv": _inverse, "expm": _inverse, "cholesky": _factor, "matrix_power": _matrix_power, "fft": _fft, "ifft": _fft, "rfft": _rfft, "irfft": _irfft,
    "vander": _vander, "polyval": _polyval, "allclose": _boolean, "array_equal": _boolean, "histogram": _histogram, "cross": _cross,
    "quantile": _quantile, "percentile": _quantile, "nanquantile": _quantile, "nanpercentile": _quantile,
}  # fmt: skip
#: Names that mean something else in another module.
_ONLY: dict[str, frozenset[str]] = {
    "power": frozenset({"jax.numpy.power"}), "pow": frozenset({"jax.numpy.pow"}), "cholesky": frozenset({"jax.numpy.linalg.cholesky"}), "expm": frozenset({"jax.scipy.linalg.expm"}),
    "inv": frozenset({"jax.numpy.linalg.inv", "jax.scipy.linalg.inv"}), "fft": frozenset({"jax.numpy.fft.fft"}), "ifft": frozenset({"jax.numpy.fft.ifft"}), "cross": frozenset({"jax.numpy.cross"}),
    "select": frozenset({"jax.lax.select", "jax.numpy.select"}), "cumsum": frozenset({"jax.numpy.cumsum"}), "cumprod": frozenset({"jax.numpy.cumprod"}),
    "norm": frozenset({"jax.numpy.linalg.norm"}), "solve": frozenset({"jax.numpy.linalg.solve", "jax.scipy.linalg.solve"}),
    "eigh": frozenset({"jax.numpy.linalg.eigh", "jax.scipy.linalg.eigh"}), "qr": frozenset({"jax.numpy.linalg.qr"}),
    "svd": frozenset({"jax.numpy.linalg.svd", "jax.scipy.linalg.svd"}), "slice": frozenset({"jax.lax.slice"}),
    "dot": frozenset({"jax.numpy.dot", "jax.lax.dot"}), "trace": frozenset({"jax.numpy.trace", "jax.numpy.linalg.trace"}),
    "outer": frozenset({"jax.numpy.outer", "jax.numpy.linalg.outer"}), "broadcast": frozenset({"jax.lax.broadcast"}),
}  # fmt: skip
#: Methods that take a shape or axes as one tuple or as many arguments.
_STARRED_METHODS = frozenset({"reshape", "transpose"})
