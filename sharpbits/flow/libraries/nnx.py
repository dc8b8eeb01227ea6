"""Flax NNX: objects with state, and functions that change it under a transformation of JAX.

JAX hands such an object to the function as a copy, whose changes are lost, unless the function returns it; one from outside of the function it
does not know at all, and NNX refuses to change it there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ... import events as ev
from ...data.nnx import CHANGING_LAYERS, CHANGING_METHODS, DEFAULTS, EXTRACTS, MODES, PLAIN, PLAIN_LOOPS, REFERENCES, SETTERS, VARIABLES
from ...syntax import Node
from ...values import UNKNOWN, Api, Bound, Class, Const, External, Func, Instance, Mapping, Seq, Site, Transformed, Value
from ..evaluate import Evaluate
from ..paths import RAISING, bindings, call_name, children, names_read, path_to, walk
from ..state import Frame, element

Objects = dict[str, Value]
_DEPTH = 6
#: What runs on some paths alone.
_UNCERTAIN = frozenset({"if", "ifexp", "match", "try", "while", "bool", "def", "lambda", "class", "comp"})


class Nnx(Evaluate):
    #: Files whose variables are references; see `dropped`.
    references: set[str] | None

    def nnx_transformed(self, value: Transformed, args: tuple[Value, ...], kwargs: dict[str, Value]) -> None:
        """A transformation of JAX is called."""
        if value.row.name not in PLAIN or self.muted or self.expecting:
            return
        func: Any = value.func
        if type(func) is Bound and type(func.func) is Func and _holds(func.receiver):
            self.nnx_outside(func.func, {func.func.params[0][0]: func.receiver} if func.func.params else {}, value)
            return
        if type(func) is Instance and _is_object(func):
            method = self.find_member(func.cls, "__call__")
            if type(method) is Func and method.params:
                self.nnx_outside(method, {method.params[0][0]: func}, value)
            return
        if type(func) is not Func:
            return
        names = [p[0] for p in func.params if p[1] in ("pos", "any")]
        given = {**dict(zip(names, args)), **kwargs}
        objects = {name: v for name, v in given.items() if _is_object(v)}
        body = func.node[4]
        for name, held in objects.items():
            change = self.change(func, {name: held}, _DEPTH)
            if change is not None and not self.handed_on(body, name, func):
                self.dropped(ev.StateDropped(value.site, self.staged, value.row.name, name, "argument", change, self.name_of_transform(value, func)))
        self.nnx_outside(func, self.objects_around(func), value)

    def nnx_loop(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> None:
        """`lax.scan(body, …)`: what the function reads from outside it may not change."""
        if name in PLAIN_LOOPS and not self.muted and not self.expecting:
            for func in (*args, *kwargs.values()):
                if type(func) is Func and (objects := self.objects_around(func)):
                    change = self.change(func, objects, _DEPTH)
                    if change is not None:
                        self.dropped(ev.StateDropped(self.site(node, frame), self.staged, name, next(iter(objects)), "outside", change))

    def nnx_outside(self, func: Func, objects: Objects, value: Transformed) -> None:
        for name, held in objects.items():
            change = self.change(func, {name: held}, _DEPTH)
            if change is not None:
                self.dropped(ev.StateDropped(value.site, self.staged, value.row.name, name, "outside", change))

    def objects_around(self, func: Func) -> Objects:
        """Objects of NNX that the function reads from outside, made before this trace."""
        if not any(dotted.startswith("flax.nnx") for _, dotted in func.module.imports) or func.frame is None:
            return {}
        own = {p[0] for p in func.params}
        found: Objects = {}
        for name in names_read(func.node) - own:
            held = self.lookup(name, func.frame)
            home = self.home(name, func.frame)
            if _holds(held) and home is not None and home.traces <= self.traces and not (type(held) is Instance and held.born > self.traces):
                found[name] = held
        return found

    def handed_on(self, body: Any, name: str, func: Func) -> bool:
        """Does the function return the object, or take the state out of it?"""
        for part in walk(("block", 0, body)):
            if part[0] == "return" and part[2] is not None and any(p[0] == "name" and p[2] == name for p in self.values(part[2], func)):
                return True
            if part[0] == "call" and any(p[0] == "name" and p[2] == name for p in part[3]):
                called = self.quiet(part[2], func.frame) if part[2][0] in ("name", "attr") else UNKNOWN
                if type(called) is Api and called.name in EXTRACTS:
                    return True
        return func.node[0] == "lambda" and any(p[0] == "name" and p[2] == name for p in self.values(body, func))

    def values(self, node: Node, func: Func) -> Iterator[Node]:
        """The expressions that a returned one is put together from, and what is given to functions of which nothing is known."""
        stack = [node]
        while stack:
            part = stack.pop()
            yield part
            if part[0] in ("tuple", "list", "dict", "star"):
                stack.extend(children(part))
            elif part[0] == "call":
                called = self.quiet(part[2], func.frame) if part[2][0] in ("name", "attr") else UNKNOWN
                if type(called) is not Func and not (type(called) is Api and called.name.startswith("jax.")):
                    stack.extend(part[3])

    def name_of_transform(self, value: Transformed, func: Func) -> Site | None:
        """Where the code says `jax.jit`, if that is how the function is transformed."""
        if value.row.name != "jax.jit" or value.site.path != func.module.path:
            return None
        around = path_to(func.module.body, value.site.at)
        for part in (around[-1], *((around[-1][2], *around[-1][3][:1]) if around[-1][0] == "call" else ())) if around else ():
            if part[0] in ("name", "attr") and self.quiet(part, func.module.frame) == Api("jax.jit"):
                return Site(value.site.path, part[1])
        return None

    # --- what changes the state -----------------------------------------------------------------------------

    def change(self, func: Func, objects: Objects, depth: int) -> Site | None:
        """Where the function certainly changes one of the objects, by the names that they have in it."""
        body = func.node[4]
        if depth == 0 or not objects:
            return None
        inner: dict[str, Node] = {}
        if func.node[0] == "def":
            bound = bindings(body)
            objects = {name: held for name, held in objects.items() if name not in bound}
            inner = {name: ways[0] for name, ways in bound.items() if len(ways) == 1 and ways[0] is not None and ways[0][0] in ("def", "lambda")}
        for part in _certain(body if func.node[0] == "def" else (body,)):
            if self.changes(part, func, objects, inner, depth):
                return Site(func.module.path, part[1])
        return None

    def changes(self, part: Node, func: Func, objects: Objects, inner: dict[str, Node], depth: int) -> bool:
        kind = part[0]
        if kind in ("assign", "aug"):
            return any(self.is_state(target, func, objects) for target in (part[2] if kind == "assign" else (part[3],)))
        if kind != "call":
            return False
        callee = part[2]
        held = self.held(callee, objects)
        if held is not None:
            return self.call_changes(held, part, func, depth)
        if callee[0] == "attr":
            receiver = self.held(callee[2], objects)
            if receiver is None:
                return False
            name = callee[3]
            if type(receiver) is External:
                return name in CHANGING_METHODS.get(receiver.api, ()) or receiver.api == "flax.nnx.Rngs" or (receiver.api in VARIABLES and name in SETTERS)
            if type(receiver) is Instance:
                if _is_variable(receiver):
                    return name in SETTERS
                method = self.find_member(receiver.cls, name)
                return type(method) is Func and bool(method.params) and self.change(method, {method.params[0][0]: receiver}, depth - 1) is not None
            return False
        # A function of the project that is given the object, or one that NNX differentiates.
        given = part[3]
        if callee[0] == "call" and callee[3]:
            wrapper = self.quiet(callee[2], func.frame) if callee[2][0] in ("name", "attr") else UNKNOWN
            if type(wrapper) is not Api or not wrapper.name.startswith("flax.nnx."):
                return False
            callee = callee[3][0]
        if callee[0] != "name":
            return False
        node = inner.get(callee[2])
        target = Func(node, func.module, func.frame, callee[2], node[3], {}) if node is not None else self.lookup(callee[2], func.frame)
        if type(target) is not Func:
            return False
        names = [p[0] for p in target.params if p[1] in ("pos", "any")]
        passed = {name: held for name, argument in zip(names, given) if (held := self.held(argument, objects)) is not None}
        around = {name: held for name, held in objects.items() if node is not None and name not in {p[0] for p in node[3]}}
        return self.change(target, {**around, **passed}, depth - 1) is not None

    def held(self, node: Node, objects: Objects) -> Value | None:
        """The object, or the part of one, that an expression is."""
        if node[0] == "name":
            return objects.get(node[2])
        if node[0] == "attr":
            base = self.held(node[2], objects)
            found = base.attrs.get(node[3]) if type(base) is Instance else None
            return found if found is not None and (_is_object(found) or type(found) in (Seq, Mapping)) else None
        if node[0] == "sub":
            base = self.held(node[2], objects)
            part = element(base) if type(base) is Seq else None
            return part if part is not None and _is_object(part) else None
        return None

    def is_state(self, target: Node, func: Func, objects: Objects) -> bool:
        """`m.count.value = …`, `m.count[...] = …`, `m.count = …`."""
        if target[0] not in ("attr", "sub"):
            return False
        held = self.held(target[2], objects)
        return held is not None and (_is_variable(held) or (target[0] == "attr" and type(held) is Instance and held.cls.kind == "nnx"))

    def call_changes(self, held: Value, call: Node, func: Func, depth: int) -> bool:
        """`m(x)`."""
        if type(held) is Instance:
            method = self.find_member(held.cls, "__call__")
            return type(method) is Func and bool(method.params) and self.change(method, {method.params[0][0]: held}, depth - 1) is not None
        if type(held) is not External:
            return False
        if held.api == "flax.nnx.Rngs":
            return True
        if held.api == "flax.nnx.Sequential":
            return any(self.call_changes(layer, call, func, depth - 1) for layer in held.args) if depth else False
        flag = CHANGING_LAYERS.get(held.api)
        if flag is None or self.sets_modes(func):
            return False
        settings = dict(held.kwargs)
        asked = next((word for name, word in call[4] if name == flag), None)
        if settings.get(flag, Const(False)) != Const(False) or (asked is not None and asked[:1] + asked[2:] != ("const", False)):
            return False
        if held.api == "flax.nnx.Dropout":
            rate = settings.get("rate", held.args[0] if held.args else UNKNOWN)
            return type(rate) is Const and type(rate.value) in (int, float) and rate.value > 0 and settings.get("rngs", Const(None)) != Const(None)
        return True

    def dropped(self, event: ev.StateDropped) -> None:
        """A change is lost, unless the file makes variables that JAX itself knows, or the project makes these the default."""
        if self.references is None:
            self.references = {path for module in self.project.modules for path in _references(module)}
        if not self.references & {event.site.path, ""}:
            self.emit(event)

    def sets_modes(self, func: Func) -> bool:
        """Does any code of the project put modules into another mode?"""
        return any(part[0] == "attr" and part[3] in MODES for module in self.project.modules for part in walk(("block", 0, module.body or ())))


def _is_object(value: Value) -> bool:
    if type(value) is Instance:
        return value.cls.kind == "nnx" or _is_variable(value)
    return type(value) is External and value.api.startswith("flax.nnx.")


def _holds(value: Value) -> bool:
    """An object of NNX, or a plain one that has some: a trainer with its model."""
    return _is_object(value) or (type(value) is Instance and value.cls.kind in ("plain", "dataclass") and any(map(_is_object, value.attrs.values())))


def _is_variable(value: Value) -> bool:
    if type(value) is External:
        return value.api in VARIABLES
    return type(value) is Instance and any(_from_variable(base) for base in value.cls.bases)


def _from_variable(base: Value) -> bool:
    return (type(base) is Api and base.name in VARIABLES) or (type(base) is Class and any(map(_from_variable, base.bases)))


def _references(module: Any) -> Iterator[str]:
    """The file, where a variable of it is a reference; and "" where all variables are from now on."""
    for part in walk(("block", 0, module.body or ())):
        if part[0] == "call" and (part[2][-1] in DEFAULTS or any(name in REFERENCES and value[2:] == (True,) for name, value in part[4])):
            yield module.path
        if part[0] == "expr" and part[2][0] == "call" and part[2][2][-1] in DEFAULTS and not module.path.endswith(".ipynb"):
            yield ""


def _certain(body: Any) -> Iterator[Node]:
    """The parts of a block that run whenever it does, and are not meant to fail."""
    stack = list(reversed(body))
    while stack:
        part = stack.pop()
        yield part
        if part[0] == "with" and any(call_name(item) in RAISING for item, _ in part[2]):
            continue
        if part[0] not in _UNCERTAIN:
            stack.extend(reversed(children(part)))
