"""Semantic events: what the engine saw, in terms that a rule can judge without knowing the syntax.

An event is emitted only for a state of the program that the engine can reach, with what it knows of the values
there. `site` is the place to report. All values are abstract (`values.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .values import NONE, Site, Trace, Value

#: A parameter that a call still has to give: (name, kind, has a default).
Parameters = tuple[tuple[str, str, bool], ...]


@dataclass(slots=True)
class Event:
    site: Site
    #: The staged trace under which this code runs, None when it runs eagerly (or that is not known).
    staged: Trace | None


@dataclass(slots=True)
class Truth(Event):
    """Python asks a value for its truth.

    `form`: "if", "elif", "ifexp", "while", "comprehension", "match", "assert" (statements and expressions that
    branch), or "and", "or", "not", "chain", "in", "any", "all", "max", "min", "sorted", "filter", "index", "count",
    "eq" (operators and built-ins). `value` is the value asked; `parts` are the sites of the operands
    (ifexp: test, then, else; and/or: left, right; not: operand; max/min: arguments; chain: all comparands).
    `values` are the values of these parts.
    """

    form: str
    value: Value
    parts: tuple[Site, ...] = ()
    values: tuple[Value, ...] = ()
    #: chain: the comparison operators.
    operators: tuple[str, ...] = ()


@dataclass(slots=True)
class Convert(Event):
    """A value is made a Python number, string or list.

    `to`: "int", "float", "bool", "complex", "index", "item", "tolist", "format", "round", or "math.cos", ...
    """

    to: str
    value: Value
    argument: Site


@dataclass(slots=True)
class Call(Event):
    """A call of a function outside of the project, by its canonical name ("jax.numpy.sum", "numpy.exp", "random.shuffle").

    `sites` and `kwsites` are the places of the arguments; `func` is the place of the called expression.
    """

    name: str
    args: tuple[Value, ...]
    kwargs: dict[str, Value]
    result: Value
    func: Site
    sites: tuple[Site, ...]
    kwsites: dict[str, Site]
    #: An argument was passed by `*args` or `**kwargs`: positions are not certain.
    starred: bool = False


@dataclass(slots=True)
class Method(Event):
    """A method call on an array, a NumPy array, a container or an external object: `x.sort()`, `rng.shuffle(x)`."""

    receiver: Value
    name: str
    args: tuple[Value, ...]
    kwargs: dict[str, Value]
    result: Value
    receiver_site: Site
    sites: tuple[Site, ...]
    kwsites: dict[str, Site]
    #: The call is a statement of its own: nobody sees its result.
    statement: bool = False


@dataclass(slots=True)
class Store(Event):
    """A write into a value.

    `form`: "item" (`x[i] = v`), "aug-item" (`x[i] += v`, `operator` "+"), "del-item" (`del x[i]`),
    "aug-name" (`x += v` of a NumPy array), "attribute" (`x.shape = v`, `name` "shape").
    `target` is the value written into: an Array whose `made` is "at" for `x.at[i] = v`.
    `whole` is the place of the statement when this store is all that it does (then a fix may replace it),
    `path` whether `target_site` is a plain name or attribute path, which may be assigned to.
    """

    form: str
    target: Value
    index: Value = NONE
    value: Value = NONE
    operator: str = ""
    name: str = ""
    target_site: Site = Site("", 0)
    index_site: Site | None = None
    value_site: Site | None = None
    whole: Site | None = None
    path: bool = False


@dataclass(slots=True)
class Index(Event):
    """`value[index]` is read; `at` when the value is an `x.at` (then `value` is `x` itself)."""

    value: Value
    index: Value
    value_site: Site
    index_site: Site
    at: bool = False
    #: Inside of a `try … except IndexError`.
    guarded: bool = False
    #: at: the method that follows ("set", "add", "get", ...), its first argument, its keyword `mode`.
    method: str = ""
    argument: Value = NONE
    argument_site: Site | None = None
    whole: Site | None = None
    #: at: the keywords of the method, such as `mode`.
    kwargs: dict[str, Value] = field(default_factory=dict)
    #: Some test that is not decided leads here, and may ask for the very shape: it is that of one caller's array.
    chosen: bool = False


@dataclass(slots=True)
class Window(Event):
    """`name` reads or writes a window of an array.

    `places`: (axis or None for the flattened array, first element, number of elements, size of the axis), where all of them are known.
    """

    name: str
    places: tuple[tuple[int | None, int, int, int], ...]


@dataclass(slots=True)
class Binary(Event):
    """`left op right`; comparisons too (`op` "<", "==", ...)."""

    op: str
    left: Value
    right: Value
    result: Value
    left_site: Site
    right_site: Site


@dataclass(slots=True)
class Discarded(Event):
    """The value of an expression statement that nobody uses; also an indexer `x.at[i]` that is returned or computed with.

    `value.made` is "at" for `x.at[i]`, "update" for `x.at[i].set(v)`. `target` is the place of `x`, `path` whether
    it may be assigned to.
    """

    value: Value
    target: Site | None = None
    path: bool = False


@dataclass(slots=True)
class Unused(Event):
    """A statement is a call whose result is all that it does; `name` is what is called."""

    name: str


@dataclass(slots=True)
class LinenApply(Event):
    """A Linen module is applied in a way that fails or loses something.

    `problem`: "immutable" (it writes the collection `detail`, which is not mutable), "dropped" (what it wrote there is thrown away), "rng" (it draws from
    the generator `detail`, which is not given), "unwrapped" (the collection `detail` is passed in place of all variables), "missing" (the collection
    `detail` is not passed). `cause` is the layer that does it, `argument` the place of the variables.
    """

    problem: str
    detail: str
    cause: Site | None = None
    argument: Site | None = None


@dataclass(slots=True)
class LinenMethod(Event):
    """A method of a bound Linen module does what only `setup` or a compact method may.

    `problem`: "submodule" (makes the module `name`), "attribute" (assigns it), "field" (`setup` assigns a declared field).
    """

    problem: str
    name: str
    method: str


@dataclass(slots=True)
class UpdateWithoutParams(Event):
    """`tx.update(grads, state)` of an Optax transformation that reads the parameters, which `optimiser` does.

    `last` is the last argument, `keyword` whether it was passed by name, `params` whether the function has a variable of this name.
    """

    optimiser: str
    last: Site | None
    keyword: bool
    params: bool


@dataclass(slots=True)
class ModuleTraced(Event):
    """An Equinox module goes where every leaf has to be an array; `site` is the transformation, or the call of `init`.

    `how`: the kind of trace, "init" (of an optimiser), or "function" (the module is what is transformed). `path` leads to the leaf, `what` it is.
    """

    how: str
    module: str
    path: str
    what: str


@dataclass(slots=True)
class Forked(Event):
    """A process is forked while JAX runs; `name` is what does it, `began` where JAX is used first."""

    name: str
    began: Site | None = None


@dataclass(slots=True)
class TensorFlowSeen(Event):
    """TensorFlow (`name`) is imported beside JAX, and nothing in the project hides the GPU from it."""

    name: str


@dataclass(slots=True)
class ChexAssertion(Event):
    """An assertion of Chex that fails on tracers meets one. `group`: "value", "scalar" or "truth"."""

    name: str
    group: str
    trace: Trace


@dataclass(slots=True)
class HaikuUse(Event):
    """Haiku is used where it cannot know of it.

    `problem`: "outside" (`name` needs an `hk.transform` around it, and has none), "param" or "state" (one is made under a transformation of JAX at `site`,
    inside of `hk.transform`). `place` is where.
    """

    problem: str
    name: str
    place: Site


@dataclass(slots=True)
class Size(Event):
    """A value is used where Python or JAX needs a static number.

    `role`: "range", "shape", "length", "axis", "repeats", "slice", "argument"; `what` is the function or parameter, in words.
    """

    role: str
    value: Value
    what: str


@dataclass(slots=True)
class Iterate(Event):
    """A `for` statement over a value; `enumerated` when through `enumerate`/`zip`/`reversed`."""

    value: Value
    body_size: int = 0


@dataclass(slots=True)
class Member(Event):
    """A value is hashed or used to pick from a Python container.

    `form`: "index" (list, tuple, str, range, NumPy array), "key" (dict lookup or display), "member" (set), `container` the value picked from.
    """

    form: str
    value: Value
    container: Value


@dataclass(slots=True)
class TypeCheck(Event):
    """`isinstance(value, types)` or `type(value) is …` decides between paths.

    `types` are names: "float", "int", "bool", "numpy.ndarray", "jax.Array", ...; `decides` whether the two paths do
    different things (not only a conversion such as `jnp.asarray(x)`).
    """

    value: Value
    types: tuple[str, ...]
    decides: bool


@dataclass(slots=True)
class LoopCall(Event):
    """A call of `scan`, `fori_loop`, `while_loop`, `cond`, `switch`, `map`, `associative_scan`.

    `roles`: the callables by role ("body", "cond", "true", "false", "branch 0", ...): (value, number of positional
    arguments that it is called with, result value or None where not known, place of the argument).
    """

    primitive: str
    roles: dict[str, tuple[Value, int, Value | None, Site]]
    #: The initial carry (scan, fori_loop, while_loop), or None.
    init: Value | None
    init_site: Site | None
    #: scan: the xs; cond/switch: the predicate or index.
    operand: Value | None
    #: The places of the body's `return` statements by role (one or more).
    returns: dict[str, tuple[Site, ...]]
    #: cond/switch: the trace of a predicate that differs between the lanes of a `vmap`; what a branch then must not do, and does.
    batched: Trace | None = None
    heavy: str = ""
    #: The parameters of each callable by role, None where they are not certain.
    params: dict[str, Parameters | None] = field(default_factory=dict)


@dataclass(slots=True)
class Handler(Event):
    """A `try` with handlers. `exceptions`: names caught; `work`: what the body does with arrays.

    `work` is a set of words: "divide", "index", "math", "factor" (linear algebra), "jax" (other functions of JAX), "only-arrays" (nothing else in the body can raise it).
    """

    exceptions: tuple[str, ...]
    work: frozenset[str]
    #: The `try` statement; `site` is the handler.
    statement: Site = Site("", 0)


@dataclass(slots=True)
class Unset(Event):
    """Elements of a `jnp.empty` array are read before they are set; `site` is the call that made it."""


@dataclass(slots=True)
class Differentiated(Event):
    """A function that `name` ("jax.grad", ...) differentiates is called; `made` is where it was transformed.

    `given`: the differentiated arguments: (value, place or None, whether it is a literal). `result` is what the function returns;
    `has_aux` is None where that setting is not known. `last` is the last argument of the transforming call, where a setting may be added.
    """

    name: str
    #: Only floating arrays are differentiated, whatever else is in the arguments (Equinox, NNX).
    filtered: bool
    given: tuple[tuple[Value, Site | None, bool], ...]
    allow_int: bool
    result: Value
    has_aux: bool | None
    made: Site
    last: Site | None


@dataclass(slots=True)
class GradientCut(Event):
    """All that the function differentiated by `by` at `at` returns goes through operations without gradient: `op` at `site` is one."""

    op: str
    by: str
    at: Site


@dataclass(slots=True)
class LoopReversed(Event):
    """Reverse-mode differentiation meets a loop whose number of rounds is not known: `while_loop`, or `fori_loop` with a traced bound."""

    primitive: str
    trace: Trace


@dataclass(slots=True)
class HostInGradient(Event):
    """A callback on the host gets what depends on differentiated arguments."""

    function: str
    trace: Trace


@dataclass(slots=True)
class MaskedEdge(Event):
    """A choice between values (`form`: "where", "nan_to_num", "*", ...) hides the edge of `function`, which is applied at `at`.

    `trace` is that of the operand, which a gradient flows through; None in a public function of which nothing shows whether it is differentiated.
    """

    form: str
    function: str
    at: Site
    trace: Trace | None


@dataclass(slots=True)
class SingularGradient(Event):
    """A gradient flows through `function`, which has none at one point: `where`, in words."""

    function: str
    where: str
    trace: Trace


@dataclass(slots=True)
class LateSetting(Event):
    """A start-up `setting` is changed after JAX was "imported" or "used", or in a "function" that computes with JAX itself (`when`)."""

    setting: str
    when: str
    #: Where JAX is used first, if anybody knows.
    began: Site | None = None


@dataclass(slots=True)
class RoughProduct(Event):
    """A matrix product without a precision of its own is "compared", "inverted" or "solved with" (`use`) at `at`."""

    use: str
    at: Site


@dataclass(slots=True)
class ComplexStep(Event):
    """A complex parameter takes a step along its gradient, which is not conjugated."""


@dataclass(slots=True)
class NanCompared(Event):
    """`value` is compared with NaN by `op` ("==", "is", "in", ...); `other` is the place of `value` where the comparison stands alone."""

    op: str
    value: Value
    other: Site | None


@dataclass(slots=True)
class HostDraw(Event):
    """The host's random numbers are drawn in a traced function; `staged` holds a batched trace, too."""

    name: str


@dataclass(slots=True)
class KeyMade(Event):
    """`jax.random.key(seed)` or `PRNGKey(seed)`, `function` its short name. `staged` holds a batched trace, too."""

    function: str
    seed: Value
    #: "", or "loop" where a sampler takes the key in the round that made it.
    where: str = ""


@dataclass(slots=True)
class KeyReused(Event):
    """A key is spent again, at `site`; `first` is where it was spent before.

    `how` and `first_how` are the functions that spend it: a sampler's name or "split". `loop`: the use before was in an
    earlier round of a loop around both. `inner` and `first_inner` are the places in functions that are called there.
    `names` are the variables that hold the key, which is a single one, not an array of keys; None where the key comes with the carry
    of a loop primitive, whose function is at `site`. `carried`: the round before has made the key, used it, and carried it on.
    """

    first: Site
    first_how: str
    how: str
    loop: bool
    first_inner: Site | None = None
    inner: Site | None = None
    names: tuple[str, ...] | None = ()
    carried: bool = False


@dataclass(slots=True)
class KeyShared(Event):
    """A key is used in a way that gives others the same numbers.

    `how`: "global" (a key of a module or class is spent in a function), "default" (a key as a default), "fold"
    (`fold_in` of a key that was split at `other`, or the other way round), "overwritten" (a parameter replaced by a constant key).
    """

    how: str
    other: Site | None = None
    name: str = ""


@dataclass(slots=True)
class KeyDropped(Event):
    """Keys that nobody uses: the result of `function` is a statement, or its `names` are never read while its key is spent."""

    function: str
    names: tuple[str, ...] = ()


@dataclass(slots=True)
class OuterWrite(Event):
    """A traced function writes into what comes from outside of it.

    `kind`: "global", "nonlocal", "attribute", "container", "argument" (a container that was passed to it). `trace` is that
    of a tracer in the value, None where none is certain.
    """

    kind: str
    name: str
    value: Value
    trace: Trace | None = None


@dataclass(slots=True)
class Effect(Event):
    """Under a staged trace, something happens that has to happen at each call.

    `kind`: "print" (of a tracer), "impure", "environment" (a method of a host's environment), "iterator", "cache" (a cached function is called with a tracer), "f-string"
    (`jax.debug.print(f"{x}")`). `name` is the function, or the variable of an iterator.
    `fields`: the tracers among the arguments: (number of the argument, number of the expression in an f-string, or -1).
    """

    kind: str
    name: str
    fields: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class StaleRead(Event):
    """A compiled function reads `name`, which is `written` after its first call and before another."""

    name: str
    written: Site


@dataclass(slots=True)
class MethodTraced(Event):
    """A transformation of a method. `self_is`: "traced" or "static"; `stale`: attributes that it reads and other methods write.

    `equality`: how many of `__eq__` and `__hash__` the class defines.
    """

    function: str
    transformation: str
    self_is: str
    stale: tuple[str, ...] = ()
    equality: int = 0


@dataclass(slots=True)
class DonatedUse(Event):
    """An array is read after it was donated at `donated`."""

    name: str
    donated: Site


@dataclass(slots=True)
class UnhashableStatic(Event):
    """A value without a hash is passed for a static parameter; `site` is the call.

    `what` says in words what the value is. `literal` is the place of the argument where it is a list literal.
    """

    function: str
    parameter: str
    what: str
    literal: Site | None = None


@dataclass(slots=True)
class Recompiled(Event):
    """A function that is made anew is compiled (by `transformation`) and dropped, again and again.

    `where`: "loop" (each round makes one) or "function" (each call of `caller` does, `called` is a place where it is called many
    times). `what` says in words what is made anew; `changing`: the variables of the loop that it takes from around it.
    """

    where: str
    transformation: str
    what: str
    changing: tuple[str, ...] = ()
    caller: str = ""
    called: Site | None = None


@dataclass(slots=True)
class VaryingStatic(Event):
    """What is passed for the static `parameter` of a compiled `function` is another value each time; `site` is the call in the loop.

    `name` is the variable that changes. `what` says in words what is made anew, where it is no number. `where` and `called` are as in `Recompiled`.
    """

    function: str
    parameter: str
    name: str
    what: str = ""
    where: str = "loop"
    called: Site | None = None
    transformation: str = ""


@dataclass(slots=True)
class VaryingShape(Event):
    """In a loop, a compiled `function` gets an argument of another shape or structure in each round.

    `what`: "array", "list", "tree", or "slice": the slice of an array, with no function around it ("" where one was found later). `name` is what changes.
    """

    what: str
    function: str
    name: str
    where: str = "loop"
    called: Site | None = None
    transformation: str = ""


@dataclass(slots=True)
class TypeSettles(Event):
    """In a loop, a compiled `function` gets a state `name` that has the type `before` in the first round, and `after` in all others.

    Types are as in `data/promotion.py`, weak ones with a star; `after` is "float" where it is a strong type of floats, whichever. `number`: it starts as a Python number. `literal` is the expression that it starts as, where that
    is known: a number, or a call of the function `maker` of `jax.numpy` with the arguments `parts`.
    """

    function: str
    name: str
    before: str
    after: str
    number: bool
    literal: Site | None = None
    maker: str = ""
    parts: tuple[Site, ...] = ()


@dataclass(slots=True)
class CallStyle(Event):
    """A compiled `function` is called as `style` ("a, b=b"); at `first` it got the same arguments as `other` ("a, b")."""

    function: str
    style: str
    other: str
    first: Site


@dataclass(slots=True)
class HostSync(Event):
    """In a training loop, `how` ("float", "item", "np.asarray", "print", ...) waits in each round for `name`, which the device still computes."""

    how: str
    name: str


@dataclass(slots=True)
class StaticMismatch(Event):
    """A setting of a transformation names a parameter that its function does not have.

    `given` is the position or the name; `names` are the function's positional parameters for a position, all that may be named for a name.
    """

    setting: str
    given: int | str
    function: str
    names: tuple[str, ...]


@dataclass(slots=True)
class Raised(Event):
    """A `raise` that every path of a branch of `cond`/`switch` reaches when it is traced."""

    primitive: str
    branch: Any = None


@dataclass(slots=True)
class Wrapped(Event):
    """A transformation takes a function; `site` is the decorator or the call at which it does.

    `params` are None where the signature is not certain. `keywords`: somewhere the transformed function is called with keywords, `plain`: without.
    """

    transformation: str
    function: str
    params: Parameters | None
    settings: dict[str, Value]
    keywords: bool = False
    plain: bool = False


@dataclass(slots=True)
class WrappedCall(Event):
    """A transformed function is called; it was transformed at `made`.

    `counted`: the number of positional arguments is certain. `more`: there are keywords whose names are not known.
    """

    transformation: str
    function: str
    params: Parameters | None
    settings: dict[str, Value]
    args: tuple[Value, ...]
    kwargs: dict[str, Value]
    made: Site
    counted: bool
    more: bool
    sites: tuple[Site, ...] = ()
    kwsites: dict[str, Site] = field(default_factory=dict)
    #: Positions of the arguments that are static, None where these are not known.
    static: frozenset[int] | None = frozenset()
    #: Keywords of whose axes a test around has asked.
    asked: frozenset[str] = frozenset()


@dataclass(slots=True)
class Returned(Event):
    """What a transformed function returns, inside of the transformation that `site` names."""

    transformation: str
    function: str
    settings: dict[str, Value]
    result: Value


@dataclass(slots=True)
class CustomRule(Event):
    """A `custom_vjp` or `custom_jvp` function (`function`, `kind` "vjp" or "jvp") and the rules given to it.

    `site` is where it was made, `attached` the call that gives the rules (None: there is none). `count` is its number of parameters, of which
    `nondiff` are not differentiated; None where that is not certain. `rules`: by role ("fwd", "bwd", "jvp").
    """

    kind: str
    function: str
    attached: Site | None
    count: int | None
    nondiff: tuple[int, ...] | None
    names: tuple[str, ...]
    rules: dict[str, RuleFunction] = field(default_factory=dict)


@dataclass(slots=True)
class RuleFunction:
    """A function given as a rule: its parameters, its result, the places of these."""

    name: str
    params: Parameters | None
    places: tuple[Site, ...]
    results: tuple[tuple[Value, Site], ...]


@dataclass(slots=True)
class AxisUnbound(Event):
    """`function` works over the axis `name`, which nothing binds; `bound` are the names that are bound somewhere."""

    name: str
    function: str
    bound: tuple[str, ...] = ()


@dataclass(slots=True)
class NoneTested(Event):
    """`tree.map` of a function that tests an element of the first tree for None, and does not give None back; no `is_leaf`."""

    function: str
    parameter: str
    test: Site
    trees: int = 1


@dataclass(slots=True)
class StrangeLeaf(Event):
    """An object of a class that is no pytree (`cls`, of a `kind` of class) meets a transformation, as `where`: "argument", "result" or "aux"."""

    cls: str
    where: str
    transformation: str
    kind: str = "plain"


@dataclass(slots=True)
class StaticArray(Event):
    """An array in what JAX compares: the static field `name` of `cls` is "declared" or "made" as one, or it is in the "aux" data."""

    cls: str
    name: str
    how: str


@dataclass(slots=True)
class Rebuilt(Event):
    """The constructor of a pytree, which unflattening calls, does something to its children: `how` is "convert", "check" or "rescale"."""

    cls: str
    how: str


@dataclass(slots=True, frozen=True)
class Use:
    """One name, parameter or option of a library that the code uses, whose life (`data/lifecycle.py`) has an event.

    `kind`: "name", "import", "parameter", "position", "option", "required" (an argument that is missing),
    "attribute", "mesh" (a mesh as a context manager) or "private".
    `old` and `new` are the states of the name in the oldest and in the newest release of the target.
    """

    name: str
    kind: str
    old: str
    new: str
    life: str = ""
    replacement: str = ""
    drop_in: bool = False
    note: str = ""
    #: Parameters: the keyword.
    keyword: str = ""
    #: Imports: where what is imported is used, as (place, name, its drop-in or an empty string).
    elsewhere: tuple[tuple[Site, str, str], ...] = ()
    #: The replacement is not there in the oldest release of the target.
    too_new: bool = False


@dataclass(slots=True)
class ApiUse(Event):
    """Names whose life has an event are used at one place: an import statement may name several."""

    uses: tuple[Use, ...]


@dataclass(slots=True)
class OldAttribute(Event):
    """An attribute of an array that arrays no longer have."""

    name: str


@dataclass(slots=True)
class OldValue(Event):
    """A value is passed that some releases do not take: `name` is the row of `lifecycle.VALUES`, or that of a parameter which came by `**`, or to a method."""

    name: str


@dataclass(slots=True)
class ListMapped(Event):
    """A list is given where `transformation` maps over the axis of an array.

    `what`: "range", "iterator" (`zip`, a generator), "numbers", or "arrays" (whose rows the function takes for one array). `argument` is its place,
    `bounds` those of the arguments of a `range` that is written there.
    """

    transformation: str
    what: str
    argument: Site | None = None
    bounds: tuple[Site, ...] = ()


@dataclass(slots=True)
class HostEffect(Event):
    """A callback to the host (`jax.debug.print`, `io_callback`, …) in traced code: its `ordered` setting; under `vmap`; in a loop primitive."""

    name: str
    ordered: Value | None
    batched: bool
    looped: bool


@dataclass(slots=True)
class Varying(Event):
    """In a `shard_map`, the carry of `primitive` starts the same on all devices, and comes back different."""

    primitive: str


@dataclass(slots=True)
class AtImport(Event):
    """A statement computes with JAX while its module is imported.

    `form`: "module" (a statement of the module), "class" (of a class in it), "default" (a parameter's default), "field"
    (the default of a field; `kind` is that of its class). `name` is the function of JAX; `imported` says that some module imports this one;
    `refused`: the default is an array, which a dataclass does not take.
    """

    form: str
    name: str
    imported: bool
    kind: str = ""
    refused: bool = False


@dataclass(slots=True)
class Timed(Event):
    """A clock is stopped, that was started at `start`, while the work of `name`, started at `pending`, may still run: nobody has waited.

    `fits`: waiting right there, for what the call gives, would mend it. `compiled`: it was waited for, but the first call, that compiles, is one of those measured.
    """

    start: Site
    pending: Site
    name: str
    fits: bool = False
    compiled: bool = False


@dataclass(slots=True)
class Unrolled(Event):
    """A Python loop, or comprehension, in a function that is staged: its body is in the program for each round.

    `rounds`: how many, with those of loops inside of it; None where as many as an axis of a traced array has. `operations`: how many
    operations of JAX that makes, as far as is known.
    """

    rounds: int | None
    operations: int


@dataclass(slots=True)
class Grown(Event):
    """Again and again, outside of any trace, `name` is bound to an array that is longer than the one it was, by `function`."""

    name: str
    function: str


@dataclass(slots=True)
class StateDropped(Event):
    """A function under a transformation of JAX changes the state of an object of Flax NNX, at `change`.

    `how`: the object is an "argument", of which JAX makes a copy, or from "outside" of the function, where NNX refuses the change.
    `renamed` is where the code says `jax.jit`, if that would do as `nnx.jit`.
    """

    transformation: str
    name: str
    how: str
    change: Site
    renamed: Site | None = None


@dataclass(slots=True)
class LargeCapture(Event):
    """A compiled function computes with a large array from outside, that is read as `name` (empty: a `partial` holds it)."""

    name: str
    shape: tuple[int, ...]
    bytes: int


@dataclass(slots=True)
class ElementLoop(Event):
    """A loop outside of any trace works on an array element by element: `how` is "read" or "update"; `loop` its header."""

    how: str
    loop: Site


@dataclass(slots=True)
class Captured(Event):
    """A compiled function uses an array from outside that it was not given: it becomes a part of the program."""

    name: str
    value: Value
    bytes: int


@dataclass(slots=True)
class BufferChanged(Event):
    """The NumPy array `name` is written into after `function` of JAX got it at `given`, and before JAX is done with it.

    `how`: "share" (JAX's array may be the same memory), "read" (it may still read it).
    """

    name: str
    function: str
    how: str
    given: Site


@dataclass(slots=True)
class Squared(Event):
    """A vector and a column are broadcast to a square, as `text` says, and `reduction` at `at` makes one number of it."""

    text: str
    reduction: str
    at: Site


@dataclass(slots=True)
class Truncated(Event):
    """The 64-bit type `asked` is asked for (of `function`), and the project never enables 64-bit types: the result is `made`."""

    asked: str
    made: str
    function: str


@dataclass(slots=True)
class Overflow(Event):
    """The integer `number` (None: some element of a NumPy array) is given to JAX, which has no room for it in `dtype`.

    `how`: "raises", or "wraps" (its low bits are taken without a word). `function` is where, in words.
    """

    number: int | None
    dtype: str
    how: str
    function: str
