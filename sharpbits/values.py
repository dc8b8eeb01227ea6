"""Abstract values: what the engine knows of a Python value without running the program.

A value is immutable by convention (instances of classes, whose attributes change, are the exception) and
equality ignores evidence: two tracers with different histories are the same value, so that loops reach a fixed
point and summaries are shared. `UNKNOWN` is what nothing is known of; no rule reports on it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

#: The name of a random key: a nested tuple, explained in `flow/keys.py`.
Term = tuple[Any, ...]
TraceKind = Literal["staged", "batched", "differentiated"]
#: From weak to strong: a value that two traces hold has the properties of the stronger one.
STRENGTH: dict[str, int] = {"differentiated": 1, "batched": 2, "staged": 3}


@dataclass(slots=True, unsafe_hash=True)
class Site:
    """A place in the code: node number `at` of the file `path`."""

    path: str
    at: int


@dataclass(slots=True)
class Why:
    """One step of a chain of evidence; `parent` is the step before."""

    site: Site
    text: str
    parent: Why | None = None


@dataclass(slots=True, unsafe_hash=True)
class Slope:
    """How a value depends on the arguments that are differentiated.

    `kind`: "smooth" (a gradient flows on some path), or "cut": every path goes through an operation without gradient, of which `op` at `site` is one.
    """

    kind: str
    op: str = field(default="", compare=False)
    site: Site | None = field(default=None, compare=False, repr=False)


SMOOTH = Slope("smooth")


@dataclass(slots=True, unsafe_hash=True)
class Trace:
    """The trace that a value belongs to, and by which chain."""

    kind: str
    why: Why | None = field(default=None, compare=False, repr=False)
    #: None where the value does not depend on arguments that are differentiated.
    slope: Slope | None = None
    #: Inside a staged function: it is computed from what a `vmap` around that function maps, too.
    lane: bool = False


@dataclass(slots=True, unsafe_hash=True)
class Round:
    """Says of a value that each round of a loop has another one: another number, or another length or structure; or that the first has another type.

    Which loop that is does not count when values are compared: what is known of a function holds for all of them.
    """

    #: The number of the activation that the loop is in; -1 where no loop goes over the value yet.
    home: int = field(default=-1, compare=False)
    #: The loop, or the statement that changes the value.
    at: int = field(default=-1, compare=False)
    #: "loop" (counted by it), "maybe" (by `enumerate`, of who knows how many), "counter" (an attribute that each call counts up), "list" (it grows), "bounded" (it does not), "type".
    how: str = field(default="loop", compare=False)
    #: What changes, by name.
    name: str = field(default="", compare=False)
    #: The event that was made for it already.
    told: Any = field(default=None, compare=False)


class Value:
    """Base of all abstract values."""

    __slots__ = ()

    @property
    def trace(self) -> Trace | None:
        return None


@dataclass(slots=True, unsafe_hash=True)
class Unknown(Value):
    pass


UNKNOWN = Unknown()


class Const(Value):
    """A Python constant: int, float, complex, bool, str, bytes, None or Ellipsis."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        if type(other) is not Const or type(self.value) is not type(other.value):
            return False
        return bool(self.value == other.value) or (self is NAN and other is NAN)

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))

    def __repr__(self) -> str:
        return f"Const({self.value!r})"


NONE = Const(None)
#: Not a number: the only constant of this value.
NAN = Const(float("nan"))


@dataclass(slots=True, unsafe_hash=True)
class Py(Value):
    """A static Python value of a known type: "int", "float", "bool", "str", "number", "dtype", "type", ..."""

    type: str
    #: Where a number comes from: "axis" (the size of a traced array), "round" (it counts the rounds of a loop), `ANNOTATED`, or a reading of the clock.
    origin: Any = field(default=None, compare=False, repr=False)
    each: Round | None = None


@dataclass(slots=True, unsafe_hash=True)
class Array(Value):
    """A JAX array: a concrete one (`trace` None) or a tracer.

    `shape` is a tuple of int (None for a dimension that is not known) or None; `dtype` a NumPy name, one of the
    classes "float" and "int", or None; `weak` is JAX's weak type: None where the array certainly has a strong floating or complex type, whichever
    that is. `maybe` says that on some path the value is
    something else (a Python number, a NumPy array), so that nothing certain follows from it.
    `mask`: a boolean array known to be boolean has dtype "bool".
    """

    trace: Trace | None = None
    shape: tuple[int | None, ...] | None = None
    dtype: str | None = None
    weak: bool | None = False
    maybe: bool = False
    #: How the array was made, where a rule needs it: "empty", "asarray", "at" (an `x.at` or `x.at[i]`), "update"; `OR_CONCRETE` and "or number"
    #: say of a `maybe` what else it may be.
    made: str = ""
    why: Why | None = field(default=None, compare=False, repr=False)
    #: Which random key it is, where that is known.
    key: Term | None = None
    #: How it was put together from others, by `jnp.append` and the like; see `flow/dispatch/growth.py`.
    parts: Any = field(default=None, compare=False, repr=False)
    each: Round | None = None


@dataclass(slots=True, unsafe_hash=True)
class Tree(Value):
    """A pytree of unknown structure whose leaves are tracers: it may be one tracer, or a dict of many, or None."""

    trace: Trace | None = None
    key: Term | None = None


@dataclass(slots=True, unsafe_hash=True)
class Opaque(Value):
    """A value of which nothing is known but that it may be a random key, and which one."""

    key: Term | None = None


@dataclass(slots=True, unsafe_hash=True)
class Numpy(Value):
    """A NumPy array. `view` says that it is a read-only view of a JAX array (`np.asarray(x)`)."""

    shape: tuple[int | None, ...] | None = None
    dtype: str | None = None
    view: bool = False
    maybe: bool = False
    #: It certainly holds integers beyond 32 bits.
    large: bool = False
    each: Round | None = None


@dataclass(slots=True, unsafe_hash=True)
class Seq(Value):
    """A tuple, list, set, range, generator, ...: `items` where each is known, else `elem` for any of them."""

    kind: str
    items: tuple[Value, ...] | None = None
    elem: Value = UNKNOWN
    #: How many items there are, where they are not known one by one; `AXIS` for as many as a traced array is long.
    size: int | None = field(default=None, compare=False)
    each: Round | None = None


AXIS = -1
#: A number by its annotation alone: many write `float` where an array is welcome.
ANNOTATED = "annotated"
#: Certainly a JAX array, and on some path not a tracer.
OR_CONCRETE = "or concrete"
#: ... and of `flag and x > 0`: a tracer, or the flag that kept it back.
OR_FLAG = "or flag"


@dataclass(slots=True, unsafe_hash=True)
class Mapping(Value):
    """A dict: `items` of (constant key, value) where all keys are known, else `elem` for any value."""

    items: tuple[tuple[Any, Value], ...] | None = None
    elem: Value = UNKNOWN
    #: What Flax made it: "variables" (all collections of a module), or the name of one collection, such as "params".
    made: str = ""
    #: Any kind of mapping, as an annotation says it: it may have a hash.
    abstract: bool = False
    each: Round | None = None


@dataclass(slots=True, unsafe_hash=True)
class Slice(Value):
    lower: Value = NONE
    upper: Value = NONE
    step: Value = NONE


@dataclass(slots=True, unsafe_hash=True)
class Api(Value):
    """A name outside of the project by its canonical dotted path: `jax.numpy.sum`, `numpy`, `builtins.len`."""

    name: str


@dataclass(slots=True, eq=False)
class Func(Value):
    """A function of the project. Two are equal when they are one `def` in one activation of its surroundings."""

    node: Any
    module: Any
    frame: Any
    name: str
    params: Any = ()
    defaults: Any = None
    owner: Any = None
    #: The function whose signature it shows (`functools.wraps`).
    wraps: Any = None

    def __eq__(self, other: object) -> bool:
        return type(other) is Func and self.node is other.node and self.frame is other.frame

    def __hash__(self) -> int:
        return hash((id(self.node), id(self.frame)))

    @property
    def site(self) -> Site:
        return Site(self.module.path, self.node[1])


@dataclass(slots=True, unsafe_hash=True)
class Bound(Value):
    """A method bound to its object."""

    func: Value
    receiver: Value


@dataclass(slots=True, unsafe_hash=True)
class Partial(Value):
    func: Value
    args: tuple[Value, ...] = ()
    kwargs: tuple[tuple[str, Value], ...] = ()


@dataclass(slots=True, unsafe_hash=True)
class Transformed(Value):
    """`jit(f)`, `vmap(f, in_axes=…)`, `grad(f)`, …: the function, the row of the transformation, its settings."""

    func: Value
    row: Any
    settings: tuple[tuple[str, Value], ...]
    site: Site = field(compare=False, default=Site("", 0))
    #: When it was made, by the engine's clock.
    born: int = field(compare=False, default=0)
    #: The calls of a compiled function in different styles: how many arguments have no name, values and code of all, the style in words, and where.
    styles: list[tuple[int, dict[str, tuple[Value, Any]], str, Site]] = field(compare=False, default_factory=list, repr=False)


@dataclass(slots=True, eq=False)
class Class(Value):
    """A class of the project."""

    name: str
    node: Any
    module: Any
    frame: Any
    bases: tuple[Value, ...]
    attrs: dict[str, Value]
    #: "plain", "namedtuple", "dataclass", "pytree", "linen", "nnx", "equinox", "haiku", "enum", "external".
    kind: str = "plain"
    #: Declared fields in order: name -> (annotation node, default value or None, static).
    fields: dict[str, Any] = field(default_factory=dict)
    #: Attributes that methods other than `__init__` and `setup` assign.
    mutable: frozenset[str] = frozenset()
    generic: Any = None
    #: Fields that the class sets itself: `field(init=False)`.
    late: frozenset[str] = frozenset()
    #: What fields are sent through: `field(converter=…)`.
    converters: dict[str, Value] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Instance(Value):
    """An object of a class of the project; `attrs` changes as the program assigns them."""

    cls: Class
    attrs: dict[str, Value]
    generic: bool = False
    #: How many traces were around the code that made it.
    born: int = 0


@dataclass(slots=True, unsafe_hash=True)
class External(Value):
    """An object made by a library: `External("optax.adam", …)` is what that call returned."""

    api: str
    args: tuple[Value, ...] = ()
    kwargs: tuple[tuple[str, Value], ...] = ()


@dataclass(slots=True, eq=False)
class ModuleValue(Value):
    module: Any


def leaves(value: Value, depth: int = 6) -> list[Value]:
    """The parts of a container, nested ones too; a plain value is its own only leaf."""
    if depth and isinstance(value, Seq):
        parts = value.items if value.items is not None else (value.elem,)
        return [leaf for part in parts for leaf in leaves(part, depth - 1)]
    if depth and isinstance(value, Mapping):
        inside = [v for _, v in value.items] if value.items is not None else [value.elem]
        return [leaf for part in inside for leaf in leaves(part, depth - 1)]
    return [value]


def literal_numbers(value: Value | None) -> list[int]:
    """The numbers of `jnp.array([0, 0, 1])`, where all are known."""
    if type(value) is Array and value.made.startswith("literal:") and not value.maybe:
        return [int(n) for n in value.made[8:].split(",") if n]
    return []


def tree_leaves(value: Value, kinds: tuple[str, ...] = ("namedtuple", "pytree", "equinox"), depth: int = 6) -> list[Value]:
    """The same, through objects that are pytrees as well; of those that are no named tuples, some attributes may be no leaves."""
    if depth and isinstance(value, Instance) and value.cls.kind in kinds:
        return [leaf for part in value.attrs.values() for leaf in tree_leaves(part, kinds, depth - 1)]
    if depth and isinstance(value, (Seq, Mapping)):
        return [leaf for part in leaves(value, 1) for leaf in tree_leaves(part, kinds, depth - 1)]
    return [value]


def traced(value: Value) -> Trace | None:
    """The trace of a value that is certainly one traced array, else None."""
    if type(value) is Array and not value.maybe:
        trace = value.trace
        if trace is not None and trace.kind == "differentiated" and trace.slope is not None and trace.slope.kind == "cut":
            return None  # without a gradient, it is a plain array
        return trace
    return None


def concrete_fails(value: Value) -> Trace | None:
    """The trace of a certain tracer that has no concrete value behind it: staged or batched."""
    trace = traced(value)
    return trace if trace is not None and trace.kind != "differentiated" else None
