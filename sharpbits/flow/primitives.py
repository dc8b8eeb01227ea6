"""Transformations: which arguments become tracers, what their functions are called with, and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import events as ev
from ..data.transforms import Wrapper
from ..syntax import Node
from ..values import (
    ANNOTATED,
    NONE,
    OR_CONCRETE,
    SMOOTH,
    UNKNOWN,
    Api,
    Array,
    Bound,
    Class,
    Const,
    External,
    Func,
    Instance,
    Mapping,
    Numpy,
    Opaque,
    Partial,
    Py,
    Seq,
    Site,
    Term,
    Trace,
    Transformed,
    Tree,
    Value,
    Why,
    concrete_fails,
    leaves,
)
from .arrays.columns import COLUMN
from .arrays.rows import Rows, axes_named, size_along
from .calls import not_implemented
from .keys import holds_key, map_keys, terms_of
from .paths import path_of
from .purity import COMPILED
from .state import SPENT, Frame, join, join_all, key_of, keyed, mapped, number_type, restore, sloped, steeper, stronger, without_keys
from .transformations.rebuilding import children_given

_CALLABLES = (Func, Bound, Partial, Transformed, Class, Instance, Api)
#: Transformations that trace and run nothing.
NOTHING_RUNS = frozenset({"jax.make_jaxpr"})
_PYTREES = ("namedtuple", "pytree", "equinox")
_NUMBER_DTYPES = {"int": "int32", "float": "float32", "bool": "bool"}

#: Settings of several transformations.
_MORE_SETTINGS = ("has_aux", "allow_int", "donate_argnums", "donate_argnames", "axis_size", "axis_name", "out_axes")


class Primitives(Rows):
    naming: int
    sharded: int
    looping: int
    #: Differentiations around the code that runs, and those of them in reverse mode; see `gradients.py`.
    differentiating: int
    reverse: int
    #: Whether any gradient with respect to something complex was seen.
    complex_gradients: bool

    # --- values in and out of a trace -----------------------------------------------------------------

    def tracer(self, value: Any, trace: Trace, filtered: bool = False) -> Value:
        """What a function sees of an argument that is traced: the same structure with tracers for leaves."""
        kind = type(value)
        if value.trace is not None:
            trace = sloped(trace, steeper(trace.slope, value.trace.slope))
        if kind is Array:
            made = COLUMN if value.made == COLUMN and trace.kind != "differentiated" else ""
            if value.trace is not None and (value.trace.kind == "staged" or trace.kind == "differentiated"):
                if trace.kind == "batched":
                    trace = Trace("staged", trace.why, trace.slope)
                elif trace.kind == "staged" and value.trace.kind == "batched" and trace.why is not None:
                    trace = Trace("staged", Why(trace.why.site, trace.why.text, value.trace.why), trace.slope)
                if trace.kind != "staged":
                    return value if value.trace.slope is trace.slope else Array(sloped(value.trace, trace.slope), value.shape, value.dtype, value.weak, value.maybe, value.made, value.why, value.key)
                return Array(Trace("staged", trace.why, trace.slope), value.shape, value.dtype, value.weak, value.maybe and value.made != OR_CONCRETE, made, value.why, value.key)
            return Array(trace, value.shape, value.dtype, value.weak, value.maybe and value.made not in ("field", OR_CONCRETE), made, value.why, value.key)
        if kind is Numpy:
            return self.as_jax(value, trace)
        number = number_type(value)
        if number is not None:
            shape = None if kind is Py and value.origin is ANNOTATED else ()
            return value if filtered else Array(trace, shape, _NUMBER_DTYPES.get(number), True)
        if value is UNKNOWN:
            return UNKNOWN if filtered else Tree(trace)
        if kind is Opaque:
            return value if filtered else Tree(trace, value.key)
        if kind is Tree:
            return Tree(trace if trace.kind == "staged" or value.trace is None else sloped(value.trace, trace.slope), value.key)
        if kind is Seq:
            if value.kind not in ("list", "tuple"):
                return Tree(trace) if value.kind == "sequence" and not filtered else UNKNOWN
            if value.items is not None:
                return Seq(value.kind, tuple([self.tracer(v, trace, filtered) for v in value.items]))
            return Seq(value.kind, None, self.tracer(value.elem, trace, filtered))
        if kind is Mapping:
            if value.items is not None:
                return Mapping(tuple([(k, self.tracer(v, trace, filtered)) for k, v in value.items]))
            return Mapping(None, self.tracer(value.elem, trace, filtered), value.made)
        if kind is Instance:
            return self.instance_tracer(value, trace, filtered)
        if kind is External and not filtered and value.api.startswith("equinox.nn."):
            return self.module_traced(value, trace)  # type: ignore[no-any-return]
        return value  # type: ignore[no-any-return]

    def instance_tracer(self, value: Instance, trace: Trace, filtered: bool) -> Value:
        if value.cls.kind not in _PYTREES:
            return value
        if value.cls.kind == "equinox" and not filtered:
            value = self.module_traced(value, trace)
        attrs: dict[str, Value] = {}
        children = self.children_of(value.cls)
        for name, inner in value.attrs.items():
            field = value.cls.fields.get(name)
            if field is None or field[2] or children is not None and name not in children and (children or number_type(inner) is not None):
                attrs[name] = inner
            elif inner is UNKNOWN:
                # Without an annotation that says so, a field of a class may be static.
                attrs[name] = Tree(trace) if value.cls.kind == "namedtuple" and not filtered else UNKNOWN
            elif number_type(inner) is not None and (value.cls.kind == "equinox" or hides_static(value.cls)):
                attrs[name] = inner if filtered or value.cls.kind != "equinox" else UNKNOWN
            else:
                attrs[name] = self.tracer(inner, trace, filtered)
        return Instance(value.cls, attrs, value.generic)

    def children_of(self, cls: Class) -> set[str] | None:
        """The attributes that a class gives as children where it flattens itself, none where that is not understood; None for classes whose fields are children."""
        flatten = self.find_member(cls, "tree_flatten")
        if type(flatten) is not Func:
            registration = self.registrations.get(cls)
            flatten = registration.flatten if registration is not None and registration.how == "functions" else None
            if flatten is None:
                return None
        return children_given(flatten) if type(flatten) is Func and flatten.params else set()

    def outside(self, value: Any, outer: Trace | None, arrays: bool, closures: bool = False) -> Value:
        """What the caller of a transformed function gets back; `arrays`: numbers come back as arrays. `closures`: it may have come by what a `vmap` around maps."""
        kind = type(value)
        if value.trace is not None:
            if closures and mapped(value.trace) and self.batched is not None and (outer is None or outer.kind == "differentiated"):
                outer = stronger(self.batched, outer)
            outer = self.outer_slope(outer, value.trace)
        if kind is Array:
            return Array(outer, value.shape, value.dtype, value.weak, value.maybe, "", value.why, value.key)
        if kind is Tree:
            return Tree(outer, value.key) if outer is not None else UNKNOWN if value.key is None else Opaque(value.key)
        if arrays and number_type(value) is not None:
            return Array(outer, (), _NUMBER_DTYPES.get(number_type(value) or ""), True)
        if kind is Instance and value.cls.kind not in _PYTREES:
            # Either JAX knows its class as a pytree in a way that the engine does not see, or the call fails.
            if self.tree_trace(value) is None:
                return value  # type: ignore[no-any-return]
            return Instance(value.cls, {k: v if self.tree_trace(v) is None else UNKNOWN for k, v in value.attrs.items()}, True)
        if kind in (Seq, Mapping, Instance):
            return self.map_leaves(value, lambda leaf: self.outside(leaf, outer, arrays, closures), objects="leaves")
        return value  # type: ignore[no-any-return]

    def outer_slope(self, outer: Trace | None, inner: Trace) -> Trace | None:
        """What comes out of a trace depends on differentiated arguments as it did inside, those of closures too."""
        slope = inner.slope if self.differentiating else None
        if outer is None:
            return None if slope is None else Trace("differentiated", inner.why, slope)
        return sloped(outer, slope)

    def map_leaves(self, value: Any, function: Callable[[Value], Value], objects: str = "kept") -> Value:
        """The same structure with `function` of each leaf. `objects` of classes that are no known pytrees are "kept", "lost" (unknown), or "leaves"."""
        kind = type(value)
        if kind is Seq and value.kind in ("list", "tuple"):
            if value.items is not None:
                return Seq(value.kind, tuple([self.map_leaves(v, function, objects) for v in value.items]))
            return Seq(value.kind, None, self.map_leaves(value.elem, function, objects))
        if kind is Mapping:
            if value.items is not None:
                return Mapping(tuple([(k, self.map_leaves(v, function, objects)) for k, v in value.items]))
            return Mapping(None, self.map_leaves(value.elem, function, objects), value.made)
        if kind is Opaque:
            return value  # type: ignore[no-any-return]
        if kind is Instance:
            if value.cls.kind not in _PYTREES:
                return function(value) if objects == "leaves" else UNKNOWN if objects == "lost" else value
            static = {n for n, f in value.cls.fields.items() if f[2]}
            # A number that is no declared field may as well be auxiliary data.
            children = self.children_of(value.cls)
            static |= {n for n, v in value.attrs.items() if type(v) in (Const, Py) and (n not in value.cls.fields or children is not None and n not in children)}
            return Instance(value.cls, {k: v if k in static else self.map_leaves(v, function, objects) for k, v in value.attrs.items()}, value.generic)
        if value is UNKNOWN or value == NONE or kind is Seq:
            return value  # type: ignore[no-any-return]
        return function(value)

    def outer_trace(self, args: Any) -> Trace | None:
        trace = self.staged
        for value in args:
            if type(value) is Instance and value.cls.kind not in _PYTREES:
                continue  # what a trace has left in it is no argument
            mine = self.tree_trace(value)
            if mine is not None:
                trace = stronger(trace, mine)
        return trace

    # --- wrappers: jit, vmap, grad, ... ---------------------------------------------------------------

    def transform(self, row: Wrapper, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        if not args:
            for name in ("fun", "func", "f", "fn", "kernel"):
                if name in kwargs:
                    rest = {k: v for k, v in kwargs.items() if k != name}
                    return self.transform(row, (kwargs[name],), rest, node, frame)
            return Partial(Api(row.name), (), tuple(kwargs.items()))
        func = args[0]
        if type(func) is Const or func is UNKNOWN or type(func) in (Py, Array, Seq, Mapping, Tree):
            return UNKNOWN
        settings = dict(zip(row.positional, args[1:]))
        if node[0] == "call" and any(name is None and self.open_mapping(part, frame) for name, part in node[4]):
            settings.update(dict.fromkeys((s for s in (row.argnums, row.argnames, row.axes, row.diff, *_MORE_SETTINGS) if s), UNKNOWN))
        settings.update(kwargs)
        self.jitted_method(func, row, node, frame)
        if type(func) in (Instance, External) and self.is_module(func):
            self.module_as_function(func, row.name, node, frame)
        if row.name == "chex.chexify" and type(func) is Transformed:
            self.called.add(func.site)  # it does not run alone
        self.check_settings(func, row, settings, node, frame)
        value = Transformed(func, row, tuple(settings.items()), self.site(node, frame), self.now())
        self.transformed.append((value, self.staged))
        if row.name in COMPILED and not self.traces:
            self.compiled_here(row.name, func, node, frame)
        self.function_wrapped(value)
        self.gradient_made(row, node, frame)
        self.custom_made(value)
        self.axes_in_settings(settings)
        if row.name.startswith("haiku.transform"):
            self.haiku_transformed(func)
            return External("transform", (func,), (("state", Const(row.name.endswith("state"))),))
        if row.name.startswith("haiku.without"):
            if type(func) is External and func.api == "transform" and row.name.endswith("rng"):
                return External("transform", func.args, (*func.kwargs, ("rng", Const(False))))
            return func
        return value

    def open_mapping(self, part: Node, frame: Frame) -> bool:
        """Is it not known what `**part` gives?"""
        value = self.quiet(part, frame)
        return type(value) is not Mapping or value.items is None

    def parameters(self, func: Value) -> list[tuple[str, str, bool]] | None:
        """(name, kind, has a default) of the parameters that a call still has to give; None where not known."""
        if type(func) is Func:
            return [(p[0], p[1], p[2] is not None) for p in func.params]
        if type(func) is Bound and type(func.func) is not Api:
            return self.parameters_after(func.func, 1)
        if type(func) is Partial:
            rest = self.parameters_after(func.func, len(func.args))
            if rest is None:
                return None
            given = {k for k, _ in func.kwargs}
            # What follows a parameter that is given by name can be given by name alone.
            bound = next((i for i, (n, k, _) in enumerate(rest) if n in given and k == "any"), len(rest))
            return [(n, "key" if i >= bound and k == "any" else k, d or n in given) for i, (n, k, d) in enumerate(rest)]
        if type(func) is Transformed and func.row.returns in ("result", "grad", "value_and_grad", "tree") and not func.row.refs:
            return self.parameters(func.func)
        member = self.find_member(func, "__init__") if type(func) is Class else self.find_member(func.cls, "__call__") if type(func) is Instance else None
        return self.parameters_after(member, 1) if member is not None else None

    def parameters_after(self, func: Value, given: int) -> list[tuple[str, str, bool]] | None:
        """Those that are left when `given` arguments were given by position; `*args` takes any number."""
        params = self.parameters(func)
        if params is None or any(kind == "star" for _, kind, _ in params[:given]):
            return params
        return params[given:]

    def signature(self, func: Value) -> list[tuple[str, str, bool]] | None:
        """What `inspect.signature` says, by which JAX resolves static names: it looks through `functools.wraps`."""
        shown: Value = func
        while type(shown) is Func and shown.wraps is not None:
            shown = shown.wraps
        return self.parameters(shown) or self.parameters(func)

    def setting(self, value: Transformed, name: str) -> Value | None:
        return dict(value.settings).get(name) if name else None

    def static_parameters(self, value: Transformed, count: int) -> tuple[set[int], set[str]] | None:
        """Static positions and names of a call with `count` positional arguments; None where they are not known."""
        row = value.row
        numbers = self.setting(value, row.argnums)
        names = self.setting(value, row.argnames)
        params = self.signature(value.func)
        positions: set[int] = set()
        words: set[str] = set()
        if numbers is not None and numbers != NONE:
            found = _integers(numbers)
            if found is None:
                return None
            # JAX counts a wrapper's `*args` by the call.
            plain = params is not None and not any(k == "star" for _, k, _ in params)
            size = sum(1 for _, k, _ in params if k in ("pos", "any")) if plain and params is not None else count
            positions = {n % size if n < 0 and size else n for n in found}
        if names is not None and names != NONE:
            strings = _strings(names)
            if strings is None:
                return None
            words = set(strings)
        if params is not None:
            order = [n for n, k, _ in params if k in ("pos", "any")]
            kinds = {k for _, k, _ in params}
            if "star" not in kinds and any(p >= len(order) for p in positions) or "stars" not in kinds and not words <= {n for n, _, _ in params}:
                return None  # it raises before anything is traced, and was told
            words |= {order[p] for p in positions if 0 <= p < len(order)}
            positions |= {i for i, n in enumerate(order) if n in words}
        return positions, words

    def call_transformed(self, value: Transformed, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame, starred: bool) -> Value:
        row = value.row
        work, first = self.work, value.site not in self.called and row.name in COMPILED and (not self.assuming or value.born > self.pace.since)
        if self.failing in ("", value.site.path):
            self.called.add(value.site)
        self.wrapped_call(value, args, kwargs, node, frame, starred)
        self.nnx_transformed(value, args, kwargs)
        self.strange_arguments(value, args, kwargs, node, frame)
        if self.jax_runs < 2:
            self.backend_used(node, frame)
        if self.outside_arrays and self.staged is not None:
            self.constant_used(row.name, (*args, *kwargs.values()))
        if row.name in COMPILED:
            self.given_beforehand(value)
            self.compiled_call(value, args, kwargs, node, frame, starred)
            if not self.x64 and not starred:
                self.large_into_compiled(value, args, kwargs, node, frame)
        if row.kind == "staged" and self.unstaged and row.returns == "result":
            return self.call(value.func, args, kwargs, node, frame, starred)
        if row.kind == "inherit":
            self.custom_called(value, args, starred)
            outside = self.entered_library(row.name)
            result: Value = self.own_rule(value, args, kwargs, node, frame, starred)
            self.left_library(outside)
            return result
        if row.kind == "differentiated":
            return self.call_differentiated(value, args, kwargs, node, frame, starred)
        outer = self.outer_trace((*args, *kwargs.values()))
        given, named = self.traced_arguments(value, args, kwargs)
        staged, batched, abstract = self.staged, self.batched, self.abstract
        self.abstract = abstract or row.name in NOTHING_RUNS
        if row.kind == "staged":
            self.staged = Trace("staged", self.evidence(value))
        elif row.kind == "batched":
            self.batched = Trace("batched", self.evidence(value))
        varies = any(g is not a for g, a in zip(given, args)) or any(named[k] is not kwargs[k] for k in named)
        self.varying += varies
        self.traces += 1
        lifted, self.lifted = self.lifted, self.lifted or row.name.startswith("haiku.")
        if row.kind == "batched":
            self.deriving.append(value.site)
        names_axis = "axis_name" in dict(value.settings)
        self.naming += names_axis
        spread = row.name.endswith("shard_map")
        self.sharded += spread
        if spread:
            # What a device sees of an array is smaller.
            given, named = tuple([self.shapeless(v) for v in given]), {k: self.shapeless(v) for k, v in named.items()}
        compiled = row.name in COMPILED
        if compiled:
            # One place may compile many functions: which one it is counts as well.
            function = (value.site, _root_of(value.func))
            self.stale_reads(function, value.born)
            self.reading.append(function)
        self.direct = True
        try:
            if row.kind == "batched":
                each: Term = ("each", frame.serial, node[1])
                given, named = tuple([self.lane(a, g, each) for a, g in zip(args, given)]), {k: self.lane(kwargs[k], g, each) for k, g in named.items()}
                shared = [t for a, g in zip(args, given) if a is g for t in terms_of(a)]
                result, _ = self.in_rounds(lambda: self.call(value.func, given, named, node, frame, starred), node, frame, [each], shared)
                result = self.new_keys(result, node, frame)
                self.lists_mapped(value, args, given, node, frame, lambda other: self.call(value.func, other, named, node, frame, starred))
            else:
                result = self.call(value.func, given, named, node, frame, starred)
        finally:
            self.staged, self.batched, self.abstract = staged, batched, abstract
            self.traces -= 1
            self.naming -= names_axis
            self.sharded -= spread
            self.lifted = lifted
            if row.kind == "batched":
                self.deriving.pop()
            self.varying -= varies
            if compiled:
                self.reading.pop()
        self.work = max(self.work, work + 1) if row.name not in NOTHING_RUNS else work
        if self.timing and row.name not in NOTHING_RUNS:
            self.started(_name_of(value.func), node, frame, True, first)
        if compiled:
            self.donated_arguments(value, args, kwargs, result, node, frame)
        self.wrapped_result(value, result)
        if not row.filtered and row.returns == "result":
            self.strange_result(value.func, result, row.name, (*given, *named.values()))
        if row.returns == "opaque":
            return UNKNOWN
        if row.returns == "tree" or row.refs:
            return Tree(outer) if outer is not None else UNKNOWN
        outcome = self.outside(result, outer, not row.filtered, row.kind == "staged" or row.kind == "batched" and not made_by(result.trace, value.site))
        return self.mapped_result(value, args, kwargs, outcome) if row.axes else self.shapeless(outcome) if spread else outcome

    def donated_arguments(self, value: Transformed, args: tuple[Value, ...], kwargs: dict[str, Value], result: Value, node: Node, frame: Frame) -> None:
        numbers = self.setting(value, "donate_argnums")
        words = self.setting(value, "donate_argnames")
        if (numbers is None and words is None) or node[0] != "call" or len(node[3]) != len(args) or any(a[0] == "star" for a in node[3]) or self.muted:
            return
        if self.staged is not None or self.abstract:
            return  # what is traced has no buffer to give away
        params = self.parameters(value.func)
        order = [n for n, k, _ in params if k in ("pos", "any")] if params is not None else []
        wanted = set(_strings(words) or ()) if words is not None else set()
        chosen = _integers(numbers) or () if numbers is not None else ()
        places = {n % len(args) for n in chosen if -len(args) <= n < len(args)}
        places |= {i for i, n in enumerate(order) if n in wanted and i < len(args)}
        wanted |= {order[n] for n in chosen if 0 <= n < len(order)}
        shapes = [leaf.shape for leaf in leaves(result) if type(leaf) is Array]
        parts = [(place in places, part, given) for place, (part, given) in enumerate(zip(node[3], args))]
        parts += [(name in wanted, part, kwargs[name]) for name, part in node[4] if name in kwargs]
        paths = []
        for donated, part, given in parts:
            # A buffer that fits no result is not used, and stays.
            fits = type(given) is not Array or given.shape is None or None in shapes or given.shape in shapes or not shapes
            path = path_of(part)
            if donated and path is not None and fits and (type(given) in (Array, Tree, Mapping, Seq, Opaque) or (type(given) is Instance and given.cls.kind == "namedtuple")):
                paths.append(path)
        if paths:
            self.donate(paths, [path_of(part) for donated, part, _ in parts if not donated], node, frame)

    def evidence(self, value: Transformed) -> Why:
        row = value.row
        verb = {"staged": "traced by", "batched": "batched by", "differentiated": "differentiated by"}[row.kind]
        return Why(value.site, f"`{_name_of(value.func)}` is {verb} `{_short(row.name)}`")

    def traced_arguments(self, value: Transformed, args: tuple[Value, ...], kwargs: dict[str, Value]) -> tuple[tuple[Value, ...], dict[str, Value]]:
        row = value.row
        if row.refs:
            # The kernel gets a reference for each input and each output.
            kernel = self.parameters(value.func) or []
            return tuple([External("ref") for _, k, d in kernel if k in ("pos", "any") and not d]), {}
        if row.closes:
            return args, kwargs
        origin = self.evidence(value)
        params = self.parameters(value.func)
        order = [n for n, k, _ in params if k in ("pos", "any")] if params is not None else []

        def wrap(argument: Value, name: str) -> Value:
            trace = Trace(row.kind, Why(self.parameter_site(value.func, name) or value.site, f"its parameter `{name}` is traced", origin)) if name else Trace(row.kind, origin)
            return self.tracer(argument, trace, row.filtered)

        static = self.static_parameters(value, len(args))
        if static is None:
            return tuple([a if a.trace is not None else UNKNOWN for a in args]), {k: UNKNOWN for k in kwargs}
        positions, names = static
        if row.name.endswith("shard_map"):
            # What has no spec at all is handed on as it is.
            specs = self.setting(value, "in_specs")
            positions = positions | {i for i, spec in enumerate(specs.items if type(specs) is Seq and specs.items is not None else ()) if spec == NONE}
        if row.axes:
            axes = self.setting(value, row.axes)
            mapped = self.mapped_positions(axes, len(args))
            if mapped is None:
                return tuple([a if a.trace is not None else UNKNOWN for a in args]), kwargs
            # `pmap` stages what it does not map as well.
            rest = wrap if row.kind == "staged" else lambda a, name: a
            numbered = axes_named(axes, len(args))
            words = [order[i] if i < len(order) else "" for i in range(len(args))]
            out = [
                a if i in positions else wrap(self.row_of(a, numbered[i]), words[i]) if mapped[i] else rest(a if numbered[i] is None else self.shapeless(a), words[i])
                for i, a in enumerate(args)
            ]  # fmt: skip
            return tuple(out), {k: v if k in names else wrap(self.row_of(v), k) for k, v in kwargs.items()}
        new = [a if i in positions else wrap(a, order[i] if i < len(order) else "") for i, a in enumerate(args)]
        return tuple(new), {k: v if k in names else wrap(v, k) for k, v in kwargs.items()}

    def parameter_site(self, func: Value, name: str) -> Site | None:
        while type(func) in (Bound, Partial, Transformed):
            func = func.func  # type: ignore[attr-defined]
        if type(func) is Func:
            for param in func.params:
                if param[0] == name:
                    return Site(func.module.path, param[4])
        return None

    def mapped_positions(self, axes: Value | None, count: int) -> list[bool] | None:
        if axes is None or (type(axes) is Const and type(axes.value) is int):
            return [True] * count
        if type(axes) is Seq and axes.items is not None:
            known: list[bool] = []
            for item in axes.items:
                if type(item) is Const:
                    known.append(item.value is not None)
                elif type(item) in (Seq, Mapping):
                    known.append(False)
                else:
                    return None
            return (known + [False] * count)[:count] if len(known) >= count else None
        return None

    def call_differentiated(self, value: Transformed, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame, starred: bool) -> Value:
        row = value.row
        chosen = self.setting(value, row.diff) or Const(0)
        numbers = _integers(chosen)
        outer = self.outer_trace((*args, *kwargs.values()))
        origin = self.evidence(value)
        params = self.parameters(value.func)
        order = [n for n, k, _ in params if k in ("pos", "any")] if params is not None else []
        given = [self.without_columns(a) for a in args]
        for place in numbers or ():
            if -len(args) <= place < len(args):
                name = order[place] if place < len(order) else ""
                site = self.parameter_site(value.func, name) or value.site
                trace = Trace("differentiated", Why(site, f"its parameter `{name}` is differentiated", origin) if name else origin, SMOOTH)
                if numbers is not None:
                    given[place] = self.tracer(args[place], trace, row.filtered)
        self.deriving.append(value.site)
        self.work += 1
        result = self.differentiate(value.func, tuple(given), kwargs, node, frame, starred, row.name)
        if self.timing:
            self.started(_name_of(value.func), node, frame, True)
        self.deriving.pop()
        places = [n % len(args) for n in numbers or () if -len(args) <= n < len(args)]
        self.differentiated_event(value, places, args, result, node, frame)
        if row.returns == "tree":
            return Tree(outer) if outer is not None else UNKNOWN
        grads: Value = UNKNOWN
        if numbers is not None and args and all(-len(args) <= n < len(args) for n in numbers):
            parts = [self.gradient(args[n], outer) for n in numbers]
            grads = parts[0] if type(chosen) is Const else Seq("tuple", tuple(parts))
        has_aux = self.setting(value, "has_aux")
        out = self.outside(result, outer, False)
        if has_aux == Const(True) and not row.filtered:
            self.strange_aux(value.func, result, row.name)
        if has_aux is not None and has_aux != Const(False):
            pair = out.items if type(out) is Seq and out.items is not None and len(out.items) == 2 else (UNKNOWN, UNKNOWN)
            aux = pair[1] if has_aux == Const(True) else UNKNOWN
            return Seq("tuple", (grads, aux)) if row.returns == "grad" else Seq("tuple", (Seq("tuple", (pair[0], aux)), grads))
        return grads if row.returns == "grad" else Seq("tuple", (out, grads))

    def gradient(self, value: Value, outer: Trace | None) -> Value:
        if value is UNKNOWN or type(value) is Tree:
            return Tree(outer) if outer is not None else UNKNOWN
        if number_type(value) is not None:
            return Array(outer, (), "float32", True)
        if type(value) is Array:
            if value.dtype is not None and value.dtype.startswith("complex"):
                self.complex_gradients = True
                return Array(outer, value.shape, value.dtype, made="gradient")
            # The gradient of a weak scalar is weak; for other shapes that depends on the function.
            scalar = value.shape == ()
            return Array(outer, value.shape, "float" if value.weak and not scalar else value.dtype, value.weak and scalar)
        if type(value) is Numpy:
            return self.as_jax(value, outer)
        if type(value) in (Seq, Mapping, Instance):
            return self.map_leaves(value, lambda leaf: self.gradient(leaf, outer) if type(leaf) in (Array, Numpy, Tree, Const, Py) else leaf)
        return value

    def run_transformed(self, value: Transformed, staged: Trace | None, owner: Class | None = None) -> None:
        """A transformed function that no code of the project calls: with nothing known of its arguments. `owner`: of a method, the class that has it."""
        params = self.parameters(value.func)
        func: Value = value.func
        receiver: Value | None = None
        base = func
        while type(base) in (Partial, Transformed):
            base = base.func  # type: ignore[attr-defined]
        if params is None or (type(base) is Bound and type(base.func) is Api):
            return
        if type(base) is Func and base.owner is not None and params and value.func is base:
            receiver = self.generic_instance(owner or base.owner)
        root = base.func if type(base) is Bound else base
        while type(root) in (Partial, Transformed, Bound):
            root = root.func  # type: ignore[attr-defined]
        notes = {p[0]: (p[3], root.frame) for p in root.params if p[3] is not None} if type(root) is Func else {}
        args: list[Value] = []
        kwargs: dict[str, Value] = {}
        mapped_too = value.row.kind == "batched" or holds_batched(func)
        self.assumed = True
        for place, (name, kind, default) in enumerate(params):
            if place == 0 and receiver is not None:
                args.append(receiver)
                continue
            if kind in ("star", "stars"):
                continue
            given: Value = UNKNOWN
            if name in notes:
                given = self.annotated(notes[name][0], notes[name][1], parameter=True)
                if mapped_too:
                    given = self.shapeless(given)  # that is what the function sees of it
            if type(given) is Numpy:
                given = Array()
            if kind == "key":
                if not default:
                    kwargs[name] = given
            elif not default:
                args.append(given)
        before, self.staged = self.staged, staged
        frame = root.frame if type(root) is Func else self.idle_frame
        try:
            self.call_transformed(value, tuple(args), kwargs, ("const", value.site.at, None), frame, False)
        finally:
            self.staged = before

    # --- control flow: scan, cond, ... ------------------------------------------------------------------

    def staged_by(self, name: str, func: Value, node: Node, frame: Frame) -> Trace:
        return Trace("staged", Why(self.site(node, frame), f"`{_name_of(func)}` is traced by `{_short(name)}`"))

    def inside(self, func: Value, args: tuple[Value, ...], trace: Trace, node: Node, frame: Frame) -> tuple[Value, tuple[Site, ...]]:
        """Call the function of a primitive under its own staged trace; its result and the places of its returns."""
        before, self.staged = self.staged, trace
        self.traces += 1
        self.looping += 1
        self.varying += 1
        try:
            result = self.call(func, args, {}, node, frame)
        finally:
            self.staged = before
            self.traces -= 1
            self.looping -= 1
            self.varying -= 1
        self.strange_result(func, result, "", args)
        inner = func
        while type(inner) in (Bound, Partial, Transformed):
            inner = inner.func  # type: ignore[attr-defined]
        if type(inner) is Func:
            if inner.node[0] == "lambda":
                return result, (Site(inner.module.path, inner.node[1]),)
            last = self.activations.get((inner.node[1], inner.module.path))
            if last is not None:
                return result, tuple([Site(inner.module.path, at) for at in last.return_sites])
        return result, ()

    def loop_event(self, name: str, node: Node, frame: Frame, roles: Any, init: Value | None, init_node: Node | None, operand: Value | None, returns: Any) -> None:
        if self.muted or node[0] != "call":
            return
        event = ev.LoopCall(self.site(node, frame), self.staged, name, roles, init, self.site(init_node, frame) if init_node else None, operand, returns)
        event.params = {role: self.known_parameters(func) for role, (func, *_) in roles.items()}
        if self.batched is not None and name in ("jax.lax.cond", "jax.lax.switch") and operand is not None:
            event.batched = self.batched_by(operand)
            if event.batched is not None:
                event.heavy = next((word for func, *_ in roles.values() if (word := self.heavy(func))), "")
        self.emit(event)

    def p_scan(self, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        func, init, xs = _arguments(args, kwargs, ("f", "init", "xs"))
        self.size_events("jax.lax.scan", args, kwargs, node, frame)
        sites = _nodes(node, ("f", "init", "xs"))
        trace = self.staged_by("jax.lax.scan", func, node, frame)
        carry, carried = self.carry_keys(self.carried_unset(init, self.tracer(init, self.reason(trace, "the carry"))), node, frame)
        each: Term = ("each", frame.serial, node[1])
        x = NONE if xs == NONE or "xs" not in kwargs and len(args) < 3 else self.lane(xs, self.tracer(self.rows(xs), self.reason(trace, "a slice of `xs`")), each)
        entry = frame.env.get(SPENT)
        result, returns = self.rounds(lambda: self.inside(func, (carry, x), trace, node, frame), node, frame, [each, *carried])
        if type(result) is Seq and result.items is not None and len(result.items) == 2:
            self.muted_loop_event("jax.lax.scan", node, frame, {"body": (func, 2, result, sites[0])}, carry, sites[1], xs, {"body": returns})
            after = join(carry, result.items[0], loop=True)
            if after != carry and after is not UNKNOWN:
                again, _ = self.once_more(lambda: self.inside(func, (after, x), trace, node, frame), node, frame, [each, *carried], entry)
                if type(again) is Seq and again.items is not None and len(again.items) == 2:
                    result = again
        else:
            self.muted_loop_event("jax.lax.scan", node, frame, {"body": (func, 2, result, sites[0])}, carry, sites[1], xs, {"body": returns})
        outer = self.outer_trace((init, xs))
        self.list_mapped("jax.lax.scan", xs, sites[2], node, frame, lambda rows: self.inside(func, (carry, rows), trace, node, frame))
        if self.sharded:
            row = Array(Trace("batched")) if type(x) is Array and x.trace is not None else UNKNOWN
            self.starts_unvarying("jax.lax.scan", init, carry, lambda start: first_of(self.call(func, (start, row), {}, node, frame)), node, frame)
        if type(result) is Seq and result.items is not None and len(result.items) == 2:
            length = kwargs.get("length", args[3] if len(args) > 3 else NONE)
            size = length.value if type(length) is Const and type(length.value) is int else size_along(xs, 0)
            stacked = self.stacked(self.outside(result.items[1], outer, True, True), 0, size)
            return self.new_keys(Seq("tuple", (self.outside(result.items[0], outer, True, True), stacked)), node, frame)
        return Seq("tuple", (UNKNOWN, UNKNOWN))

    def muted_loop_event(self, name: str, node: Node, frame: Frame, roles: Any, init: Value | None, init_node: Node | None, operand: Value | None, returns: Any) -> None:
        if node[0] == "call" and any(part[0] == "star" and self.known_items(self.quiet(part[2], frame), frame) is None for part in node[3]):
            return  # how many arguments it is given is not known
        placed = {k: (f, n, r, self.site(s, frame) if s is not None else self.site(node, frame)) for k, (f, n, r, s) in roles.items()}
        self.loop_event(name, node, frame, placed, init, init_node, operand, returns)

    def reason(self, trace: Trace, what: str) -> Trace:
        why = trace.why
        return trace if why is None else Trace(trace.kind, Why(why.site, f"{what} is traced", why), trace.slope)

    def rows(self, xs: Value) -> Value:
        """One slice of arrays along their leading axis."""
        if xs is UNKNOWN:
            return UNKNOWN
        # A list as `xs` is a pytree of arrays; whether arrays were meant is another question.
        return UNKNOWN if type(xs) is Seq and xs.kind == "list" else self.map_leaves(xs, lambda leaf: self.row_of_leaf(leaf, 0))

    def lane(self, whole: Value, row: Value, each: Term) -> Value:
        """The key in one slice of the keys that are mapped over; what is not mapped stays as it is."""
        term = key_of(whole)
        if type(row) is Instance and row is not whole and holds_key(row, 3, _PYTREES):
            return map_keys(row, lambda inner: ("elem", inner, each), 3, _PYTREES)
        if row is whole or term is None or type(whole) not in (Array, Tree, Opaque):
            return row
        if type(row) in (Array, Tree):
            return keyed(row, ("elem", term, each))
        return Opaque(("elem", term, each)) if row is UNKNOWN or type(row) is Opaque else row

    def rounds(self, call: Any, node: Node, frame: Frame, each: Any) -> Any:
        """One round of a loop primitive: (result, places of the returns)."""
        (result, returns), spent = self.in_rounds(call, node, frame, each)
        self.carried_back(result, spent, each, node, frame)
        return result, returns

    def once_more(self, call: Any, node: Node, frame: Frame, each: Any, entry: Value | None) -> Any:
        """The round again, with what the first has found out of the carry; its keys are spent only once."""
        spent = frame.env.get(SPENT)
        restore(frame, entry)
        out = self.rounds(call, node, frame, each)
        restore(frame, spent)
        return out

    def new_keys(self, value: Value, node: Node, frame: Frame) -> Value:
        """What comes out of the last round are other keys than went in."""
        if not holds_key(value):
            return value
        names: list[Term] = []

        def name(term: Term | None) -> Term:
            names.append(("made", frame.serial, node[1], 1000 + len(names)))
            self.renew(names[-1], frame)
            return names[-1]

        return map_keys(value, name)

    def p_fori_loop(self, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        lower, upper, func, init = _arguments(args, kwargs, ("lower", "upper", "body_fun", "init_val"))
        sites = _nodes(node, ("lower", "upper", "body_fun", "init_val"))
        trace = self.staged_by("jax.lax.fori_loop", func, node, frame)
        index = Array(self.reason(trace, "the loop's index"), (), "int32", True)
        return self.looped("jax.lax.fori_loop", func, (index,), init, {}, trace, node, frame, sites[2], sites[3], bounds=(lower, upper))

    def p_while_loop(self, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        test, func, init = _arguments(args, kwargs, ("cond_fun", "body_fun", "init_val"))
        sites = _nodes(node, ("cond_fun", "body_fun", "init_val"))
        asking = self.staged_by("jax.lax.while_loop", test, node, frame)
        roles: dict[str, Any] = {}

        def ask(carry: Value) -> None:
            asked, _ = self.inside(test, (carry,), asking, node, frame)
            roles["cond"] = (test, 1, asked, sites[0])

        trace = self.staged_by("jax.lax.while_loop", func, node, frame)
        return self.looped("jax.lax.while_loop", func, (), init, roles, trace, node, frame, sites[1], sites[2], ask)

    def looped(
        self, name: str, func: Value, leading: tuple[Value, ...], init: Value, roles: Any, trace: Trace, node: Node, frame: Frame,
        func_node: Any, init_node: Any, ask: Callable[[Value], object] = lambda carry: None, bounds: tuple[Value, ...] = (),
    ) -> Value:  # fmt: skip
        """`ask` runs what comes before the body in each round: the condition of a `while_loop`."""
        carry, carried = self.carry_keys(self.carried_unset(init, self.tracer(init, self.reason(trace, "the carry"))), node, frame)
        entry = frame.env.get(SPENT)
        result, returns = self.rounds(lambda: (ask(carry), self.inside(func, (*leading, carry), trace, node, frame))[1], node, frame, carried)
        self.muted_loop_event(name, node, frame, {**roles, "body": (func, len(leading) + 1, result, func_node)}, carry, init_node, None, {"body": returns})
        after = join(carry, result, loop=True)
        if after != carry and after is not UNKNOWN:
            result, _ = self.once_more(lambda: self.inside(func, (*leading, after), trace, node, frame), node, frame, carried, entry)
        outer = self.outer_trace((init,))
        if self.sharded:
            first = tuple([Array(None, (), "int32") for _ in leading])
            self.starts_unvarying(name, init, carry, lambda start: self.call(func, (*first, start), {}, node, frame), node, frame)
        after = join(carry, result, loop=True)
        self.loop_differentiated(name, after, bounds, node, frame)
        return self.new_keys(self.outside(after, outer, True, True), node, frame)

    def p_cond(self, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        pred, yes, no = _arguments(args, kwargs, ("pred", "true_fun", "false_fun"))
        operands = args[3:] if len(args) > 3 else ((kwargs["operand"],) if "operand" in kwargs else ())
        sites = _nodes(node, ("pred", "true_fun", "false_fun"))
        if len(args) == 5 and type(args[1]) not in _CALLABLES and not (type(args[2]) not in _CALLABLES and type(args[2]) is not type(UNKNOWN)):
            # The older form: cond(pred, true_operand, true_fun, false_operand, false_fun)
            for func, operand in ((args[2], args[1]), (args[4], args[3])):
                trace = self.staged_by("jax.lax.cond", func, node, frame)
                self.inside(func, (self.tracer(operand, self.reason(trace, "an operand")),), trace, node, frame)
            return UNKNOWN
        return self.branches("jax.lax.cond", pred, [("true", yes, sites[1]), ("false", no, sites[2])], operands, node, frame)

    def p_switch(self, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        index, branches = _arguments(args, kwargs, ("index", "branches"))
        operands = args[2:] if len(args) > 2 else ((kwargs["operand"],) if "operand" in kwargs else ())
        if type(branches) is not Seq or branches.items is None:
            return UNKNOWN
        sites = _nodes(node, ("index", "branches"))
        return self.branches("jax.lax.switch", index, [(f"branch {i}", b, sites[1]) for i, b in enumerate(branches.items)], operands, node, frame)

    def branches(self, name: str, pred: Value, funcs: Any, operands: tuple[Value, ...], node: Node, frame: Frame) -> Value:
        roles: dict[str, Any] = {}
        returns: dict[str, Any] = {}
        results: list[Value] = []
        entry = frame.env.get(SPENT)
        ends: list[Value] = []
        for role, func, place in funcs:
            restore(frame, entry)
            self.raised_last = None
            trace = self.staged_by(name, func, node, frame)
            given = tuple([self.tracer(v, self.reason(trace, "an operand")) for v in operands])
            asked = _nodes(node, ("pred",))[0] if role in ("true", "false") and type(func) is not External else None
            if asked is not None:
                frame.conditions.append((asked, role == "true"))
            result, where = self.inside(func, given, trace, node, frame)
            if asked is not None:
                frame.conditions.pop()
            if type(result) is Py and result.type == "never":
                self.raised_event(name, func, node, frame)
                result = UNKNOWN
            else:
                results.append(result)
            roles[role] = (func, len(given), result, place)
            returns[role] = where
            if SPENT in frame.env:
                ends.append(frame.env[SPENT])
        if ends:
            frame.env[SPENT] = join_all(ends)
        self.muted_loop_event(name, node, frame, roles, None, None, pred, returns)
        if not results:
            return UNKNOWN
        return self.outside(join_all(results), self.outer_trace((pred, *operands)), True, True)

    def raised_event(self, name: str, func: Value, node: Node, frame: Frame) -> None:
        inner = func
        while type(inner) in (Bound, Partial):
            inner = inner.func  # type: ignore[attr-defined]
        if type(inner) is Func:
            last = self.activations.get((inner.node[1], inner.module.path))
            if inner.node[0] == "lambda" and self.raised_last is not None:
                # It calls a function that raises.
                self.emit(ev.Raised(self.raised_last, self.staged, name, self.site(node, frame)))
            elif last is not None and last.raised and not (inner.owner is not None and not_implemented(inner.node[4])):
                self.emit(ev.Raised(Site(inner.module.path, last.raised[0]), self.staged, name, self.site(node, frame)))

    def p_map(self, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        func, xs = _arguments(args, kwargs, ("f", "xs"))
        trace = self.staged_by("jax.lax.map", func, node, frame)
        each: Term = ("each", frame.serial, node[1])
        x = self.lane(xs, self.tracer(self.rows(xs), self.reason(trace, "a slice of `xs`")), each)
        result, returns = self.rounds(lambda: self.inside(func, (x,), trace, node, frame), node, frame, [each])
        self.list_mapped("jax.lax.map", xs, _nodes(node, ("f", "xs"))[1], node, frame, lambda rows: self.inside(func, (rows,), trace, node, frame))
        self.muted_loop_event("jax.lax.map", node, frame, {"body": (func, 1, result, _nodes(node, ("f",))[0])}, None, None, xs, {"body": returns})
        return self.new_keys(self.stacked(self.outside(result, self.outer_trace((xs,)), True, True), 0, size_along(xs, 0)), node, frame)

    def p_associative_scan(self, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        func, elems = _arguments(args, kwargs, ("fn", "elems"))
        some = self.map_leaves(elems, lambda leaf: Array(leaf.trace) if type(leaf) in (Array, Tree) else leaf)
        result = self.call(func, (some, some), {}, node, frame)
        self.muted_loop_event("jax.lax.associative_scan", node, frame, {"body": (func, 2, None, _nodes(node, ("fn",))[0])}, None, None, elems, {})
        return self.shapeless(self.outside(result, self.outer_trace((elems,)), True))

    # --- differentiation called at once -----------------------------------------------------------------

    def differentiated(self, func: Value, primals: tuple[Value, ...], name: str, node: Node, frame: Frame) -> Value:
        trace = Trace("differentiated", Why(self.site(node, frame), f"`{_name_of(func)}` is differentiated by `{_short(name)}`"), SMOOTH)
        outer = self.outer_trace(primals)
        result = self.differentiate(func, tuple([self.tracer(p, trace) for p in primals]), {}, node, frame, False, name)
        self.cut_event(result, name, self.site(node, frame))
        return self.outside(result, outer, False)

    def p_vjp(self, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        if not args:
            return UNKNOWN
        return self.with_pullback("jax.vjp", args, kwargs, node, frame)

    def p_linearize(self, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        return self.with_pullback("jax.linearize", args, kwargs, node, frame) if args else UNKNOWN

    def with_pullback(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        out = self.differentiated(args[0], args[1:], name, node, frame)
        outer = self.outer_trace(args[1:])
        pull = External("pullback", (Tree(outer) if outer is not None else UNKNOWN,))
        if kwargs.get("has_aux") == Const(True):
            pair = out.items if type(out) is Seq and out.items is not None and len(out.items) == 2 else (UNKNOWN, UNKNOWN)
            return Seq("tuple", (pair[0], pull, pair[1]))
        return Seq("tuple", (out, pull)) if "has_aux" not in kwargs else UNKNOWN

    def p_jvp(self, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        func, primals, tangents = _arguments(args, kwargs, ("fun", "primals", "tangents"))
        if type(primals) is not Seq or primals.items is None:
            return UNKNOWN
        out = self.differentiated(func, primals.items, "jax.jvp", node, frame)
        return Seq("tuple", (out, out)) if "has_aux" not in kwargs else UNKNOWN

    def p_eval_shape(self, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        if args:
            trace = self.staged_by("jax.eval_shape", args[0], node, frame)
            abstract, self.abstract, work = self.abstract, True, self.work
            self.inside(args[0], tuple([self.tracer(a, self.reason(trace, "an argument")) for a in args[1:]]), trace, node, frame)
            self.abstract, self.work = abstract, work
        return UNKNOWN

    def p_callback(self, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        """`pure_callback(f, shape, *args)`: `f` runs on the host with NumPy arrays."""
        self.callback_differentiated("jax.pure_callback", args[2:], node, frame)
        staged, batched, traces, reading = self.staged, self.batched, self.traces, self.reading
        self.staged = self.batched = None
        self.traces, self.reading = 0, []
        if args:
            self.call(args[0], tuple([UNKNOWN for _ in args[2:]]), {}, node, frame)
        self.staged, self.batched, self.traces, self.reading = staged, batched, traces, reading
        return Tree(self.staged) if self.staged is not None else UNKNOWN

    # --- pytrees ------------------------------------------------------------------------------------------

    def p_tree_map(self, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        func, tree = _arguments(args, kwargs, ("f", "tree"))
        rest = args[2:]
        others = tuple([self.any_leaf(r) for r in rest])
        if kwargs.get("is_leaf", NONE) == NONE:
            self.tree_mapped(func, 0, 1 + len(rest), node, frame)

        def apply(leaf: Value) -> Value:
            # What a library has made may be one leaf or a whole tree.
            value = Array(leaf.trace) if type(leaf) is Tree else UNKNOWN if type(leaf) is External else leaf
            result = self.call(func, (value, *others), {}, node, frame)
            if type(leaf) is Tree and type(result) is Array:
                return Tree(result.trace) if result.trace is not None else UNKNOWN
            return UNKNOWN if type(leaf) in (Tree, External) else result

        # Each leaf is a round: a key of the closure is spent in all of them.
        if tree is UNKNOWN or "is_leaf" in kwargs:
            self.in_rounds(lambda: self.call(func, (UNKNOWN, *[UNKNOWN for _ in others]), {}, node, frame), node, frame, (), together=True)
            return UNKNOWN
        if type(tree) not in (Seq, Mapping, Tree, Instance) or (type(tree) is not Tree and known_leaves(tree) == 1):
            return self.map_leaves(tree, apply, "lost")
        result, _ = self.in_rounds(lambda: self.map_leaves(tree, apply, "lost"), node, frame, (), terms_of(tree), True)
        return result  # type: ignore[no-any-return]

    def p_tree_map_with_path(self, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        func, tree = _arguments(args, kwargs, ("f", "tree"))
        rest = args[2:]
        if kwargs.get("is_leaf", NONE) == NONE:
            self.tree_mapped(func, 1, 1 + len(rest), node, frame)
        known = tree is not UNKNOWN and "is_leaf" not in kwargs
        given = (UNKNOWN, *[self.any_leaf(t) if known else UNKNOWN for t in (tree, *rest)])
        if known_leaves(tree) == 1:
            self.call(func, given, {}, node, frame)
        else:
            self.in_rounds(lambda: self.call(func, given, {}, node, frame), node, frame, (), together=True)
        return UNKNOWN

    def any_leaf(self, tree: Value) -> Value:
        found: list[Value] = []

        def take(leaf: Value) -> Value:
            found.append(Array(leaf.trace) if type(leaf) is Tree else UNKNOWN if type(leaf) is External else leaf)
            return leaf

        self.map_leaves(tree, take)
        return without_keys(join_all(found)) if found else UNKNOWN

    def p_tree_leaves(self, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        return Seq("list", None, self.any_leaf(args[0]) if args and "is_leaf" not in kwargs else UNKNOWN)

    def p_tree_flatten(self, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        return Seq("tuple", (self.p_tree_leaves(args, kwargs, node, frame), UNKNOWN))

    def p_tree_unflatten(self, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        inner = self.any_leaf(args[1]) if len(args) > 1 else UNKNOWN
        return Tree(inner.trace) if type(inner) is Array and inner.trace is not None and not inner.maybe else UNKNOWN

    def p_tree_reduce(self, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        func, tree = _arguments(args, kwargs, ("function", "tree"))
        leaf = self.any_leaf(tree)
        start = args[2] if len(args) > 2 else kwargs.get("initializer", leaf)
        return self.call(func, (join(start, leaf, loop=True), leaf), {}, node, frame)

    def p_tree_all(self, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        leaf = self.any_leaf(args[0]) if args else UNKNOWN
        if concrete_fails(leaf) is not None:
            self.emit(ev.Truth(self.site(node, frame), self.staged, "all", leaf, tuple([self.site(a, frame) for a in node[3][:1]]), (leaf,)))
        return Py("bool")

    def p_same(self, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        return args[0] if args else UNKNOWN

    def p_stop_gradient(self, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        value = self.stopped(args[0], node, frame) if args else UNKNOWN
        return self.map_leaves(value, lambda leaf: self.tracer(leaf, self.staged) if self.staged is not None and number_type(leaf) is not None else leaf)

    def p_device_put(self, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        value = args[0] if args else UNKNOWN
        self.work += 1
        if not self.x64:
            self.put_on_device(value, node, frame)
        return self.map_leaves(value, lambda leaf: self.as_jax(leaf, self.staged) if type(leaf) is Numpy else leaf)

    def p_device_get(self, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        value = args[0] if args else UNKNOWN
        return self.map_leaves(value, lambda leaf: Numpy(leaf.shape, leaf.dtype, True) if type(leaf) is Array and leaf.trace is None and not leaf.maybe else UNKNOWN if type(leaf) in (Array, Tree) else leaf)

    def p_is_concrete(self, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        value = args[0] if args else UNKNOWN
        return Const(False) if concrete_fails(Array(value.trace) if type(value) is Tree else value) is not None else UNKNOWN

    def p_index(self, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        if self.staged is None:
            return UNKNOWN
        return Array(Trace("staged", Why(self.site(node, frame), "the index of a program or device is traced", self.staged.why)), (), "int32")


def first_of(value: Value) -> Value:
    return value.items[0] if type(value) is Seq and value.items else UNKNOWN


def _integers(value: Value) -> list[int] | None:
    if type(value) is Const and type(value.value) is int:
        return [value.value]
    if type(value) is Seq and value.items is not None:
        if all(type(v) is Const and type(v.value) is int for v in value.items):
            return [v.value for v in value.items]  # type: ignore[attr-defined]
    return None


def _strings(value: Value) -> list[str] | None:
    if type(value) is Const and type(value.value) is str:
        return [value.value]
    if type(value) is Seq and value.items is not None:
        if all(type(v) is Const and type(v.value) is str for v in value.items):
            return [v.value for v in value.items]  # type: ignore[attr-defined]
    return None


def known_leaves(tree: Value) -> int | None:
    """The number of leaves of a tree of arrays of which each is known."""
    found = leaves(tree)
    return len(found) if all(type(leaf) in (Array, Const, Py) for leaf in found) and not _open_ended(tree) else None


def _open_ended(tree: Value) -> bool:
    """Does the tree hold a list or dict of unknown length?"""
    if type(tree) is Seq:
        return tree.items is None or any(_open_ended(v) for v in tree.items)
    return type(tree) is Mapping and (tree.items is None or any(_open_ended(v) for _, v in tree.items))


def _name_of(func: Value) -> str:
    while type(func) in (Bound, Partial, Transformed):
        func = func.func  # type: ignore[attr-defined]
    if type(func) is Func:
        return func.name
    if type(func) is Api:
        return func.name.rsplit(".", 1)[-1]
    if type(func) is Instance:
        return func.cls.name
    return "the function"


def _root_of(func: Value) -> Value:
    while type(func) in (Bound, Partial, Transformed):
        func = func.func  # type: ignore[attr-defined]
    return func


def _short(name: str) -> str:
    return name.replace("jax.lax.", "lax.") if name.startswith("jax.lax.") else name


def _arguments(args: tuple[Value, ...], kwargs: dict[str, Value], names: tuple[str, ...]) -> list[Value]:
    return [args[i] if i < len(args) else kwargs.get(name, UNKNOWN) for i, name in enumerate(names)]


def _nodes(node: Node, names: tuple[str, ...]) -> list[Any]:
    """The argument expressions of a call by the names of its parameters; None where there is none."""
    if node[0] != "call":
        return [None] * len(names)
    keywords = dict(node[4])
    plain = not any(a[0] == "star" for a in node[3])
    return [(node[3][i] if i < len(node[3]) and plain else keywords.get(name)) for i, name in enumerate(names)]


PRIMITIVES: dict[str, Any] = {
    "jax.lax.scan": Primitives.p_scan, "jax.lax.fori_loop": Primitives.p_fori_loop,
    "jax.lax.while_loop": Primitives.p_while_loop, "jax.lax.cond": Primitives.p_cond, "jax.lax.switch": Primitives.p_switch,
    "jax.lax.map": Primitives.p_map, "jax.lax.associative_scan": Primitives.p_associative_scan,
    "haiku.scan": Primitives.p_scan, "haiku.fori_loop": Primitives.p_fori_loop, "haiku.while_loop": Primitives.p_while_loop,
    "haiku.cond": Primitives.p_cond, "haiku.switch": Primitives.p_switch, "haiku.map": Primitives.p_map,
    "jax.vjp": Primitives.p_vjp, "jax.jvp": Primitives.p_jvp, "jax.linearize": Primitives.p_linearize,
    "jax.eval_shape": Primitives.p_eval_shape, "jax.pure_callback": Primitives.p_callback,
    "jax.experimental.io_callback": Primitives.p_callback,
    "jax.tree.map": Primitives.p_tree_map, "jax.tree.map_with_path": Primitives.p_tree_map_with_path, "jax.tree.leaves": Primitives.p_tree_leaves,
    "jax.tree.flatten": Primitives.p_tree_flatten, "jax.tree.unflatten": Primitives.p_tree_unflatten,
    "jax.tree.reduce": Primitives.p_tree_reduce, "jax.tree.all": Primitives.p_tree_all,
    "jax.block_until_ready": Primitives.p_same, "jax.lax.stop_gradient": Primitives.p_stop_gradient, "typing.cast": Primitives.p_same,
    "jax.lax.optimization_barrier": Primitives.p_same, "jax.lax.with_sharding_constraint": Primitives.p_same,
    "jax.device_put": Primitives.p_device_put, "jax.device_get": Primitives.p_device_get,
    "jax.core.is_concrete": Primitives.p_is_concrete, "jax.lax.axis_index": Primitives.p_index, "jax.experimental.pallas.program_id": Primitives.p_index,
}  # fmt: skip


def made_by(trace: Trace | None, site: Site) -> bool:
    """Is the transformation at `site` a reason for the trace?"""
    step = trace.why if trace is not None else None
    while step is not None and step.site != site:
        step = step.parent
    return step is not None or trace is None


def holds_batched(func: Value) -> bool:
    """Is there a `vmap` between the call and the function?"""
    while type(func) in (Partial, Transformed, Bound):
        if type(func) is Transformed and func.row.kind == "batched":
            return True
        func = func.func  # type: ignore[attr-defined]
    return False


def hides_static(cls: Class) -> bool:
    """May the class be registered with static fields that are not written out?"""
    for decorator in cls.node[6] if cls.node is not None and cls.node[0] == "class" else ():
        if decorator[0] == "call":
            given = dict(decorator[4]).get("meta_fields")
            if given is not None and not (given[0] in ("list", "tuple") and all(part[0] == "const" for part in given[2])):
                return True
    return False
