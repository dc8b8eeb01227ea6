"""States of a program: frames with their variables, and how two of them are joined after a branch."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from ..values import (
    NONE,
    OR_CONCRETE,
    STRENGTH,
    UNKNOWN,
    Array,
    Bound,
    Const,
    Instance,
    Mapping,
    Numpy,
    Opaque,
    Partial,
    Py,
    Round,
    Seq,
    Site,
    Slope,
    Term,
    Trace,
    Tree,
    Value,
)

Env = dict[str, Value]
_NUMBERS = (int, float, bool, complex)


#: The variable that holds the spent keys of a path; no name of Python is like it.
SPENT = "\0spent"
_order = count()


_ORDERS = ("permutation", "shuffle")
#: So many paths to a use are told apart.
_MAX_PATHS = 24


@dataclass(slots=True)
class Use:
    """Where a key was spent, and by what. `earlier`: in a round of the loop before this one."""

    site: Site
    how: str
    #: The tests that hold there.
    conditions: tuple[Any, ...] = field(compare=False)
    #: In the function that was called here.
    inner: Use | None = field(compare=False)
    earlier: bool = False
    order: int = field(default_factory=lambda: next(_order), compare=False)
    #: What is permuted: the expression, and which values its variables have.
    subject: Any = field(default=None, compare=False)
    #: Where paths have met: the tests that hold on each of them.
    paths: tuple[Any, ...] = field(default=(), compare=False)

    def before(self) -> Use:
        return replace(self, earlier=True)

    def on_both(self, other: Use) -> Use:
        """The use of two paths that meet: only what holds on both is known of it."""
        if self is other or self.conditions == other.conditions:
            return self
        shared = tuple([c for c in self.conditions if c in other.conditions])
        paths = (*(self.paths or (self.conditions,)), *(other.paths or (other.conditions,)))
        return replace(self, conditions=shared, earlier=self.earlier and other.earlier, paths=paths if len(paths) < _MAX_PATHS else ())

    def after(self) -> Use:
        return replace(self, earlier=False)

    def together(self, other: Use) -> bool:
        """Are two arrays brought into one new order, or cut alike, as examples and labels, or an image and its mask, are?"""
        if self.subject is None or other.subject is None or self.subject == other.subject or self.how != other.how:
            return False
        return self.how in _ORDERS or (not other.earlier and self.inner is not None and other.inner is not None and self.inner.site == other.inner.site)


@dataclass(slots=True)
class Spent(Value):
    """The keys that a path has spent."""

    uses: dict[Term, Use]


def now() -> int:
    """A number that every use from here on exceeds."""
    return next(_order)


class Frame:
    """One activation of a function, class body or module. `env` is the current state of its variables."""

    __slots__ = (
        "env", "parent", "module", "name", "owner", "receiver", "outer", "returns", "return_sites", "yields",
        "loops", "raised", "active", "serial", "versions", "conditions", "spent", "renewals", "splits", "parameters", "body", "decorated", "rounds", "again", "traces", "arguments", "watched", "donated", "purpose", "unwritable", "haiku_failed", "few", "mixed", "several", "function", "copies", "bound", "looping",
    )  # fmt: skip

    def __init__(self, parent: Frame | None, module: Any, name: str, owner: Any = None) -> None:
        self.env: Env = {}
        self.parent = parent
        self.module = module
        self.name = name
        self.owner = owner
        self.receiver: Value | None = None
        #: Names declared global (True) or nonlocal (False).
        self.outer: dict[str, bool] = {}
        self.returns: list[Value] = []
        self.return_sites: list[int] = []
        self.yields: list[Value] = []
        #: For each loop around the current statement: states at `break` and at `continue`.
        self.loops: list[tuple[list[Env], list[Env]]] = []
        self.raised: list[int] = []
        self.active = True
        #: The number of the activation; 0 while it has none.
        self.serial = 0
        #: How often a variable that names a key was bound, for those that do.
        self.versions: dict[str, int] = {}
        #: The undecided tests around the current statement.
        self.conditions: list[Any] = []
        #: Keys that are spent on some path to a return.
        self.spent: dict[Term, Use] = {}
        #: How often a method of `self` was called, that may have renewed its keys.
        self.renewals = 0
        self.parameters: frozenset[str] = frozenset()
        #: `try` and `with` around the current statement that may be there to watch a call.
        self.purpose = 0
        #: `try` blocks around the code that runs, with a handler for what a write into an array of JAX raises.
        self.unwritable = 0
        #: It has done what Haiku refuses.
        self.haiku_failed = False
        self.body: Any = None
        self.decorated = False
        #: How many traces are around the activation.
        self.traces = 0
        #: Variables that a compiled function has read.
        self.watched: set[str] = set()
        #: Names that were passed in a donated position.
        self.donated: set[str] = set()
        #: The parameters, where a transformation calls the function itself.
        self.arguments: frozenset[str] = frozenset()
        #: The first node of each loop and comprehension around the current statement.
        self.rounds: list[int] = []
        #: Those of them that run once or twice, or over a few modes.
        self.few: set[int] = set()
        #: Variables of loops over different things.
        self.mixed: set[str] = set()
        #: And those of these that go over four numbers or more that the caller gives, which may be modes or data: each round is a call all the same.
        self.several: set[int] = set()
        #: The function that runs, None for a module or class.
        self.function: Any = None
        #: How many rounds the loops make that are over, one in another, in the block that runs.
        self.copies = 1
        #: What the statements of its code bind, and whether there is a loop among them: found out when it is asked for.
        self.bound: dict[str, list[Any]] | None = None
        self.looping: bool | None = None
        #: Keys that were spent again.
        self.again: set[Term] = set()
        #: Where `split` was unpacked: the assignment, the names, and the key that was split.
        self.splits: list[tuple[Any, tuple[str, ...], Term]] = []

    def leave(self) -> None:
        """A path ends here: what it spent is the caller's business."""
        held = self.env.get(SPENT)
        if type(held) is Spent:
            self.spent = {**{t: u for t, u in held.uses.items() if t[0] not in ("folded", "donated")}, **self.spent}


#: `TestModel`, `ModelTest`, `ModelTests`, `ModelTestCase`.
_TEST_CLASS = re.compile(r"^Test|Test(s|Case)?$")


def in_test(frame: Frame) -> bool:
    """Whether the code is in a test, or sets one up, by the names of the functions and classes around it."""
    up: Frame | None = frame
    while up is not None:
        owner = up.function.owner if up.function is not None else None
        if up.parent is not None and (up.name.startswith(("test", "Test")) or (owner is not None and _TEST_CLASS.search(owner.name))):
            return True
        up = up.parent
    return False


def stronger(a: Trace | None, b: Trace | None) -> Trace | None:
    if a is None or b is None:
        return a or b
    best = a if STRENGTH[a.kind] >= STRENGTH[b.kind] else b
    if best.kind == "staged" and not best.lane and (mapped(a) or mapped(b)):
        best = Trace(best.kind, best.why, best.slope, True)
    if a.slope is not b.slope:
        return sloped(best, steeper(a.slope, b.slope))
    return best


def steeper(a: Slope | None, b: Slope | None) -> Slope | None:
    """How a value depends on what is differentiated when it is computed from, or may be, either of two."""
    if a is None or b is None:
        return a or b
    return b if b.kind == "smooth" else a


def sloped(trace: Trace, slope: Slope | None) -> Trace:
    return trace if trace.slope is slope else Trace(trace.kind, trace.why, slope, trace.lane)


def mapped(trace: Trace) -> bool:
    return trace.lane or trace.kind == "batched"


def few_rounds(source: Value) -> bool:
    """Is it certain that a loop over the value has no or two rounds, or goes over a few modes or cases that somebody wrote down?"""
    if type(source) is Array or type(source) is Numpy:
        return bool(source.shape) and source.shape[0] is not None and source.shape[0] < 3  # type: ignore[index]
    if type(source) is Mapping:
        return source.items is not None
    if type(source) is not Seq or source.items is None:
        return False
    if len(source.items) < 3 or source.kind == "range":
        return len(source.items) < 3
    arrays = [array for place, v in enumerate(source.items) if type(array := _unnumbered(v, place)) is Array or type(array) is Numpy]
    # Arrays of different shapes are cases, too: each compiles whatever it is given to.
    shapes = {a.shape for a in arrays if a.shape is not None and None not in a.shape}
    return len(arrays) < len(source.items) or len(shapes) == len(arrays)


def several_numbers(source: Value) -> bool:
    """Does a loop that has few rounds go over a list of four numbers or more?"""
    return type(source) is Seq and source.items is not None and len(source.items) > 3 and all(number_type(v) in ("int", "float") for v in source.items)


def _unnumbered(value: Value, place: int) -> Value:
    """The item that `enumerate` has numbered, or the value itself."""
    if type(value) is Seq and value.items is not None and len(value.items) == 2 and value.items[0] == Const(place):
        return value.items[1]
    return value


def either_round(a: Round | None, b: Round | None, loop: bool) -> Round | None:
    """After a branch, a value has to change on both paths; in a loop, at its end."""
    return b if loop or a is not None else None


def number_type(value: Value) -> str | None:
    """The Python type of a static number, "number" where it may be several."""
    if type(value) is Const and type(value.value) in _NUMBERS:
        return type(value.value).__name__
    if type(value) is Py and value.type in ("int", "float", "bool", "complex", "number"):
        return value.type
    return None


def join(a: Any, b: Any, loop: bool = False) -> Value:
    """What is known of a value that is `a` on one path and `b` on another.

    In a loop (`loop`) the second value is certain to be met if the body runs twice, so a tracer wins over the
    number that it starts from.
    """
    if a is b or a == b:
        return a  # type: ignore[no-any-return]
    ta, tb = type(a), type(b)
    if ta is Array and tb is Array:
        trace = stronger(a.trace, b.trace)
        maybe = a.maybe or b.maybe or (not loop and (a.trace is None) != (b.trace is None))
        arrays = maybe and (not a.maybe or a.made == OR_CONCRETE) and (not b.maybe or b.made == OR_CONCRETE)
        return Array(
            trace, a.shape if a.shape == b.shape else None, a.dtype if a.dtype == b.dtype else None, a.weak if a.weak == b.weak else False, maybe,
            OR_CONCRETE if arrays else a.made if a.made == b.made else "", a.why or b.why, either(a.key, b.key), None, either_round(a.each, b.each, loop),
        )
    if ta is Array and (number_type(b) or tb is Numpy):
        return Array(a.trace, None, None, False, a.maybe or not (loop and number_type(b)), "or number" if number_type(b) else "", a.why)
    if tb is Array and (number_type(a) or ta is Numpy):
        return Array(b.trace, None, None, False, b.maybe or not (loop and number_type(a)), "or number" if number_type(a) else "", b.why)
    if ta is Spent and tb is Spent:
        both = {t: u.on_both(b.uses[t]) for t, u in a.uses.items() if t in b.uses}
        return Spent({**b.uses, **a.uses, **both})
    if ta is Tree and tb in (Tree, Array):
        return a if a.key is None else Tree(a.trace, either(a.key, b.key))
    if tb is Tree and ta is Array:
        return b if b.key is None else Tree(b.trace, either(a.key, b.key))
    if ta is Opaque or tb is Opaque:
        key = either(key_of(a), key_of(b))
        return UNKNOWN if key is None else Opaque(key)
    na, nb = number_type(a), number_type(b)
    if na and nb:
        each = either_round(a.each if ta is Py else None, b.each if tb is Py else None, loop)
        return Py(na if na == nb else "number", None, each)
    if ta in (Const, Py) and tb in (Const, Py):
        sa = "str" if ta is Py and a.type == "str" or ta is Const and type(a.value) is str else None
        sb = "str" if tb is Py and b.type == "str" or tb is Const and type(b.value) is str else None
        if sa and sb:
            return Py("str")
        if ta is Py and tb is Py and a.type == b.type:
            return a  # type: ignore[no-any-return]
        return Py("static") if a != NONE and b != NONE else UNKNOWN
    if ta is Numpy and tb is Numpy:
        return Numpy(a.shape if a.shape == b.shape else None, a.dtype if a.dtype == b.dtype else None, a.view and b.view)
    if ta is Seq and tb is Seq and a.kind == b.kind:
        if a.items is not None and b.items is not None and len(a.items) == len(b.items):
            return Seq(a.kind, tuple([join(x, y, loop) for x, y in zip(a.items, b.items)]))
        elem = join(element(a), element(b), loop) if a.items != () and b.items != () else (element(a) if b.items == () else element(b))
        return Seq(a.kind, None, elem, None, b.each or (None if loop else a.each))
    if ta is Mapping and tb is Mapping:
        if a.items is not None and b.items is not None and [k for k, _ in a.items] == [k for k, _ in b.items]:
            return Mapping(tuple([(k, join(x, y, loop)) for (k, x), (_, y) in zip(a.items, b.items)]))
        if a.items is None and b.items is None and a.made == b.made:
            return Mapping(None, join(a.elem, b.elem, loop), a.made, False, either_round(a.each, b.each, loop))
        elem = join_all([v for _, v in a.items or ()] + [v for _, v in b.items or ()]) if a.items is not None and b.items is not None else UNKNOWN
        return Mapping(None, elem, "", False, b.each if loop else None)
    if ta is Instance and tb is Instance and a.cls is b.cls:
        # Objects may refer to each other in circles: only plain pytrees are joined in depth.
        deep = a.cls.kind in ("namedtuple", "pytree", "equinox")
        return Instance(a.cls, {k: _attribute(v, b.attrs.get(k), deep, loop) for k, v in a.attrs.items()}, True)
    if ta is Bound and tb is Bound and a.func == b.func:
        return Bound(a.func, join(a.receiver, b.receiver, loop))
    if ta is Partial and tb is Partial and a.func == b.func and len(a.args) == len(b.args) and a.kwargs == b.kwargs:
        return Partial(a.func, tuple([join(x, y, loop) for x, y in zip(a.args, b.args)]), a.kwargs)
    return UNKNOWN


def _attribute(a: Value, b: Value | None, deep: bool, loop: bool) -> Value:
    if a is b or b is None:
        return a if b is not None else UNKNOWN
    if type(a) is Instance or type(b) is Instance or not (deep or type(a) in (Array, Const, Py, Numpy)):
        return UNKNOWN
    return join(a, b, loop)


def join_all(values: Any) -> Value:
    out: Value | None = None
    for value in values:
        out = value if out is None else join(out, value)
        if out is UNKNOWN:
            break
    return UNKNOWN if out is None else out


def element(value: Seq) -> Value:
    """What any element of a sequence is; which key it is, nobody knows."""
    return without_keys(value.elem if value.items is None else join_all(value.items))


def without_keys(value: Value) -> Value:
    """A value read from where it is not known which one it is."""
    if type(value) in (Array, Tree) and value.key is not None:  # type: ignore[attr-defined]
        return keyed(value, None)
    if type(value) is Opaque:
        return UNKNOWN
    if type(value) is Seq and value.kind == "tuple" and value.items is not None and any(key_of(v) is not None for v in value.items):
        return Seq("tuple", tuple([without_keys(v) for v in value.items]))
    return value


def join_env(a: Env, b: Env, loop: bool = False) -> Env:
    """Variables after a branch. One that only one path sets has that path's value: elsewhere it is a NameError."""
    if a is b:
        return a
    out = dict(a)
    for name, value in b.items():
        mine = out.get(name)
        if mine is None:
            out[name] = value
        elif mine is not value:
            out[name] = join(mine, value, loop)
    if SPENT in out:
        _spent_on_its_path(a, b, out)
    return out


def _spent_on_its_path(a: Env, b: Env, out: Env) -> None:
    """A name that is one key or another, by the path: it is spent if its key is, on the path that gave it."""
    held = out[SPENT]
    assert type(held) is Spent
    for name, value in out.items():
        key = key_of(value)
        if key is not None and key[0] == "either":
            for env in (a, b):
                mine, spent = key_of(env.get(name, UNKNOWN)), env.get(SPENT)
                if type(spent) is Spent and mine in spent.uses:
                    held = Spent({**held.uses, key: spent.uses[mine]})
    out[SPENT] = held


def join_envs(envs: list[Env]) -> Env | None:
    """The join of several states, None where there is none (no path gets there)."""
    if not envs:
        return None
    out = envs[0]
    for env in envs[1:]:
        out = join_env(out, env)
    return out


def either(a: Term | None, b: Term | None) -> Term | None:
    """A key that is one or the other, by the path that was taken."""
    if a == b or a is None or b is None:
        return a if a == b else None
    return None if a[0] == "either" and b[0] == "either" else ("either", a, b)


def restore(frame: Frame, spent: Value | None) -> None:
    """Go back to the keys that were spent at some point before."""
    if spent is not None:
        frame.env[SPENT] = spent
    else:
        frame.env.pop(SPENT, None)


def key_of(value: Value) -> Term | None:
    return value.key if type(value) in (Array, Tree, Opaque) else None  # type: ignore[attr-defined]


def keyed(value: Value, term: Term | None) -> Value:
    """The same value as another key."""
    if type(value) is Array:
        return Array(value.trace, value.shape, value.dtype, value.weak, value.maybe, value.made, value.why, term)
    if type(value) is Tree:
        return Tree(value.trace, term)
    return UNKNOWN if term is None else Opaque(term)
