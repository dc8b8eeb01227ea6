"""Flax Linen: what a module does with its collections and random generators when it is applied, and where its methods may make what.

What a layer does is written into the engine's log of writes, as ("linen", what, site), so that a remembered activation tells it again:
"write batch_stats", "read batch_stats", "rng dropout". What happens under an undecided condition is not certain, and is not written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ... import events as ev
from ...data.ecosystem import LINEN_DROPOUT, LINEN_LAYERS, LINEN_STATISTICS
from ...syntax import Node
from ...values import NONE, UNKNOWN, Api, Array, Bound, Class, Const, External, Func, Instance, Mapping, Py, Seq, Site, Value
from ..keys import Keys, names_read
from ..paths import path_to, walk
from ..state import Frame, in_test

_UNSAID = ("const", 0, ...)
_TRAIN_STATE = "flax.training.train_state.TrainState"
_SETUP = frozenset({"setup", "__post_init__", "__init__"})
#: Methods of a bound module.
MODULE_METHODS = frozenset({"apply", "init", "init_with_output", "param", "variable", "make_rng", "put_variable", "is_initializing"})


class Linen(Keys):
    applying: str | None
    train_state: Class | None
    linen_modules: dict[Any, Instance]

    # --- the state of a training run --------------------------------------------------------------------

    def train_state_class(self) -> Class:
        """Flax's `TrainState`, as if the project had written it."""
        if self.train_state is None:
            fields = {
                "step": (_UNSAID, None, False, None), "apply_fn": (_UNSAID, None, True, None), "params": (_UNSAID, None, False, None),
                "tx": (_UNSAID, None, True, None), "opt_state": (_UNSAID, None, False, None),
            }  # fmt: skip
            create = Bound(Api("decorated.classmethod"), Api("class.create"))
            node = ("class", 0, "TrainState", (), (), (), ())
            cls = self.train_state = Class("TrainState", node, None, None, (), {"create": create}, "pytree", fields)
            cls.generic = Instance(cls, {"step": Py("int"), "params": Mapping(None, UNKNOWN), "opt_state": UNKNOWN, "tx": UNKNOWN, "apply_fn": UNKNOWN}, True)
        return self.train_state

    def library_class(self, value: Value) -> Value:
        """A class of a library that the engine knows from the inside."""
        return self.train_state_class() if type(value) is Api and value.name == _TRAIN_STATE else value

    def is_train_state(self, cls: Class) -> bool:
        return self.train_state is not None and self.train_state in self.mro(cls)

    def created_state(self, cls: Value, kwargs: dict[str, Value]) -> Value:
        """`TrainState.create(apply_fn=…, params=…, tx=…)`."""
        if type(cls) is not Class:
            cls = self.train_state_class()
        attrs: dict[str, Value] = {"step": Py("int"), "opt_state": UNKNOWN}
        for name in cls.fields:
            attrs.setdefault(name, kwargs.get(name, UNKNOWN))
        return Instance(cls, attrs, False, self.traces)

    # --- modules ----------------------------------------------------------------------------------------

    def same_module(self, module: Instance) -> Instance | None:
        """A module is what its fields are: one that was made of the same before, whose methods are known, or None."""
        try:
            known = self.linen_modules.setdefault((module.cls, module.born, tuple(module.attrs.items())), module)
        except (TypeError, RecursionError):
            return None  # a field has no hash
        return known if known is not module else None

    # --- methods and what may be made in them -----------------------------------------------------------

    def linen_mode(self, func: Func, receiver: Value | None) -> Any:
        """(kind, module, "apply" or "init") of a method that is entered: "setup", "compact", "closed" (neither), or None."""
        mark = self.linen_marks.get(id(func.node))
        if type(receiver) is not Instance or mark == "nowrap":
            return self.mode
        if func.name in _SETUP:
            return ("setup", receiver, self.applying)
        if mark == "compact":
            return ("compact", receiver, self.applying)
        if self.mode is not None and self.mode[1].cls in (*self.mro(receiver.cls), receiver.cls):
            return self.mode
        if func.name == "__call__" or self.mode is not None:
            return ("closed", receiver, self.applying)
        return None

    def submodule_made(self, name: str, kwargs: dict[str, Value], node: Node, frame: Frame) -> None:
        if self.mode is not None and self.mode[0] == "closed" and "parent" not in kwargs and node[0] == "call":
            self.emit(ev.LinenMethod(self.site(node, frame), self.staged, "submodule", name, frame.name))

    def module_store(self, receiver: Instance, name: str, node: Node, frame: Frame) -> None:
        """`self.name = …` in a method of a module."""
        if receiver is not self.mode[1] or "__setattr__" in self.members(receiver.cls):
            return
        if self.mode[0] == "setup":
            if frame.name == "setup" and name in receiver.cls.fields and name not in receiver.cls.late:
                self.emit(ev.LinenMethod(self.site(node, frame), self.staged, "field", name, frame.name))
        else:
            self.emit(ev.LinenMethod(self.site(node, frame), self.staged, "attribute", name, frame.name))

    # --- layers -----------------------------------------------------------------------------------------

    def layer_log(self, what: str, node: Node, frame: Frame) -> None:
        if not frame.conditions:
            self.write_log.append(("linen", what, self.site(node, frame)))

    def linen_layer(self, func: External, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value | None:
        """A layer of `flax.linen` is called: its result, None where only its type says what it is."""
        short = func.api.rsplit(".", 1)[-1]
        made = dict(func.kwargs)
        if short in LINEN_STATISTICS and "collection_name" not in made:
            word, writes, field = LINEN_STATISTICS[short]
            flag = kwargs.get(word, (args[1] if len(args) > 1 else made.get(word, func.args[0] if func.args else UNKNOWN)) if field else UNKNOWN)
            self.layer_log("read batch_stats", node, frame)
            if flag == Const(writes):
                self.layer_log("write batch_stats", node, frame)
        elif short in LINEN_DROPOUT:
            place, default = LINEN_DROPOUT[short]
            rate = made.get("rate" if short == "Dropout" else "dropout_rate")
            if rate is None:
                rate = func.args[place] if place is not None and len(func.args) > place else Const(default)
            at_call = args[1] if len(args) > 1 and short == "Dropout" else UNKNOWN
            flag = kwargs.get("deterministic", at_call)
            if flag is UNKNOWN and "deterministic" not in kwargs:
                flag = made.get("deterministic", func.args[2] if short == "Dropout" and len(func.args) > 2 else UNKNOWN)
            certain = type(rate) is Const and type(rate.value) in (int, float) and 0 < rate.value < 1
            if certain and flag == Const(False) and "rng" not in kwargs and "dropout_rng" not in kwargs:
                name = made.get("rng_collection", Const("dropout"))
                if type(name) is Const:
                    self.layer_log(f"rng {name.value}", node, frame)
        elif short == "Sequential":
            layers = func.args[0] if func.args else made.get("layers", UNKNOWN)
            if type(layers) is Seq and layers.items:
                value: Value = args[0]
                for number, layer in enumerate(layers.items):
                    value = self.call(layer, (value, *args[1:]) if number == 0 else (value,), kwargs if number == 0 else {}, node, frame)
                return value
            return UNKNOWN
        return None

    def module_method(self, receiver: Instance, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        """`self.variable(…)`, `self.make_rng(…)`, …: what a bound module offers."""
        first = args[0] if args else kwargs.get("col", UNKNOWN)
        word = first.value if type(first) is Const and type(first.value) is str else None
        if name == "is_initializing":
            return Py("bool") if self.applying is None else Const(self.applying == "init")
        if name == "make_rng":
            if word is not None:
                self.layer_log(f"rng {word}", node, frame)
            return self.made_key(node, frame, "")
        if name == "put_variable" and word is not None:
            self.layer_log(f"write {word}", node, frame)
            return NONE
        if name == "variable" and word is not None:
            self.layer_log(f"read {word}", node, frame)
            return External("flax.variable", (first,))
        return UNKNOWN

    def variable_store(self, receiver: External, name: str, node: Node, frame: Frame) -> None:
        """`self.count.value = …`."""
        if receiver.api == "flax.variable" and name == "value":
            self.layer_log(f"write {receiver.args[0].value}", node, frame)  # type: ignore[attr-defined]

    def weights_of(self, layer: str) -> tuple[Value, ...]:
        """What a layer computes with beside its arguments: an array as traced as the variables that `apply` got."""
        return (Array(self.weights),) if self.weights is not None and not layer.endswith("Dropout") else ()

    # --- init and apply ---------------------------------------------------------------------------------

    def linen_apply(self, receiver: Any, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        start = len(self.write_log)
        mode, applying, weights = self.mode, self.applying, self.weights
        self.mode, self.applying = None, "apply" if name == "apply" else "init"
        self.weights = self.tree_trace(args[0] if args else kwargs.get("variables", UNKNOWN)) if name == "apply" else None
        given = args[1:]
        passed = {k: v for k, v in kwargs.items() if k not in ("method", "rngs", "mutable", "capture_intermediates", "variables")}
        try:
            if type(receiver) is External:
                result = self.call_external(receiver, given, passed, node, frame)
            else:
                method = self.applied_method(receiver, kwargs.get("method", NONE))
                if method is not None and method.owner is not None:
                    self.mode = ("closed", receiver, self.applying)  # until `linen_mode` knows better of it
                result = self.call_function(method, (receiver, *given), passed, node, frame) if method is not None else UNKNOWN
        finally:
            self.mode, self.applying, self.weights = mode, applying, weights
        seen = {what: site for kind, what, site in reversed(self.write_log[start:]) if kind == "linen"}
        self.write_log[start:] = [entry for entry in self.write_log[start:] if entry[0] != "linen"]
        if name == "init":
            return Mapping(None, UNKNOWN, "variables")
        if name == "init_with_output":
            return Seq("tuple", (result, Mapping(None, UNKNOWN, "variables")))
        allowed = self.mutable_collections(kwargs.get("mutable", Const(False)))
        if node[0] == "call" and not any(a[0] == "star" for a in node[3]) and not any(k is None for k, _ in node[4]):
            self.judge_apply(seen, allowed, args, kwargs, node, frame)
        if "mutable" in kwargs and kwargs["mutable"] != Const(False):
            written = [what[6:] for what in seen if what.startswith("write ") and (allowed is True or (type(allowed) is frozenset and what[6:] in allowed))]
            updates: Value = External("flax.updates", (Const(written[0]), Const((frame.module.path, node[1])))) if written else UNKNOWN
            return Seq("tuple", (result, updates))
        return result  # type: ignore[no-any-return]

    def applied_method(self, receiver: Instance, method: Value) -> Func | None:
        if method == NONE:
            method = self.find_member(receiver.cls, "__call__") or UNKNOWN
        elif type(method) is Const and type(method.value) is str:
            method = self.find_member(receiver.cls, method.value) or UNKNOWN
        if type(method) is Bound:
            method = method.func
        return method if type(method) is Func else None

    def mutable_collections(self, value: Value) -> Any:
        """True for all, a set of names, None where it is not known."""
        if type(value) is Const:
            return frozenset({value.value}) if type(value.value) is str else value.value is True or frozenset()
        if type(value) is Seq and value.items is not None and all(type(v) is Const for v in value.items):
            return frozenset(v.value for v in value.items)  # type: ignore[attr-defined]
        return None

    def judge_apply(self, seen: dict[str, Site], allowed: Any, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> None:
        place = node[3][0] if args and node[3] and len(node[3]) == len(args) else dict(node[4]).get("variables")
        variables = args[0] if args else kwargs.get("variables", UNKNOWN)

        def report(problem: str, detail: str, cause: Site | None = None) -> None:
            argument = self.site(place, frame) if place is not None else None
            self.emit(ev.LinenApply(self.site(node, frame), self.staged, problem, detail, cause, argument))

        if type(variables) is Mapping and variables.made not in ("", "variables"):
            report("unwrapped", variables.made)
            return
        given = {k for k, _ in variables.items} if type(variables) is Mapping and variables.items is not None else None
        for what, site in seen.items():
            kind, _, collection = what.partition(" ")
            if kind == "rng":
                rngs = kwargs.get("rngs")
                named = {k for k, _ in rngs.items} if type(rngs) is Mapping and rngs.items is not None else None
                if rngs is None or rngs == NONE or (named is not None and not named & {collection, "params"}):
                    report("rng", collection, site)
            elif allowed is None or allowed is True or collection in allowed:
                continue
            elif given is not None and "params" in given and collection not in given:
                if kind == "read":
                    report("missing", collection, site)
            elif kind == "write":
                report("immutable", collection, site)

    # --- what apply gives back ----------------------------------------------------------------------------

    def updates_named(self, target: Node, updates: External, frame: Frame) -> None:
        """`y, updates = module.apply(…, mutable=[…])`: is the second name ever read?"""
        name = target[2]
        if in_test(frame):
            return  # a test looks at one step, and no further
        if name.startswith("_") or (frame.body is not None and name not in names_read(frame.body)):
            self.emit(ev.LinenApply(self.site(target, frame), self.staged, "dropped", updates.args[0].value))  # type: ignore[attr-defined]

    def updates_in(self, value: Value) -> str | None:
        """The collection that `module.apply(…, mutable=[…])` gives back."""
        updates = value.items[-1] if type(value) is Seq and value.items else None
        return updates.args[0].value if type(updates) is External and updates.api == "flax.updates" else None  # type: ignore[attr-defined]

    def updates_cut(self, items: tuple[Value, ...], index: Value, node: Node, frame: Frame) -> None:
        """`module.apply(…, mutable=[…])[0]`, or a name for what it gives, of which the function reads `[0]` and no more."""
        updates = items[1]
        if not isinstance(updates, External) or updates.api != "flax.updates" or index != Const(0) or in_test(frame):
            return
        collection, (path, at) = [part.value for part in updates.args if isinstance(part, Const)]
        # What a helper gives back may be there for its other callers.
        mine = path == frame.module.path and (node[2][1] == at if node[2][0] == "call" else self.first_alone(node[2], at, frame))
        if mine:
            self.emit(ev.LinenApply(Site(path, at), self.staged, "dropped", collection))

    def first_alone(self, name: Node, at: int, frame: Frame) -> bool:
        """Is the variable what the call gives, and only read by `[0]`?"""
        if name[0] != "name" or frame.function is None or frame.body is None:
            return False
        return read_by(_is_first, name[2], frame.body) and any(part[0] == "call" and part[1] == at for statement in frame.body for part in walk(statement))


def is_layer(name: str) -> bool:
    return name.startswith("flax.linen.") and name.rsplit(".", 1)[-1] in LINEN_LAYERS


def makes_no_parameters(call: Node, frame: Frame) -> bool:
    """`model.init(key, …)["cache"]`: of what is initialised only another collection is taken, which nobody draws."""
    body = frame.module.body if frame.function is None else frame.body
    path = path_to(body, call[1]) if type(body) is tuple else []
    around = path[-2] if len(path) > 1 else call
    if around[0] == "sub":
        return _is_other(around)
    if around[0] != "assign" or around[3] is not call or len(around[2]) != 1 or around[2][0][0] != "name":
        return False
    return read_by(_is_other, around[2][0][2], body)


def read_by(way: Callable[[Node], bool], name: str, body: Any) -> bool:
    """Is the name, which the body binds once, only read by subscripts of one kind?"""
    parts = [part for statement in body for part in walk(statement)]
    taken = sum(part[0] == "sub" and part[2][0] == "name" and part[2][2] == name and way(part) for part in parts)
    return bool(taken > 0 and taken + 1 == sum(part[0] == "name" and part[2] == name for part in parts))


def _is_first(node: Node) -> bool:
    return bool(node[3][0] == "const" and node[3][2] == 0)


def _is_other(node: Node) -> bool:
    return bool(node[3][0] == "const" and type(node[3][2]) is str and node[3][2] != "params")
