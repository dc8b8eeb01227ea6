"""Functions, classes and calls: binding of arguments, activations, and summaries of those already seen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .. import events as ev
from ..data.classes import CLASS_KINDS, DECORATOR_KINDS, PURE_DECORATORS
from ..data.ecosystem import ENVIRONMENT_CLASSES
from ..data.effects import CACHES
from ..data.keys import VIEWS
from ..data.transforms import ALIASES
from ..syntax import Node
from ..values import (
    ANNOTATED,
    NAN,
    NONE,
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
    ModuleValue,
    Numpy,
    Opaque,
    Partial,
    Py,
    Seq,
    Site,
    Transformed,
    Value,
)
from .execute import Execute
from .keys import holds_key, is_key
from .libraries.linen import MODULE_METHODS
from .paths import assigned_attributes, walk
from .state import SPENT, Frame, join, join_all, number_type, without_keys

#: How many different activations of one function are interpreted, for each kind of surroundings.
_MAX_CONTEXTS = 6
_MAX_DEPTH = 28
#: How many classes one function may register.
_MAX_CLASSES = 200
_SETUP = ("__init__", "__post_init__", "setup")


class Calls(Execute):
    jax_runs: int
    began: Site | None

    # --- names ---------------------------------------------------------------------------------------

    def lookup(self, name: str, frame: Frame) -> Value:
        up: Frame | None = frame
        while up is not None:
            value = up.env.get(name)
            if value is not None:
                if up.parent is None and up is not frame and name in up.module.rebound:
                    return value if _keeps(value) else UNKNOWN
                return value
            up = up.parent
        return _BUILTINS.get(name, UNKNOWN)

    def api_attribute(self, base: str, name: str) -> Value:
        value = _API_ATTRIBUTES.get((base, name))
        if value is None:
            if base.startswith("builtins."):
                value = UNKNOWN
            else:
                full = f"{base}.{name}"
                full = ALIASES.get(full, full)
                value = _CONSTANTS.get(full) or Api(full)
            _API_ATTRIBUTES[base, name] = value
        return value

    def api_subscript(self, value: Api, index: Value) -> Value:
        """`list[int]`, `Float[Array, "n"]`, `np.r_[…]`: types are their own origin, other things are unknown."""
        if value.name.startswith(("builtins.", "typing.", "collections.")):
            return value
        return UNKNOWN

    def import_module(self, dotted: str, level: int, frame: Frame) -> Value:
        module = self.project.find(dotted, level, frame.module)
        self.import_seen(dotted, module, frame)
        if module is not None and (level or not self.project.is_told(dotted, module, frame.module)):
            self.imported_by(module, frame)
            return ModuleValue(module)
        if level:
            return UNKNOWN
        return Api(ALIASES.get(dotted, dotted))

    def from_module(self, source: Value, name: str, dotted: str, level: int, frame: Frame) -> Value:
        if type(source) is Api:
            return self.api_attribute(source.name, name)
        if type(source) is ModuleValue:
            value = self.module_attribute(source, name)
            if type(value) is ModuleValue:
                self.imported_by(value.module, frame)
            if value is not UNKNOWN:
                return value
            sub = self.project.find(f"{dotted}.{name}" if dotted else name, level, frame.module)
            if sub is not None:
                self.imported_by(sub, frame)
                return ModuleValue(sub)
        return UNKNOWN

    def module_env(self, module: Any) -> dict[str, Value]:
        self.run_module(module)
        return module.frame.env  # type: ignore[no-any-return]

    def module_attribute(self, value: ModuleValue, name: str) -> Value:
        env = self.module_env(value.module)
        found = env.get(name)
        if found is not None:
            return UNKNOWN if name in value.module.rebound and not _keeps(found) else found
        sub = self.project.find(f"{value.module.name}.{name}", 0, value.module)
        return ModuleValue(sub) if sub is not None else UNKNOWN

    # --- functions -----------------------------------------------------------------------------------

    def make_lambda(self, node: Node, frame: Frame) -> Func:
        return self.function(node, node[3], frame, "<lambda>")

    def function(self, node: Node, params: Any, frame: Frame, name: str) -> Func:
        defaults = self.defaults(params, frame)
        for param in params:
            if param[2] is not None and is_key(defaults[param[0]]):
                self.emit(ev.KeyShared(self.site(param[2], frame), self.staged, "default", name=param[0]))
                defaults[param[0]] = UNKNOWN
        # A function in a method, or a lambda in a class, is no method.
        method = frame.owner is not None and frame.body is None and frame.name == frame.owner.name and node[0] == "def"
        func = Func(node, frame.module, frame, name, params, defaults, frame.owner if method else None)
        self.made[func] = func
        return func

    def make_function(self, node: Node, frame: Frame) -> Value:
        func = self.function(node, node[3], frame, node[2])
        value: Value = func
        for decorator in reversed(node[5]):
            value = self.decorate(self.eval(decorator, frame), value, decorator, frame)
        return value

    def decorate(self, decorator: Value, value: Value, node: Node, frame: Frame) -> Value:
        if type(decorator) is Partial and type(decorator.func) is Api and decorator.func.name in CACHES:
            decorator = decorator.func
        if type(decorator) is Api:
            if decorator.name in CACHES and type(value) is Func:
                self.cached.add(value)
            if decorator.name in ("flax.linen.compact", "flax.linen.nowrap") and type(value) is Func:
                self.linen_marks[id(value.node)] = decorator.name.rsplit(".", 1)[-1]
            if decorator.name in PURE_DECORATORS:
                kind = PURE_DECORATORS[decorator.name]
                return Bound(Api(f"decorated.{kind}"), value) if kind else value
            if decorator.name.startswith(("builtins.", "abc.", "typing.")):
                return value
        if type(decorator) is External and PURE_DECORATORS.get(decorator.api) == "":
            return value
        if type(decorator) is Bound and type(decorator.receiver) is Bound and type(decorator.receiver.func) is Api and decorator.receiver.func.name == "decorated.property":
            # `@x.setter`: what is read is what the getter gives.
            frame.env[f"{node[2]}.{decorator.func.name.rsplit('.', 1)[-1] if type(decorator.func) is Api else 'setter'}"] = value
            return decorator.receiver
        if type(decorator) is Bound and type(decorator.func) is Api:
            name = decorator.func.name
            if name in ("function.defjvp", "function.defvjp", "function.def_vmap", "external.setter", "decorated.setter", "function.setter"):
                self.custom_attached(decorator.receiver, name.rsplit(".", 1)[-1], (value,), {}, node, frame)
                return value
        result = self.call(decorator, (value,), {}, node, frame)
        if result is UNKNOWN:
            # A decorator that nothing is known of: the function may be called in any way.
            self.escaped(value)
        return result

    def escaped(self, value: Value) -> None:
        """The value goes where the engine cannot follow."""

    def call(self, func: Any, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame, starred: bool = False) -> Value:
        kind = type(func)
        if kind is Func:
            return self.call_function(func, args, kwargs, node, frame, starred)
        if kind is Bound:
            if type(func.func) is Api:
                return self.call_method(func, args, kwargs, node, frame)  # type: ignore[no-any-return]
            return self.call(func.func, (func.receiver, *args), kwargs, node, frame, starred)
        if kind is Partial:
            return self.call(func.func, (*func.args, *args), {**dict(func.kwargs), **kwargs}, node, frame, starred)
        if kind is Transformed:
            return self.call_transformed(func, args, kwargs, node, frame, starred)  # type: ignore[no-any-return]
        if kind is Api:
            return self.call_api(func.name, args, kwargs, node, frame, starred)  # type: ignore[no-any-return]
        if kind is Class:
            return self.instantiate(func, args, kwargs, node, frame)
        if kind is Instance:
            if "__call__" in self.members(func.cls):
                method = self.instance_attribute(func, "__call__", node, frame)
                # An object for a `__call__` may be its own.
                return self.call(method, args, kwargs, node, frame, starred) if type(method) is not Instance else UNKNOWN
            if self.timing:
                self.waits()
            return UNKNOWN
        if kind is External:
            if self.timing:
                self.host_reads(func.api, args, kwargs)
            return self.call_external(func, args, kwargs, node, frame)  # type: ignore[no-any-return]
        if kind is Opaque and func.key is not None and func.key[0] == "attr" and func.key[2] in VIEWS:
            return Opaque(func.key[1])
        if self.recorders:
            self.note("other")
        if self.timing:
            self.waits()
        return UNKNOWN

    def bind(self, func: Func, args: tuple[Value, ...], kwargs: dict[str, Value], starred: bool) -> dict[str, Value] | None:
        """Parameters and their values; None when the arguments do not fit."""
        env: dict[str, Value] = {}
        place = 0
        rest = dict(kwargs)
        for name, kind, default, annotation, at in func.params:
            if kind == "pos" or kind == "any":
                if place < len(args):
                    env[name] = args[place]
                    place += 1
                elif kind == "any" and name in rest:
                    env[name] = rest.pop(name)
                elif starred:
                    env[name] = UNKNOWN
                elif name in func.defaults:
                    env[name] = func.defaults[name]
                else:
                    return None
            elif kind == "star":
                env[name] = Seq("tuple", None, join_all([*args[place:], UNKNOWN])) if starred else Seq("tuple", args[place:])
                place = len(args)
            elif kind == "key":
                if name in rest:
                    env[name] = rest.pop(name)
                elif starred:
                    env[name] = UNKNOWN
                elif name in func.defaults:
                    env[name] = func.defaults[name]
                else:
                    return None
            else:
                env[name] = Mapping(None, join_all([*rest.values(), UNKNOWN])) if starred else Mapping(tuple(rest.items()))
                rest = {}
        if (place < len(args) or rest) and not starred:
            return None
        return env

    def breaks_promises(self, func: Func, env: dict[str, Value]) -> bool:
        """Whether an array that is known has another rank than its annotation says: then the others say as little."""
        for name, _, _, annotation, _ in func.params:
            value = env[name]
            if type(value) is Array and value.shape is not None and value.made != "annotated" and annotation is not None:
                said = self.annotated(annotation, func.frame, parameter=True)
                if type(said) is Array and said.shape is not None and len(said.shape) != len(value.shape):
                    return True
        return False

    def call_function(self, func: Func, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame, starred: bool = False) -> Value:
        env = self.bind(func, args, kwargs, starred)
        if env is None:
            if self.timing:
                self.waits()
            return UNKNOWN
        promised = False
        for param in func.params:
            name = param[0]
            value = env[name]
            if value is UNKNOWN and param[3] is not None and param[1] not in ("star", "stars"):
                env[name] = self.promised(param, func)
                promised = promised or (type(env[name]) is Array and env[name].shape is not None)  # type: ignore[attr-defined]
            elif type(value) is Array and value.trace is not None and not self.muted and node is not None:
                env[name] = self.extend(value, node[1], f"passed to `{func.name}` as `{name}`", frame)
        if promised and self.breaks_promises(func, env):
            env = {name: replace(value, shape=None) if type(value) is Array and value.made == "annotated" else value for name, value in env.items()}
        if not self.traces:
            self.called_from(func, node, frame)
        elif self.outside_arrays and self.staged is not None:
            # What is known of an equal call does not tell whose array it was.
            self.constant_used(func.name, args)
        hard, some = self.pace.hard, self.pace.some
        result = self.activate(func, env, node, frame)
        if self.pace.some is not some:
            self.started_by(func, result, hard, some, node, frame)
        if self.timing and func.node[0] == "def" and func.node[7] != "plain":
            self.waits()  # nobody knows when a generator runs
        if type(result) is Py and result.each is not None:
            result = self.counted_there(result, env, frame)
        if type(result) is Array and result.parts is not None:
            result = self.joined_inside(result, func, args, node, frame)
        if self.cached and func in self.cached and node is not None and frame.function is not func:
            self.cache_met(func, env, result, node, frame)
        return result

    def cache_met(self, func: Func, env: dict[str, Value], result: Value, node: Node, frame: Frame) -> None:
        """A function whose results are kept is called with tracers, or gives one."""
        trace = next((t for value in (*env.values(), result) if (t := self.tracer_in(value)) is not None), None)
        # Arrays of JAX have no hash, tracers or not.
        if trace is not None or any(type(v) is Array and not v.maybe for v in env.values()):
            self.emit(ev.Effect(self.site(node, frame), trace, "cache", func.name))

    def activate(self, func: Func, env: dict[str, Value], node: Node | None = None, frame: Frame | None = None) -> Value:
        """Interpret the body, or take the summary of an equal activation; `node` and `frame` are the caller's."""
        if self.assuming and node is not None and node[0] == "call":
            self.met.add(id(func.node[4]))
        if func.node[0] == "def" and (func.owner is not None or func.node[6] is not None) and (not func.node[4] or (func.owner is not None and not_implemented(func.node[4]))):
            return UNKNOWN  # a stub: what overrides it does the work
        named, actual = self.parameter_keys(func, env, 0)
        receiver = named.get(func.params[0][0]) if func.params else None
        if type(receiver) is Instance and frame is not None and frame.receiver is receiver:
            frame.renewals += 1
        captured, self.captured = self.captured, None
        mode, logged = self.mode, len(self.write_log)
        if func.owner is not None and func.owner.kind == "linen":
            self.mode = self.linen_mode(func, receiver)
        elif func.owner is not None and func.owner.kind == "external" and (self.staged or self.batched) is not None and node is not None and frame is not None and _is_environment(func.owner):
            self.environment_method(receiver, func.name, node, frame)
        outer = self.outer_call
        if outer is None and self.haiku_functions and self.in_haiku is None and id(func.node) in self.haiku_functions and node is not None and frame is not None:
            self.outer_call = self.site(node, frame)
        result, uses, serial, fresh, writes = self.summary(func, named)
        self.mode, self.outer_call = mode, outer
        if writes and not fresh:
            self.write_again(writes)
        if len(self.write_log) > logged and frame is not None and node is not None:
            self.reached(logged, named, fresh, node, frame)
            self.given_was_written(func, logged, node, frame)
        if len(self.write_log) > logged and frame is not None and frame.conditions:
            # What a layer does under an undecided condition is not certain.
            self.write_log[logged:] = [entry for entry in self.write_log[logged:] if entry[0] != "linen"]
        if self.in_haiku is not None and type(receiver) is Instance and receiver.cls.kind == "haiku" and node is not None and frame is not None:
            self.haiku_module_called(receiver, logged, node, frame)
        self.captured = captured
        if not actual and not uses and not (fresh and type(receiver) is Instance) and not holds_key(result):
            return result
        return self.returned_keys(result, uses, serial, actual, fresh, node, frame, receiver, func)

    def summary(self, func: Func, env: dict[str, Value]) -> tuple[Value, dict[Any, Any], int, bool, Any]:
        """The result of an activation, the keys that it spends, its number, whether it ran just now, and what it wrote."""
        staged = self.staged.kind if self.staged is not None else None
        count_key = (id(func.node), staged)
        memo = not func.frame.active or func.frame.parent is None
        key: Any = None
        if memo:
            key = (func, staged, self.reverse > 0, tuple(env.values()))
            if self.mode is not None:
                key = (*key, self.mode[0], self.mode[2])
            if self.in_haiku is not None:
                key = (*key, "inside")
            if self.weights is not None:
                key = (*key, self.weights)
            try:
                known = self.summaries.get(key)
            except RecursionError:
                return UNKNOWN, {}, -1, False, ()
            if known is not None:
                self.work += known[4]
                if self.timing:
                    self.pace_again(known[5])
                return (*known[:3], False, known[3])
        count = self.contexts.get(count_key, 0)
        most = _MAX_CONTEXTS * (1 if memo else 3)
        if count >= most and count < _MAX_CLASSES and self.depth < 3 and any(type(v) is Class for v in env.values()) and _registers(func):
            most = _MAX_CLASSES  # each class that is registered counts
        if count >= most or self.depth >= _MAX_DEPTH or (func.node[1], func.module.path) in self.stack:
            if (func.node[1], func.module.path) in self.stack and self.stack.count((func.node[1], func.module.path)) < 3 and self.depth < _MAX_DEPTH and count < _MAX_CONTEXTS:
                pass
            else:
                # Of a recursion, the result of its last activation is the best guess; elsewhere it was one of other arguments.
                recursive = (func.node[1], func.module.path) in self.stack
                if self.timing:
                    self.waits()
                return without_keys(self.last_result.get(count_key, UNKNOWN)) if recursive else UNKNOWN, {}, -1, False, ()
        self.contexts[count_key] = count + 1
        if self.failing in ("", func.module.path):
            self.entered.add((func.module.path, func.node[1]))
        inner = Frame(func.frame, func.module, func.name, func.owner)
        inner.serial = serial = self.begin()
        inner.traces = self.traces
        logged, work, pace = len(self.write_log), self.work, self.pace.copy() if self.timing else self.pace
        if self.direct:
            # Its `**kwargs` are its own.
            inner.arguments = frozenset([p[0] for p in func.params if p[1] not in ("star", "stars")])
        self.direct = False
        inner.parameters = frozenset(env)
        inner.function = func
        if func.node[0] == "def":
            inner.body, inner.decorated = func.node[4], bool(func.node[5])
        inner.env = {n: self.own_parameters(v, serial) for n, v in env.items()}
        if func.owner is not None and func.params:
            inner.receiver = env.get(func.params[0][0])
        self.depth += 1
        self.stack.append((func.node[1], func.module.path))
        made_before, expecting, forgiving, failing = self.made, self.expecting, self.forgiving, self.failing
        self.made, self.expecting, self.forgiving = {}, 0, 0
        if failing and self.meant_to_fail(func):
            self.failing = "nowhere"
        try:
            if func.node[0] == "lambda":
                result = self.eval(func.node[4], inner)
                inner.leave()
            else:
                alive = self.block(func.node[4], inner)
                if alive:
                    inner.returns.append(NONE)
                    inner.leave()
                self.unread_keys(func, inner)
                result = join_all(inner.returns) if inner.returns else Py("never")
                if func.node[7] != "plain":
                    result = Seq("generator", None, join_all(inner.yields)) if "async" not in func.node[7] else UNKNOWN
        finally:
            self.serials.discard(serial)
            self.stack.pop()
            self.depth -= 1
            self.orphans.extend(self.made)
            self.made, self.expecting, self.forgiving, self.failing = made_before, expecting, forgiving, failing
        inner.active = False
        self.activations[func.node[1], func.module.path] = inner
        effect = self.pace_since(pace) if self.timing else None
        # Each call of a function that reads the clock measures something else.
        if memo and not self.failing and (not self.timing or effect is not None or pace.readings == self.pace.readings):
            self.summaries[key] = (result, inner.spent, serial, tuple(self.write_log[logged:]), self.work - work, effect)
        # What is not interpreted any more may be any of what was.
        before = self.last_result.get(count_key)
        self.last_result[count_key] = result if before is None else join(before, result)
        return result, inner.spent, serial, True, ()

    # --- annotations ---------------------------------------------------------------------------------

    def promised(self, param: Node, func: Func) -> Value:
        """What the annotation of a parameter promises. A kernel's reference is not an array, and often annotated as one."""
        value = self.annotated(param[3], func.frame, parameter=True)
        if type(value) is Py and value.type == "float":
            return Py("float", ANNOTATED)
        return UNKNOWN if type(value) is Array and param[0].endswith(("_ref", "_refs", "_vmem", "_smem")) else value

    def annotated(self, node: Node, frame: Frame, parameter: bool) -> Value:
        """A value that an annotation promises; `UNKNOWN` for unions, `Any` and what is not understood."""
        if node[0] == "const":
            return NONE if node[2] is None and not parameter else UNKNOWN
        if node[0] == "sub":
            base = self.quiet(node[2], frame)
            if type(base) is Api:
                if base.name.startswith("jaxtyping.") and node[3][0] == "tuple" and len(node[3][2]) == 2:
                    inner = self.annotated(node[3][2][0], frame, parameter)
                    if type(inner) is Array:
                        short = base.name.rsplit(".", 1)[-1]
                        return Array(None, self.jaxtyping_shape(node[3][2][1]), _JAXTYPING.get(short), made="annotated")
                    return inner
                if base.name in ("builtins.list", "typing.List", "typing.Sequence", "collections.abc.Sequence"):
                    inner = self.annotated(node[3], frame, parameter)
                    return Seq("list", None, inner) if base.name.endswith("ist") else Seq("sequence", None, inner)
                if base.name in ("builtins.dict", "typing.Dict", "typing.Mapping", "collections.abc.Mapping"):
                    inner = self.annotated(node[3][2][1], frame, parameter) if node[3][0] == "tuple" and len(node[3][2]) > 1 else UNKNOWN
                    return Mapping(None, inner, abstract=base.name.endswith("Mapping"))
                if base.name in ("builtins.tuple", "typing.Tuple"):
                    parts = node[3][2] if node[3][0] == "tuple" else (node[3],)
                    if any(p[0] == "const" and p[2] is ... for p in parts):
                        return Seq("tuple", None, self.annotated(parts[0], frame, parameter))
                    return Seq("tuple", tuple([self.annotated(p, frame, parameter) for p in parts]))
                if base.name in ("typing.Annotated", "typing.Final", "typing.ClassVar"):
                    first = node[3][2][0] if node[3][0] == "tuple" else node[3]
                    return self.annotated(first, frame, parameter)
            return UNKNOWN
        if node[0] not in ("name", "attr"):
            return UNKNOWN
        value = self.quiet(node, frame)
        if type(value) is Api:
            if value.name == "jax.Array":
                return Array(made="annotated")
            if value.name in _PY_TYPES:
                return Py(_PY_TYPES[value.name], ANNOTATED if parameter and value.name == "builtins.float" else None)
            if value.name in ("numpy.ndarray",):
                return Numpy()
            if value.name in _CONTAINER_TYPES:
                return _CONTAINER_TYPES[value.name]
        value = self.library_class(value)
        if type(value) is Api and value.name in ENVIRONMENT_CLASSES:
            return External(value.name)
        if type(value) is Class and value.kind not in ("external", "enum"):
            return self.generic_instance(value)
        return UNKNOWN

    def jaxtyping_shape(self, node: Node) -> tuple[int | None, ...] | None:
        if node[0] != "const" or type(node[2]) is not str:
            return None
        out: list[int | None] = []
        for word in node[2].split():
            if word == "..." or word.startswith("*"):
                return None
            word = word.split("=")[-1]
            out.append(int(word) if word.isdigit() else None)
        return tuple(out)

    # --- classes -------------------------------------------------------------------------------------

    def make_class(self, node: Node, frame: Frame) -> Value:
        _, at, name, base_nodes, keywords, body, decorators = node
        bases = tuple([self.library_class(self.eval(b, frame)) for b in base_nodes])
        for _, keyword in keywords:
            self.eval(keyword, frame)
        cls = Class(name, node, frame.module, frame, bases, {})
        cls.kind = self.class_kind(bases)
        inner = Frame(frame, frame.module, name)
        inner.owner = cls
        inner.serial = self.begin(inner)
        self.block(body, inner)
        inner.active = False
        inner.env.pop(SPENT, None)
        cls.attrs = inner.env
        if cls.kind != "plain" or decorators or bases:
            values = [self.eval(decorator, frame) for decorator in decorators]
            self.class_made(cls, values)
            for value in values:
                kind = self.decorator_kind(value)
                if kind is None:
                    self.unsure_classes.add(cls)
                    cls.kind = cls.kind if cls.kind != "plain" else "external"
                elif kind and cls.kind in ("plain", "dataclass"):
                    cls.kind = "pytree" if kind == "pytree" else kind
        if cls.kind not in ("plain", "enum", "external"):
            cls.fields = self.class_fields(cls, body, inner)
            if decorators:
                self.fields_made(cls, values)
        methods = [s for s in body if s[0] == "def"]
        cls.mutable = frozenset(n for m in methods if m[2] not in _SETUP for n in assigned_attributes(m))
        # Methods see the scope around the class, not the class body.
        for value in list(inner.env.values()):
            func: Any = value
            while type(func) in (Bound, Transformed, Partial):
                func = func.receiver if type(func) is Bound else func.func
            if type(func) is Func and func.frame is inner:
                cached = func in self.cached
                func.frame = frame  # which is a part of its hash
                if cached:
                    self.cached.add(func)
        self.classes.append(cls)
        for base in cls.bases:
            if type(base) is Class:
                self.subclasses.setdefault(base, []).append(cls)
        return cls

    def class_kind(self, bases: tuple[Value, ...]) -> str:
        kind = "plain"
        for base in bases:
            if type(base) is Class:
                kind = base.kind if base.kind != "plain" else kind
            elif type(base) is Api:
                kind = CLASS_KINDS.get(base.name, kind if base.name.startswith(("builtins.object", "typing.", "abc.")) else "external")
            elif type(base) is not Seq:
                kind = "external"
        return kind

    def decorator_kind(self, value: Value) -> str | None:
        """What a class decorator makes of its class; "" for nothing, None where it is not known."""
        if type(value) is Partial:
            value = value.func
        if type(value) is External:
            return DECORATOR_KINDS.get(value.api, None)
        if type(value) is Api:
            return DECORATOR_KINDS.get(value.name, None)
        return None

    def class_fields(self, cls: Class, body: Any, frame: Frame) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for base in reversed(self.mro(cls)[1:]):
            fields.update(base.fields)
            cls.late |= base.late
            cls.converters.update(base.converters)
        for statement in body:
            if statement[0] == "ann" and statement[2][0] == "name":
                name = statement[2][2]
                default = cls.attrs.get(name)
                static = type(default) is External and dict(default.kwargs).get("pytree_node") == Const(False)
                static = static or (type(default) is External and dict(default.kwargs).get("static") == Const(True))
                static = static or (type(default) is External and default.api.endswith("static_field"))
                metadata = dict(default.kwargs).get("metadata") if type(default) is External else None
                static = static or (type(metadata) is Mapping and dict(metadata.items or ()).get("static") == Const(True))
                if type(default) is External and default.api.rsplit(".", 1)[-1] in ("field", "static_field", "static"):
                    if dict(default.kwargs).get("init") == Const(False):
                        cls.late |= {name}
                    if "converter" in dict(default.kwargs):
                        cls.converters[name] = dict(default.kwargs)["converter"]
                    default = dict(default.kwargs).get("default")
                    if default is None and "default_factory" in dict(cls.attrs[name].kwargs):  # type: ignore[attr-defined]
                        default = UNKNOWN
                    cls.attrs.pop(name, None)
                if statement[3][0] == "sub" and statement[3][2][-1] == "ClassVar":
                    continue
                static = static or (statement[3][0] == "sub" and statement[3][2][-1] == "Static")
                fields[name] = (statement[3], default, static, frame)
        return fields

    def mro(self, cls: Class) -> list[Class]:
        out = [cls]
        for base in cls.bases:
            if type(base) is Class:
                out.extend(c for c in self.mro(base) if c not in out)
        return out

    def members(self, cls: Class) -> dict[str, Value]:
        out: dict[str, Value] = {}
        for part in reversed(self.mro(cls)):
            out.update(part.attrs)
        return out

    def find_member(self, cls: Class, name: str) -> Value | None:
        for part in self.mro(cls):
            if name in part.attrs:
                return part.attrs[name]
        return None

    def class_attribute(self, cls: Class, name: str) -> Value:
        found = self.find_member(cls, name)
        if found is None:
            return UNKNOWN
        if type(found) is Bound and type(found.func) is Api and found.func.name.startswith("decorated."):
            return found.receiver if found.func.name.endswith("staticmethod") else Bound(found.receiver, cls) if found.func.name.endswith("classmethod") else UNKNOWN
        if cls.kind == "enum":
            return Py("static")
        return found

    def instance_attribute(self, value: Instance, name: str, node: Any, frame: Frame) -> Value:
        found = value.attrs.get(name)
        if found is not None:
            if value.generic and name in value.cls.mutable and type(found) is Const:
                return UNKNOWN if found.value is None else Py(type(found.value).__name__)
            if name in value.cls.mutable and type(found) is Const and not value.generic and value.cls.kind in ("plain", "external"):
                return UNKNOWN if found.value is None else Py(type(found.value).__name__)
            if type(found) is Py and found.each is not None:
                return self.counted_here(found, frame)  # type: ignore[no-any-return]
            return self.attribute_key(found, value, name, frame)
        member = self.find_member(value.cls, name)
        if member is not None:
            return self.bound_member(member, value, node, frame)
        if name in value.cls.fields:
            return self.field_value(value.cls, name)
        if name == "__class__":
            return value.cls
        if name in ("replace", "_replace", "_asdict"):
            return Bound(Api(f"instance.{name}"), value)
        if value.cls.kind in ("linen", "nnx", "haiku", "equinox", "pytree"):
            known = name in MODULE_METHODS or (name == "apply_gradients" and self.is_train_state(value.cls))
            return Bound(Api(f"instance.{name}"), value) if known else UNKNOWN
        getter = self.find_member(value.cls, "__getattr__")
        if type(getter) is Func and node is not None and self.depth < _MAX_DEPTH:
            return self.call(Bound(getter, value), (Const(name),), {}, node, frame)
        return UNKNOWN

    def bound_member(self, member: Value, value: Instance, node: Any, frame: Frame) -> Value:
        if type(member) is Func:
            return Bound(member, value)
        if type(member) is Transformed:
            return Bound(member, value)
        if type(member) is Partial:
            return member
        if type(member) is Bound and type(member.func) is Api and member.func.name.startswith("decorated."):
            kind = member.func.name
            if kind.endswith("staticmethod"):
                return member.receiver
            if kind.endswith("classmethod"):
                return Bound(member.receiver, value.cls)
            staged = self.staged
            if kind.endswith("cached_property"):
                # It may have been computed before, outside of any trace.
                self.staged = None
            result = self.call(Bound(member.receiver, value), (), {}, node, frame)
            self.staged = staged
            return result
        return member

    def field_value(self, cls: Class, name: str) -> Value:
        annotation, default, static, frame = cls.fields[name]
        value = self.annotated(annotation, frame, parameter=False)
        if value is NONE:
            return UNKNOWN
        if type(value) is Array:
            # Nothing holds a field to its annotation: outside of a trace it may be a NumPy array, where no default says what is meant.
            return Array(None, value.shape, value.dtype, False, type(default) is not Array or default.maybe, "field")
        if type(value) is Seq and value.items is None and value.kind == "list" and number_type(value.elem) == "float":
            return UNKNOWN  # a list of data may as well be an array
        return value

    def generic_instance(self, cls: Class) -> Instance:
        """An object of the class of which only the class is known: made by `__init__` with unknown arguments."""
        if cls.generic is not None:
            return cls.generic  # type: ignore[no-any-return]
        instance = Instance(cls, {}, True)
        cls.generic = instance
        for name in cls.fields:
            instance.attrs[name] = self.field_value(cls, name)
        staged, self.staged, work = self.staged, None, self.work
        for name in _SETUP:
            method = self.find_member(cls, name)
            if type(method) is Func:
                self.run_generic(method, instance)
        self.staged, self.work = staged, work  # nobody has made it
        return instance

    def run_generic(self, func: Func, receiver: Value | None) -> Value:
        """Interpret a function with nothing known of its arguments but annotations and defaults."""
        env: dict[str, Value] = {}
        for index, (name, kind, default, annotation, at) in enumerate(func.params):
            if index == 0 and receiver is not None:
                env[name] = receiver
            elif kind == "star":
                env[name] = Seq("tuple", None, UNKNOWN)
            elif kind == "stars":
                env[name] = Mapping(None, UNKNOWN)
            elif annotation is not None:
                env[name] = self.promised(func.params[index], func)
                if default is not None and func.defaults.get(name) == NONE:
                    env[name] = UNKNOWN
            else:
                env[name] = UNKNOWN
        return self.activate(func, env)

    def instantiate(self, cls: Class, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        if cls.kind == "enum":
            return Py("static")
        if cls.kind == "haiku":
            self.outside_of_transform(cls.name, node, frame)
        if cls.kind == "linen" and self.mode is not None:
            self.submodule_made(cls.name, kwargs, node, frame)
        init = self.find_member(cls, "__init__")
        if cls.kind == "external":
            self.object_of_host(cls, init, args, kwargs, node, frame)
        instance = Instance(cls, {}, False, self.traces)
        if type(init) is Func:
            for name, (annotation, default, static, _) in cls.fields.items():
                if default is not None:
                    instance.attrs[name] = default
            self.call_function(init, (instance, *args), kwargs, node, frame)
            self.convert_fields(instance, node, frame)
            if cls.kind in ("pytree", "equinox"):
                self.object_made(instance, node, frame)
            return instance
        if cls.fields and cls.kind in ("namedtuple", "dataclass", "pytree", "equinox", "linen"):
            rest = dict(kwargs)
            given = iter(args)
            for name, (annotation, default, static, scope) in cls.fields.items():
                argument = next(given, None) if name not in cls.late else None
                if argument is not None:
                    instance.attrs[name] = argument
                elif name in rest:
                    instance.attrs[name] = rest[name]
                elif default is not None:
                    instance.attrs[name] = default
                if instance.attrs.get(name, UNKNOWN) is UNKNOWN:
                    instance.attrs[name] = self.field_value(cls, name)
        elif cls.kind == "plain" and not args and not kwargs:
            pass
        else:
            instance.generic = True
        self.convert_fields(instance, node, frame)
        known: Value | None = self.same_module(instance) if cls.kind == "linen" else None
        if known is not None:
            return known
        for name in ("__post_init__", "setup"):
            method = self.find_member(cls, name)
            if type(method) is Func and len(method.params) == 1:
                before = self.work, self.jax_runs, self.began
                self.call_function(method, (instance,), {}, node, frame)
                if name == "setup" and cls.kind == "linen":
                    self.work, self.jax_runs, self.began = before  # that is run by `init` and `apply`
        if cls.kind in ("pytree", "equinox"):
            self.object_made(instance, node, frame)
        return instance

    def convert_fields(self, instance: Instance, node: Node, frame: Frame) -> None:
        """`eqx.field(converter=jnp.asarray)`: what is given, and the default too, goes through it."""
        for name, converter in instance.cls.converters.items():
            if name in instance.attrs:
                instance.attrs[name] = self.call(converter, (instance.attrs[name],), {}, node, frame)

    def replaced(self, value: Instance, kwargs: dict[str, Value], node: Node) -> Instance:
        # Nobody knows whether `**changes` has another key.
        open_ = node[0] == "call" and any(name is None for name, _ in node[4])
        attrs = {name: without_keys(held) for name, held in value.attrs.items()} if open_ else dict(value.attrs)
        attrs.update(kwargs)
        return Instance(value.cls, attrs, value.generic)

    def operator_method(self, left: Instance, op: str, right: Value, node: Node, frame: Frame) -> Value:
        names = {"+": "__add__", "-": "__sub__", "*": "__mul__", "/": "__truediv__", "@": "__matmul__"}
        method = self.find_member(left.cls, names.get(op, ""))
        if type(method) is Func:
            return self.call(Bound(method, left), (right,), {}, node, frame)
        return UNKNOWN


def _is_environment(cls: Class) -> bool:
    return any((type(b) is Api and b.name in ENVIRONMENT_CLASSES) or (type(b) is Class and _is_environment(b)) for b in cls.bases)


def not_implemented(body: Any) -> bool:
    """`raise NotImplementedError`, and nothing before it."""
    statement = body[-1]
    if statement[0] != "raise" or statement[2] is None or any(s[0] != "del" for s in body[:-1]):
        return False
    error = statement[2][2] if statement[2][0] == "call" else statement[2]
    return bool(error[0] == "name" and error[2] == "NotImplementedError")


def _registers(func: Func) -> bool:
    """Does the function register the class that it is given as a pytree?"""
    return func.node[0] == "def" and any(n[0] == "attr" and n[3].startswith("register_") for n in walk(("body", 0, func.node[4])))


def _keeps(value: Value) -> bool:
    """A name that some function rebinds: a mode such as `DEBUG = False` is judged by its default, other values are unknown."""
    return type(value) is Func or (type(value) is Const and type(value.value) is bool)


_PY_TYPES = {"builtins.int": "int", "builtins.float": "float", "builtins.bool": "bool", "builtins.str": "str", "builtins.complex": "complex"}
_CONTAINER_TYPES: dict[str, Value] = {"builtins.list": Seq("list"), "typing.List": Seq("list"), "builtins.dict": Mapping(), "typing.Dict": Mapping(), "builtins.set": Seq("set")}
_JAXTYPING = {"Float": "float", "Float32": "float32", "Float64": "float64", "Int": "int", "Int32": "int32", "Bool": "bool", "Integer": "int", "Float16": "float16", "BFloat16": "bfloat16"}
_CONSTANTS: dict[str, Value] = {
    f"{module}.{name}": Py("float") for module in ("jax.numpy", "numpy", "math") for name in ("pi", "e", "inf", "nan", "euler_gamma", "tau")
} | {name: NAN for name in ("jax.numpy.nan", "numpy.nan", "math.nan", "numpy.NaN", "numpy.NAN")} | {f"{module}.newaxis": NONE for module in ("jax.numpy", "numpy")} | {"typing.TYPE_CHECKING": UNKNOWN}  # fmt: skip
_BUILTINS: dict[str, Value] = {name: Api("builtins." + name) for name in dir(__import__("builtins"))}
#: The attributes that were asked for, by (path of the owner, name): they are few, and asked for often.
_API_ATTRIBUTES: dict[tuple[str, str], Value] = {}
