"""Values that releases of JAX no longer take: the name lives on, and some argument that it once had a meaning for does not.

Each of these tells the row of `lifecycle.VALUES` that a call falls under, from what the engine knows of shapes and types; an empty string for none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...data.arrays import MASKED, UPDATE_METHODS
from ...syntax import Node
from ...values import UNKNOWN, Array, Const, Mapping, Numpy, Py, Seq, Value, traced

Args = tuple[Value, ...]
Kwargs = dict[str, Value]

MASK = "a `where=` that is not boolean"
DTYPE = "an array as a dtype"
NUMBER = "an array of one element as a Python number"
EMPTY = "the truth of an empty array"
NOTHING = "`None` as an array"
PAIRS = "`jax.numpy.cross` of vectors of two"
VECTORS = "`jax.numpy.linalg.solve` with a batch of vectors"
OLD_VECTORS = "a triangular solve with a batch of vectors"
NO_TREE = "`None` as the first tree of `jax.tree.map`"
KEYS = "`jax.random.bits` of a batch of keys"
SCALAR = "`jax.numpy.nonzero` of a scalar"
HASH = "the hash of a tracer"
UPDATE = "an `.at[…]` update with numbers that the type of the array does not hold"
LISTED = "`jax.numpy.shape`, `ndim` or `size` of a list"
ITERATOR = "an iterator as a leaf of a pytree"
CALLBACK = "`jax.pure_callback` under `vmap` without `vmap_method`"
POSITION = "a setting of `.at[…].get` or an update by position"
COMPLEX = {"clip": "`jax.numpy.clip` of complex numbers", "fabs": "`jax.numpy.fabs` of complex numbers"}

#: What makes an iterator, which is used up once: JAX takes it for one leaf.
_ITERATORS = frozenset({"zip", "map", "filter", "enumerate"})
TREES = frozenset({
    "jax.tree.map", "jax.tree.leaves", "jax.tree.flatten", "jax.tree.structure", "jax.tree.reduce", "jax.tree.all", "jax.block_until_ready", "jax.device_get",
    "jax.tree.map_with_path", "jax.tree.leaves_with_path", "jax.tree.flatten_with_path", "jax.device_put", "jax.tree.transpose",
})  # fmt: skip


def _shaped(value: Value) -> tuple[int | None, ...] | None:
    """The shape of what is certainly an array."""
    return value.shape if isinstance(value, (Array, Numpy)) and not value.maybe else None


def mask(kwargs: Kwargs) -> str:
    value = kwargs.get("where")
    if type(value) is Const:
        return MASK if type(value.value) in (int, float) else ""
    if isinstance(value, (Array, Numpy)) and not value.maybe and value.dtype not in (None, "bool", "bool_", "key"):
        return MASK
    return ""


def dtype(value: Value | None) -> str:
    return DTYPE if type(value) is Array and not value.maybe and value.made != "at" else ""


def number(value: Value) -> str:
    """`float(x)`, where `x` has one element and some dimensions."""
    if type(value) is not Array or value.maybe or value.trace is not None or value.dtype == "key" or not value.shape:
        return ""
    return NUMBER if all(n == 1 for n in value.shape) else ""


def empty(value: Value) -> str:
    return EMPTY if type(value) is Array and not value.maybe and value.shape is not None and 0 in value.shape else ""


def update(target: Array, method: str, args: Args) -> str:
    """`x.at[i].set(v)` with a `v` whose type goes down to that of `x`; what is passed by position beside it."""
    if len(args) > (method != "get") and method != "apply":
        return POSITION
    argument = args[0] if args else UNKNOWN
    if method not in UPDATE_METHODS or method == "apply" or target.maybe or target.dtype is None:
        return ""
    whole = target.dtype == "bool" or target.dtype.startswith(("int", "uint"))
    if type(argument) is Const:
        return UPDATE if whole and type(argument.value) is float else ""
    if type(argument) is Py:
        return UPDATE if whole and argument.type == "float" and argument.each is None else ""
    if type(argument) is not Array or argument.maybe or argument.dtype is None:
        return ""
    if whole:
        return UPDATE if argument.dtype.startswith(("float", "bfloat", "complex")) else ""
    return UPDATE if target.dtype in ("float16", "bfloat16") and argument.dtype in ("float32", "float64") and argument.weak is False else ""


def iterator(node: Node, value: Value) -> str:
    """A generator, `zip(…)`, `d.values()` of a dict, written where a pytree goes."""
    if node[0] == "comp" and node[2] == "generator":
        return ITERATOR
    if node[0] != "call" or type(value) is not Seq:
        return ""
    func = node[2]
    if func[0] == "name" and func[2] in _ITERATORS and value.kind == "generator":
        return ITERATOR
    return ITERATOR if func[0] == "attr" and func[3] == "values" and not node[3] and not node[4] else ""


def nothing(name: str, args: Args, node: Node) -> str:
    """`None` as it is written: the value may be the default of a parameter, which some callers always give."""
    if name == "jax.tree.map":
        return NO_TREE if len(node[3]) > 2 and _is_none(node[3][1]) and not any(keyword == "is_leaf" for keyword, _ in node[4]) and _tree(args[2:]) else ""
    if name not in ("jax.numpy.array", "jax.numpy.asarray") or not node[3]:
        return ""
    given = node[3][0]
    return NOTHING if _is_none(given) or (given[0] in ("list", "tuple") and any(map(_is_none, given[2]))) else ""


def _is_none(node: Node) -> bool:
    return bool(node[0] == "const" and node[2] is None)


def _tree(args: Args) -> bool:
    """Is one of them certainly something else than `None`?"""
    return any(type(v) in (Seq, Mapping) or _shaped(v) is not None for v in args)


def _array(args: Args, kwargs: Kwargs) -> str:
    return dtype(kwargs.get("dtype", args[1] if len(args) > 1 else None))


def _cross(args: Args, kwargs: Kwargs) -> str:
    if len(args) != 2 or kwargs.keys() - {"axis"}:
        return ""
    axis = kwargs.get("axis", Const(-1))
    if type(axis) is not Const or type(axis.value) is not int:
        return ""
    for value in args:
        shape = _shaped(value)
        if shape and -len(shape) <= axis.value < len(shape) and shape[axis.value] == 2:
            return PAIRS
    return ""


def _vectors(a: Value, b: Value) -> bool:
    """Is `b` a batch of vectors, one for each matrix of `a`?"""
    matrices, vectors = _shaped(a), _shaped(b)
    return type(a) is Array and matrices is not None and vectors is not None and len(matrices) >= 3 and len(vectors) == len(matrices) - 1


def _solve(args: Args, kwargs: Kwargs) -> str:
    if len(args) < 2 or not _vectors(args[0], args[1]):
        return ""
    a, b = _shaped(args[0]) or (), _shaped(args[1]) or ()
    # Where the batch is as long as the vectors, it is taken for one matrix.
    return VECTORS if b == (*a[:-2], a[-1]) and None not in b and b[-2] != a[-1] else ""


def _old_solve(args: Args, kwargs: Kwargs) -> str:
    if len(args) < 2:
        return ""
    a = args[0].items[0] if type(args[0]) is Seq and args[0].items else args[0]
    return OLD_VECTORS if _vectors(a, args[1]) else ""


def _bits(args: Args, kwargs: Kwargs) -> str:
    key = args[0] if args else UNKNOWN
    return KEYS if type(key) is Array and not key.maybe and key.dtype == "key" and key.made == "typed" and key.shape else ""


def _nonzero(args: Args, kwargs: Kwargs) -> str:
    value = args[0] if len(args) == 1 and not kwargs.keys() & {"x", "y"} else UNKNOWN
    return SCALAR if type(value) is Array and not value.maybe and value.shape == () else ""


def _hash(args: Args, kwargs: Kwargs) -> str:
    return HASH if len(args) == 1 and traced(args[0]) is not None else ""


def _listed(args: Args, kwargs: Kwargs) -> str:
    value = args[0] if args else UNKNOWN
    return LISTED if type(value) is Seq and value.kind in ("list", "tuple") else ""


def _complex(name: str) -> Callable[[Args, Kwargs], str]:
    def told(args: Args, kwargs: Kwargs) -> str:
        value = args[0] if args else UNKNOWN
        if type(value) is Const:
            return COMPLEX[name] if type(value.value) is complex else ""
        return COMPLEX[name] if type(value) is Array and not value.maybe and (value.dtype or "").startswith("complex") else ""

    return told


def _reduced(args: Args, kwargs: Kwargs) -> str:
    return mask(kwargs) or dtype(kwargs.get("dtype"))


def _typed(place: int) -> Callable[[Args, Kwargs], str]:
    def told(args: Args, kwargs: Kwargs) -> str:
        return dtype(kwargs.get("dtype", args[place] if place < len(args) else None))

    return told


#: By name, what a call of it tells.
CALLS: dict[str, Callable[[Args, Kwargs], str]] = {
    **{f"jax.numpy.{name}": _reduced for name in MASKED},
    **{f"jax.nn.{name}": lambda args, kwargs: mask(kwargs) for name in ("softmax", "log_softmax", "standardize")},
    "jax.numpy.array": _array, "jax.numpy.asarray": _array, "jax.numpy.cross": _cross, "jax.numpy.linalg.solve": _solve, "jax.scipy.linalg.solve": _solve,
    **dict.fromkeys(("jax.scipy.linalg.solve_triangular", "jax.scipy.linalg.cho_solve", "jax.scipy.linalg.lu_solve"), _old_solve),
    "jax.random.bits": _bits, "jax.numpy.nonzero": _nonzero, "jax.numpy.where": _nonzero, "builtins.hash": _hash,
    **dict.fromkeys(("jax.numpy.shape", "jax.numpy.ndim", "jax.numpy.size"), _listed),
    **{f"jax.numpy.{name}": _complex(name) for name in COMPLEX},
    **{f"jax.numpy.{name}": _typed(place) for name, place in {"zeros": 1, "ones": 1, "astype": 1, "zeros_like": 1, "ones_like": 1, "full": 2, "full_like": 2, "eye": 9, "linspace": 9}.items()},
    "jax.lax.convert_element_type": _typed(1),
}  # fmt: skip
TOLD = frozenset({*CALLS, *TREES, "jax.pure_callback"})
METHODS: dict[str, Callable[[Any, Args, Kwargs], str]] = {
    **{name: lambda receiver, args, kwargs: _reduced(args, kwargs) for name in ("sum", "mean", "prod", "max", "min", "all", "any", "std", "var")},
    "astype": lambda receiver, args, kwargs: dtype(kwargs.get("dtype", args[0] if args else None)),
    "nonzero": lambda receiver, args, kwargs: _nonzero((receiver,), {}),
}
