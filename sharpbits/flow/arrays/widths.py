"""What JAX makes of 64-bit types and of integers beyond 32 bits, in a project that never enables 64-bit types."""

from __future__ import annotations

from collections.abc import Iterator

from ... import events as ev
from ...data.integers import REFUSING
from ...data.promotion import PARAMETERS
from ...syntax import Node
from ...values import NONE, UNKNOWN, Array, Const, External, Numpy, Py, Seq, Transformed, Tree, Value
from ..evaluate import Evaluate
from ..state import Frame
from .types import asked_dtype, dtype_of, narrow

LIMITS: dict[str, tuple[int, int]] = {"int32": (-(2**31), 2**31), "uint32": (0, 2**32)}
_ASKING = ("dtype", "new_dtype", "preferred_element_type", "param_dtype", "index_dtype", "out_dtype")
_WIDE = frozenset({"float64", "int64", "uint64", "complex128"})
#: They tell of a type, or keep it for the host.
_TELLING = frozenset({"finfo", "iinfo", "issubdtype", "isdtype", "result_type", "promote_types", "can_cast", "dtype", "ShapeDtypeStruct", "canonicalize_dtype"})
_LAYERS = ("flax.linen.", "flax.nnx.", "equinox.nn.", "haiku.")
TYPE_NAMES = frozenset({"jax.numpy.dtype", "jax.numpy.iinfo", "numpy.dtype", "numpy.iinfo"})
_SCALARS = frozenset({"int32", "uint32"})
#: Operators that take a Python number apart from the array, or give it to the compiler.
_LENIENT = frozenset({"**", "@", "<<"})


def beyond(value: Value, low: int = -(2**31), high: int = 2**31) -> int | None:
    """The number of a constant integer that has more than 32 bits."""
    return value.value if type(value) is Const and type(value.value) is int and not low <= value.value < high else None


def large_literal(value: Value) -> int | None:
    """An integer beyond 32 bits among numbers that are integers all."""
    if type(value) is Const:
        return beyond(value)
    if type(value) is not Seq or value.kind not in ("list", "tuple"):
        return None
    found = None
    for leaf in _elements(value):
        if type(leaf) is not Const or type(leaf.value) not in (int, bool):
            return None
        if found is None:
            found = beyond(leaf)
    return found


def _elements(value: Seq) -> Iterator[Value]:
    for item in value.items if value.items is not None else (UNKNOWN,):
        if type(item) is Seq and item.kind in ("list", "tuple"):
            yield from _elements(item)
        else:
            yield item


def named_type(name: str, args: tuple[Value, ...]) -> Value:
    """`np.dtype("float64")`, and what `iinfo` tells of a type."""
    asked = asked_dtype(args[0]) if args else None
    if name.endswith(".iinfo"):
        return External(name, (Py(f"dtype {asked}"),) if asked is not None else ())
    return Py(f"dtype {asked}") if asked is not None else Py("dtype")


def limits_of(info: External, name: str) -> Value:
    """`jnp.iinfo(dtype).max`; JAX knows the limits of 64 bits whether they are enabled or not."""
    kind = info.args[0].type[6:] if info.args and type(info.args[0]) is Py else ""
    bits = int(kind.lstrip("uint") or 0) if kind.startswith(("int", "uint")) else 0
    if not bits or name not in ("min", "max", "bits"):
        return UNKNOWN
    signed = kind[0] == "i"
    return Const({"min": -(2 ** (bits - 1)) if signed else 0, "max": 2 ** (bits - signed) - 1, "bits": bits}[name])


def holds_large(short: str, args: tuple[Value, ...], kwargs: dict[str, Value]) -> bool:
    """Whether a NumPy array is made with integers beyond 32 bits."""
    value = kwargs.get("fill_value", args[1] if len(args) > 1 else UNKNOWN) if short == "full" else args[0] if args else UNKNOWN
    given = kwargs.get("dtype", args[2] if len(args) > 2 and short == "full" else args[1] if len(args) > 1 and short in ("array", "asarray") else NONE)
    whole = given == NONE or asked_dtype(given) in ("int64", "uint64", "int")
    if short == "arange":
        return whole and bool(args) and all(type(a) is Const and type(a.value) is int for a in args) and any(beyond(a) is not None for a in args[: 1 + (len(args) > 1)])
    return short in ("array", "asarray", "full") and whole and large_literal(value) is not None


class Widths(Evaluate):
    #: Does the project enable 64-bit types, in any of its files?
    x64: bool

    def widths(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], result: Value, node: Node, frame: Frame) -> None:
        """A call of JAX (or of a layer) that asks for 64 bits, or gives an integer that needs them."""
        short = name.rsplit(".", 1)[-1]
        if short in _TELLING:
            return
        asked = self.asked_width(name, short, args, kwargs)
        if asked is not None:
            self.truncated(asked, name, node, frame)
        elif name.startswith("jax."):
            self.large_argument(name, short, args, kwargs, result, node, frame)

    def asked_width(self, name: str, short: str, args: tuple[Value, ...], kwargs: dict[str, Value]) -> str | None:
        if short in ("double", "cdouble") or short in _WIDE:
            return asked_dtype(Const(short)) if args and name.startswith("jax.numpy.") else None
        for word in _ASKING:
            if word in kwargs:
                return _wide(kwargs[word])
        if len(args) < 2 and short != "iota" and short != "broadcasted_iota" or name.startswith(_LAYERS):
            return None
        for value, parameter in zip(args, PARAMETERS.get(name, "").split()):
            if parameter[0] == "*":
                break
            if parameter in _ASKING:
                return _wide(value)
        return None

    def truncated(self, asked: str, name: str, node: Node, frame: Frame) -> None:
        if node[0] == "call":
            self.emit(ev.Truncated(self.site(node, frame), self.staged, asked, narrow(asked) or "", name))

    def method_widths(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> None:
        """`x.astype(jnp.float64)`, `x.sum(dtype="float64")` of a JAX array."""
        given = kwargs.get("dtype", args[0] if args and name in ("astype", "view") else None)
        asked = _wide(given)
        if asked is not None:
            self.truncated(asked, f"x.{name}", node, frame)
        elif name in ("clip", "searchsorted", "dot", "take"):
            self.overflowing([beyond(v) for v in (*args, *kwargs.values())], f"x.{name}", node, frame)

    def overflowing(self, numbers: list[int | None], function: str, node: Node, frame: Frame, dtype: str = "int32", how: str = "raises") -> None:
        number = next((n for n in numbers if n is not None), None)
        if number is not None and node[0] != "name":
            self.emit(ev.Overflow(self.site(node, frame), self.staged, number, dtype, how, function))

    def large_argument(self, name: str, short: str, args: tuple[Value, ...], kwargs: dict[str, Value], result: Value, node: Node, frame: Frame) -> None:
        parameters = PARAMETERS.get(name, "").split()
        given = dict(zip(parameters, args)) if parameters and not parameters[0].startswith("*") else dict(zip(("x", "y"), args))
        given.update(kwargs)
        dtype = dtype_of(given["dtype"]) if given.get("dtype", NONE) != NONE else "int32"
        if short in _SCALARS and name.startswith("jax.numpy.") and args:
            self.overflowing([beyond(args[0], 0 if short[0] == "u" and beyond(args[0]) else -(2**31), LIMITS[short][1])], name, node, frame, short)
        elif name in ("jax.numpy.array", "jax.numpy.asarray"):
            value = args[0] if args else given.get("object", given.get("a", UNKNOWN))
            number = large_literal(value)
            if number is not None and dtype in LIMITS:
                self.overflowing([beyond(Const(number), *LIMITS[dtype])], name, node, frame, dtype)
            elif dtype in LIMITS:
                self.host_overflow([value], name, node, frame)
        elif short in ("full", "full_like"):
            made = result.dtype if type(result) is Array and not result.maybe else None
            if "dtype" in given and given["dtype"] != NONE:
                made = dtype
            if made in LIMITS:
                value = given.get("fill_value", UNKNOWN)
                if beyond(value) is not None:
                    self.overflowing([beyond(value, *LIMITS[made])], name, node, frame, made, "wraps")
        elif short == "arange" and dtype in LIMITS:
            bounds = [given[n].value for n in ("start", "stop", "step") if type(given.get(n)) is Const and type(given[n].value) is int]  # type: ignore[attr-defined]
            if bounds and len(bounds) == sum(1 for n in ("start", "stop", "step") if n in given) and 0 not in bounds[2:]:
                numbers = range(*bounds)
                if numbers:
                    self.overflowing([beyond(Const(n), *LIMITS[dtype]) for n in (numbers[0], numbers[-1])], name, node, frame, dtype, "wraps")
        elif name in ("jax.random.key", "jax.random.PRNGKey"):
            seed = args[0] if args else kwargs.get("seed", UNKNOWN)
            number = beyond(seed, -(2**31), 2**32)
            self.overflowing([number], name, node, frame, "uint32", "wraps" if number is not None and abs(number) < 2**63 else "raises")
        elif name == "jax.random.fold_in":
            self.overflowing([beyond(given.get("data", UNKNOWN), 0, 2**32)], name, node, frame, "uint32")
        elif short in ("stack", "hstack", "vstack", "block"):
            self.overflowing([large_literal(args[0]) if args else None], name, node, frame)
        else:
            refusing = REFUSING.get(name)
            if refusing is not None:
                self.overflowing([beyond(given[p]) for p in refusing.split() if p in given], name, node, frame)

    def put_on_device(self, value: Value, node: Node, frame: Frame) -> None:
        self.overflowing([beyond(value)], "jax.device_put", node, frame)
        self.host_overflow([value], "jax.device_put", node, frame)

    def host_overflow(self, values: list[Value], function: str, node: Node, frame: Frame) -> None:
        """A NumPy array whose integers need 64 bits."""
        if any(type(v) is Numpy and v.large and not v.maybe for v in values):
            self.emit(ev.Overflow(self.site(node, frame), self.staged, None, "int32", "wraps", function))

    def large_operand(self, op: str, left: Value, right: Value, node: Node, frame: Frame) -> None:
        """`x + 2**40`: the number becomes an int32, whatever `x` is."""
        array, other = (left, right) if type(left) is Array or type(left) is Tree else (right, left)
        certain = array.trace is not None if type(array) is Tree else type(array) is Array and not array.maybe and array.key is None
        if op in _LENIENT or not certain:
            return
        if type(other) is Const:
            self.overflowing([beyond(other)], f"`{op}` with an array", node, frame)
        else:
            self.host_overflow([other], f"`{op}` with an array", node, frame)

    def large_update(self, receiver: Array, name: str, args: tuple[Value, ...], node: Node, frame: Frame) -> None:
        """`x.at[i].set(2**40)`."""
        if args and not receiver.maybe and name not in ("get", "apply", "power"):
            high = 2**32 if receiver.dtype != "int32" else 2**31
            self.overflowing([beyond(args[0], -(2**31), high)], f"x.at[…].{name}", node, frame)

    def large_into_compiled(self, value: Transformed, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> None:
        """An argument of a compiled function that is not static."""
        if not any(beyond(v) is not None or type(v) is Numpy for v in (*args, *kwargs.values())):
            return
        static = self.static_parameters(value, len(args))
        if static is None:
            return
        dynamic = [v for place, v in enumerate(args) if place not in static[0]] + [v for word, v in kwargs.items() if word not in static[1]]
        self.overflowing([beyond(v) for v in dynamic], "a compiled function", node, frame)
        self.host_overflow(dynamic, "a compiled function", node, frame)


def _wide(value: Value | None) -> str | None:
    asked = asked_dtype(value)
    return asked if asked in _WIDE else None
