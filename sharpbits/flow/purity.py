"""What a traced function does to the world outside of it.

`self.traces` counts the traces around the code that runs. A frame or an object remembers how many there were when it was made:
one with fewer than now comes from outside, and what is written into it outlives the trace.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import events as ev
from ..data.backend import GROWING
from ..data.effects import CONTAINERS, ENVIRONMENT, ITERATORS, OPEN_OBJECTS
from ..data.keys import VIEWS
from ..syntax import Node
from ..values import (
    UNKNOWN,
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
    Partial,
    Py,
    Seq,
    Site,
    Trace,
    Transformed,
    Tree,
    Value,
    leaves,
)
from .keys import Keys, contradict, names_read
from .paths import (
    Path,
    assigned_attributes,
    bindings,
    bound,
    changed_for_a_while,
    children,
    is_asked,
    path_of,
    path_to,
    statements,
    targets,
    walk,
)
from .state import SPENT, Frame, Spent, Use, key_of, number_type

#: Functions that join an array with others, by their last names.
_GROWING = frozenset({"stack", *(name.rpartition(".")[2] for name in GROWING)})
#: Classes whose objects may be changed: of others the library says what a write means.
_PLAIN = ("plain", "dataclass")
#: Transformations that keep what they have traced, and run it again at the next call.
COMPILED = frozenset({"jax.jit", "jax.pmap", "jax.experimental.pjit.pjit", "equinox.filter_jit", "flax.nnx.jit"})
_SETS_UP = ("init", "setup", "set_up", "build", "create", "configure", "prepare")
_SETUP = frozenset({"__init__", "__post_init__", "__new__", "setup", "__setstate__"})


class Purity(Keys):
    # --- where things come from -----------------------------------------------------------------------

    def home(self, name: str, frame: Frame) -> Frame | None:
        """The frame whose variable the name is."""
        up: Frame | None = frame
        while up is not None and name not in up.env:
            up = up.parent
        return up

    def from_outside(self, path: Node, frame: Frame) -> bool:
        """Does the object at a name, attribute or subscript come from outside of the trace, by no argument?"""
        if not self.traces:
            return False
        if path[0] == "attr":
            receiver = self.quiet(path[2], frame)
            if type(receiver) is Instance:
                return receiver.born < self.traces and receiver.cls.kind in _PLAIN
            return type(receiver) in (Class, ModuleValue)
        while path[0] == "sub":
            path = path[2]
        if path[0] != "name":
            return self.from_outside(path, frame) if path[0] == "attr" else False
        home = self.home(path[2], frame)
        return home is not None and (home.traces < self.traces or self.is_default(path[2], home))

    def is_default(self, name: str, frame: Frame) -> bool:
        """Does the parameter hold its default, that all calls of the function share?"""
        func = frame.function
        return func is not None and name in frame.env and frame.env[name] is func.defaults.get(name) and func.frame.traces < self.traces

    def tracer_in(self, value: Value) -> Trace | None:
        """The trace of a tracer that is certainly in the value."""
        for leaf in leaves(value):
            if leaf.trace is not None and not (type(leaf) is Array and leaf.maybe):
                return leaf.trace
        return None

    # --- writes ---------------------------------------------------------------------------------------

    def outer_name(self, name: str, value: Value, at: int | None, frame: Frame, kind: str) -> None:
        """`global x; x = v`, `nonlocal x; x = v`."""
        home = frame.module.frame if kind == "global" else self.home(name, frame.parent) if frame.parent is not None else None
        if home is None or at is None:
            return
        site = Site(frame.module.path, at)
        if self.traces and self.is_for_a_while((name,), frame):
            return
        if self.traces and home.traces < self.traces and not self.abstract:
            trace = self.tracer_in(value)
            # What is filled in where it is missing, and is no tracer, serves all calls.
            if trace is not None or not any(name in names_read(test) for test, _ in frame.conditions):
                self.emit(ev.OuterWrite(site, self.staged, kind, name, value, trace))
        elif not self.traces:
            self.written(home, name, site)

    def is_for_a_while(self, path: Path | None, frame: Frame) -> bool:
        """Is the change taken back before the function ends? Then nothing of the trace stays outside."""
        return frame.function is not None and frame.body is not None and path in changed_for_a_while(frame.body)

    def outer_attribute(self, receiver: Value, name: str, value: Value, node: Node, frame: Frame, path: Node | None = None) -> None:
        """`x.name = v`; `path` is `x`."""
        site = self.site(node, frame)
        if not self.traces or frame.name in _SETUP or self.is_for_a_while(path_of(node), frame):
            return
        if type(receiver) is External:
            outside = receiver.api in OPEN_OBJECTS and path is not None and self.from_outside(path, frame)
        else:
            outside = type(receiver) is Instance and receiver.born < self.traces and receiver.cls.kind in _PLAIN
        if outside or (type(receiver) is Class and receiver.kind in _PLAIN and receiver.frame is not None and receiver.frame.traces < self.traces):
            self.emit(ev.OuterWrite(site, self.staged, "attribute", name, value, self.tracer_in(value)))
        elif type(receiver) is Instance and receiver.cls.kind == "pytree" and path is not None and path[0] == "name":
            self.argument_write(path[2], value, site, frame, name)

    def outer_container(self, path: Node, container: Value, value: Value, node: Node, frame: Frame) -> None:
        """`xs.append(v)`, `d[k] = v` on a list, dict or set; `path` may be an item of one, also as `d.setdefault(k, [])`."""
        trace = self.tracer_in(value)
        if trace is not None and path[0] == "call" and path[2][0] == "attr" and path[2][3] == "setdefault":
            path = path[2][2]
            container = self.quiet(path, frame)
        if not self.traces and path[0] == "name" and self.reads:
            self.written(self.home(path[2], frame), path[2], self.site(node, frame))
        if not self.traces or trace is None or not (self.holds_anything(container, path, frame) or _is_dict(container, node)):
            return
        if self.is_for_a_while(path_of(path), frame):
            return
        shown = path[2] if path[0] == "name" else path[3] if path[0] == "attr" else ""
        if self.from_outside(path, frame):
            if path[0] == "name" and node[0] == "sub" and self.only_inside(path[2], frame):
                return
            self.emit(ev.OuterWrite(self.site(node, frame), self.staged, "container", str(shown), value, trace))
        elif path[0] == "name":
            self.argument_write(path[2], value, self.site(node, frame), frame, item_of(node))

    def only_inside(self, name: str, frame: Frame) -> bool:
        """Is it a variable of the function around this one that nobody but the functions in it reads? Then no tracer gets out by it."""
        home = self.home(name, frame)
        if home is None or home.function is None or home.body is None or name in home.outer:
            return False
        stack: list[Any] = list(home.body)
        while stack:
            part = stack.pop()
            if part[0] in ("def", "lambda"):
                continue
            if part[0] == "assign":
                # To set it, or an item of it, is not to read it.
                stack += [t[3] if t[0] == "sub" and t[2] == ("name", t[2][1], name) else t for t in part[2] if t[0] != "name"]
                stack.append(part[3])
                continue
            if part[0] == "name" and part[2] == name:
                return False
            stack += children(part)
        # An argument may be the caller's, but for the function's own `**kwargs`.
        return all(p[0] != name or p[1] == "stars" for p in home.function.params)

    def argument_write(self, name: str, value: Value, site: Site, frame: Frame, item: Any = None) -> None:
        """A function that is traced itself changes what it was given, or its `item`: JAX gave it a copy."""
        trace = self.tracer_in(value)
        if trace is None or frame.body is None or is_rebound(name, frame.body):
            return  # a lambda may hand back anything
        if name not in frame.arguments:
            if name in frame.parameters:
                self.write_log.append(("argument", (name, value, item, self.is_new_state(name, item, site.at, frame)), site))
        elif not is_handed_back(name, item, frame.body) and (self.is_new_state(name, item, site.at, frame) or not is_used_after(site.at, name, item, frame.body)):
            self.emit(ev.OuterWrite(site, self.staged, "argument", name, value, trace))

    def is_new_state(self, name: str, item: Any, at: int, frame: Frame) -> bool:
        """Is what is stored there the old state with something added: a count, or what another argument gives?"""
        around = path_to(frame.body, at)
        store = next((node for node in reversed(around) if node[0] in ("assign", "aug")), None)
        if store is None or around[-1][0] != "sub":
            return True
        new = store[4] if store[0] == "aug" else store[3]
        if not (store[2] in ("+", "-") if store[0] == "aug" else adds_to(new, name, item)):
            return False
        step = new if store[0] == "aug" else new[4] if new[0] == "bin" else new
        others = [frame.env[other] for other in names_read(new) - {name} if other in frame.env]
        return step[0] == "const" and type(step[2]) is int or any(key_of(other) is None and self.tracer_in(other) is not None for other in others)

    def given_was_written(self, func: Func, logged: int, node: Node, frame: Frame) -> None:
        """The function that was called has changed what it was given: was that an argument of this one?"""
        entries = [entry for entry in self.write_log[logged:] if entry[0] == "argument"]
        if not entries:
            return
        self.write_log[logged:] = [entry for entry in self.write_log[logged:] if entry[0] != "argument"]
        if node[0] != "call" or any(part[0] == "star" for part in node[3]):
            return
        names = [p[0] for p in func.params if p[1] in ("pos", "any")][func.owner is not None :]
        called = self.quiet(node[2], frame)
        given = {}
        if type(called) is Partial:
            # What it holds came from where it was made.
            given = {**dict.fromkeys(names[: len(called.args)], node[2]), **dict.fromkeys([name for name, _ in called.kwargs], node[2])}
            names = names[len(called.args) :] if type(called.func) is Func else []
        given = {**given, **dict(zip(names, node[3])), **dict(node[4])}
        for _, (name, value, item, is_state), site in entries:
            part = given.get(name)
            if part is not None and value is not None and frame.traces == self.traces and self.from_outside(part, frame):
                self.emit(ev.OuterWrite(site, self.staged, "container", name, value, self.tracer_in(value)))
                continue
            if part is not None and part[0] == "name" and value is None:
                # The container has other keys now.
                held = frame.env.get(part[2])
                if held is not None and type(held) in (Seq, Mapping):
                    frame.env[part[2]] = self.with_new_keys(held, node, frame)
                if part[2] in frame.parameters:
                    self.write_log.append(("argument", (part[2], None, None, True), site))
            elif part is not None and part[0] == "name" and not (
                is_used_after(site.at, name, item, func.node[4]) if not is_statement(node, frame.body) else not is_state and is_used_after(node[1], part[2], item, frame.body)
            ):
                self.argument_write(part[2], value, site, frame, item)

    def holds_anything(self, container: Value, path: Node, frame: Frame) -> bool:
        """Is it certainly a container of Python, or in one?"""
        if type(container) in (Seq, Mapping):
            return not (type(container) is Seq and container.kind in ("tuple", "range", "generator"))
        if type(container) is External:
            return container.api in CONTAINERS
        return path[0] == "sub" and self.holds_anything(self.quiet(path[2], frame), path[2], frame)

    # --- reads of what changes ----------------------------------------------------------------------------

    def outer_read(self, name: str, value: Value, node: Node, frame: Frame) -> None:
        """A staged function reads a variable from outside: its value then is a constant of the program."""
        if not self.reading or type(value) not in (Const, Py, Array, Numpy, Seq, Mapping, type(UNKNOWN)):
            return
        home = self.home(name, frame)
        if home is not None and home.traces < self.traces:
            for function in self.reading:
                self.reads.setdefault(function, {}).setdefault((home.serial, name), self.site(node, frame))
            home.watched.add(name)
            if type(value) not in (Const, Py):
                self.read_from_outside(name, value, node, frame)

    def held_outside(self, receiver: Value, name: str, path: Node, frame: Frame) -> tuple[int, str] | None:
        """The variable that `path.name` is: of a module, or of the object that a name from outside holds."""
        if type(receiver) is ModuleValue:
            return (receiver.module.frame.serial, name)
        if isinstance(receiver, Instance):
            receiver = receiver.cls
        known = receiver is UNKNOWN or (receiver.kind in _PLAIN if isinstance(receiver, Class) else isinstance(receiver, External) and receiver.api in OPEN_OBJECTS)
        home = self.home(path[2], frame) if known and path[0] == "name" else None
        return None if home is None or home.traces else (home.serial, f"{path[2]}.{name}")

    def attribute_read(self, receiver: Value, value: Value, node: Node, frame: Frame) -> None:
        """A staged function reads an attribute of what comes from outside."""
        if type(value) in (Const, Py, Array, Numpy, Seq, Mapping, type(UNKNOWN)) or type(receiver) is External:
            place = self.held_outside(receiver, node[3], node[2], frame)
            if place is not None:
                for function in self.reading:
                    self.reads.setdefault(function, {}).setdefault(place, self.site(node, frame))

    def attribute_written(self, receiver: Value, node: Node, frame: Frame) -> None:
        place = self.held_outside(receiver, node[3], node[2], frame)
        if place is not None:
            self.writes[place] = (self.site(node, frame), self.now())
            self.write_log.append((*place, self.site(node, frame)))

    def written(self, home: Frame | None, name: str, site: Site) -> None:
        if home is not None:
            self.writes[home.serial, name] = (site, self.now())
            self.write_log.append((home.serial, name, site))

    def write_again(self, writes: Any) -> None:
        """What an activation wrote that is not interpreted once more."""
        for home, name, site in writes:
            if home in ("linen", "varying", "argument"):
                self.write_log.append((home, name, site))
                continue
            self.writes[home, name] = (site, self.now())

    def now(self) -> int:
        self.clock += 1
        return self.clock

    def stale_reads(self, function: Any, born: int) -> None:
        """The compiled function is called: has what it reads changed since its first call?"""
        first = self.calls.get(function)
        if first is None or first < born:
            self.calls[function] = self.now()
            return
        for (home, name), site in self.reads.get(function, {}).items():
            write = self.writes.get((home, name))
            if write is not None and write[1] > first:
                self.emit(ev.StaleRead(site, self.staged, name, write[0]))

    # --- donated buffers ----------------------------------------------------------------------------------

    def donate(self, paths: list[Path], kept: list[Path | None], node: Node, frame: Frame) -> None:
        """The arrays of these variables are deleted by the call; those in `kept` are passed to it as well."""
        site = self.site(node, frame)
        held = frame.env.get(SPENT)
        uses = dict(held.uses) if type(held) is Spent else {}
        for path in paths:
            if path in kept:
                self.emit(ev.DonatedUse(site, self.staged, ".".join(map(str, path)), site))
            for name in [path[0], *other_names(path[0], node, frame.body or frame.module.body)] if len(path) == 1 else ():
                if name in frame.env:
                    frame.donated.add(name)
                    uses["donated", frame.serial, name] = Use(site, "donate" if name == path[0] else "alias", tuple(frame.conditions), None)
            if len(path) == 2 and path[0] in frame.env and type(path[1]) is str:
                frame.donated.add(f"{path[0]}.{path[1]}")
                uses["donated", frame.serial, f"{path[0]}.{path[1]}"] = Use(site, "donate", tuple(frame.conditions), None)
        frame.env[SPENT] = Spent(uses)

    def donated_read(self, name: str, node: Node, frame: Frame) -> None:
        held = frame.env.get(SPENT)
        use = held.uses.get(("donated", frame.serial, name)) if type(held) is Spent else None
        if use is None or contradict(use.conditions, tuple(frame.conditions)) or (node[0] == "attr" and may_be_set_anew(node, use.site.at, frame)):
            return
        # Another name of the array that a later round has given to something else is no longer one.
        if use.how != "alias" or not any(use.site.at < place < node[1] for place in places_bound(frame.body or frame.module.body).get(name, ())):
            self.emit(ev.DonatedUse(self.site(node, frame), self.staged, name, use.site))

    def bound_again(self, name: str, frame: Frame) -> None:
        held = frame.env.get(SPENT)
        term = ("donated", frame.serial, name)
        if type(held) is Spent and term in held.uses:
            frame.env[SPENT] = Spent({t: u for t, u in held.uses.items() if t != term})

    # --- methods ------------------------------------------------------------------------------------------

    def judge_methods(self, cls: Class) -> None:
        """Transformations that decorate methods: is `self` traced, or static and out of date?"""
        if cls.kind not in _PLAIN:
            return
        for member in cls.attrs.values():
            if type(member) is not Transformed or type(member.func) is not Func or member.func.owner is not cls or not member.func.params:
                continue
            name, row = member.func.name, member.row
            if row.kind == "batched":
                mapped = self.mapped_positions(self.setting(member, row.axes), 1)
                traced = mapped is not None and mapped[0]
            elif row.kind == "differentiated":
                chosen = self.setting(member, row.diff) or Const(0)
                traced = chosen == Const(0) or (type(chosen) is Seq and chosen.items is not None and Const(0) in chosen.items)
            elif row.name in COMPILED or row.name == "jax.checkpoint":
                static = self.static_parameters(member, len(member.func.params))
                if static is None:
                    continue
                traced = 0 not in static[0] and member.func.params[0][0] not in static[1]
                if not traced and row.name in COMPILED:
                    self.static_self(member.func, cls, name, row.name, member.site)
            else:
                continue
            # What is mixed into pytrees is traced as one of them.
            if traced and not row.filtered and self.registered(cls) is False and all(self.registered(sub) is False for sub in self.subclasses.get(cls, ())):
                self.emit(ev.MethodTraced(member.site, None, name, row.name, "traced"))

    def static_self(self, func: Func, cls: Class, name: str, transformation: str, site: Site, receiver: str = "") -> None:
        mutable = frozenset[str]().union(*[part.mutable for part in self.mro(cls)])
        stale = tuple(sorted(attributes_read(func.node[4], receiver or func.params[0][0]) & mutable))
        if stale:
            written = self.written_later(cls)
            stale = tuple([attribute for attribute in stale if attribute in written])
        if receiver:
            # What the closure needs and the constructor does not set is set before the first call.
            made = {name for part in self.mro(cls) for member in part.attrs.values() if type(member) is Func and member.name in _SETUP for name in assigned_attributes(member.node)}
            stale = tuple([attribute for attribute in stale if attribute in made or self.find_member(cls, attribute) is not None])
        equality = 2 if cls.kind == "dataclass" else len({"__eq__", "__hash__"} & set(self.members(cls)))
        self.emit(ev.MethodTraced(site, None, name, transformation, "static", stale, equality))

    def written_later(self, cls: Class) -> set[str]:
        """The attributes that methods write which are not there to set the object up, by their name or since `__init__` alone calls them."""
        methods = [s for part in self.mro(cls) if part.node is not None and part.node[0] == "class" for s in part.node[5] if s[0] == "def"]
        callers: dict[str, set[str]] = {}
        for method in methods:
            for part in walk(("body", 0, method[4])):
                if part[0] == "attr":
                    callers.setdefault(part[3], set()).add(method[2])
        setup = set(_SETUP)
        for _ in range(3):
            setup |= {m[2] for m in methods if m[2].lstrip("_").startswith(_SETS_UP) or (callers.get(m[2]) and callers[m[2]] <= setup)}
        return set().union(*[assigned_attributes(m) for m in methods if m[2] not in setup]) if methods else set()

    def jitted_method(self, func: Value, row: Any, node: Node, frame: Frame) -> None:
        """`self.step = jax.jit(self._step)`, or of a lambda that reads `self`, where the object is made."""
        if row.name in COMPILED and type(func) is Func and func.frame is frame and frame.name == "__init__" and type(frame.receiver) is Instance:
            cls, function = frame.receiver.cls, frame.function
            if cls.kind in _PLAIN and function is not None and function.params:
                self.static_self(func, cls, func.name, row.name, self.site(node, frame), function.params[0][0])
        if row.name in COMPILED and type(func) is Bound and type(func.func) is Func and type(func.receiver) is Instance:
            cls = func.receiver.cls
            if frame.name == "__init__" and frame.receiver is func.receiver and cls.kind in _PLAIN and func.func.params:
                self.static_self(func.func, cls, func.func.name, row.name, self.site(node, frame))

    # --- effects ----------------------------------------------------------------------------------------

    def shown(self, node: Node, value: Value, frame: Frame) -> Trace | None:
        """The tracer that printing the expression shows, also inside of a formatted string."""
        if node[0] == "fstr":
            # With a format specification it raises, which is another rule's affair.
            parts = [part for _, part, _, spec in node[2] if not spec]
            return next((t for part in parts if (t := self.shown(part, self.quiet(part, frame), frame)) is not None), None)
        if node[0] == "name" and type(value) is Py and value.type == "str" and frame.body is not None:
            made = bindings(frame.body).get(node[2], ())
            return self.shown(made[0], value, frame) if len(made) == 1 and made[0] is not None and made[0][0] != "name" else None
        if node[0] == "bin" and node[2] == "%":
            return self.tracer_in(self.quiet(node[4], frame))
        if node[0] == "bin" and node[2] == "+" and type(value) is Py:
            return self.shown(node[3], self.quiet(node[3], frame), frame) or self.shown(node[4], self.quiet(node[4], frame), frame)
        if node[0] == "call" and node[2][0] == "name" and node[2][2] in ("str", "repr") and len(node[3]) == 1:
            return self.shown(node[3][0], self.quiet(node[3][0], frame), frame)
        if node[0] == "call" and node[2][0] == "attr" and node[2][3] == "format":
            return next((t for part in node[3] if (t := self.tracer_in(self.quiet(part, frame))) is not None), None)
        return self.tracer_in(value)

    def effect(self, name: str, kind: str, args: tuple[Value, ...], node: Node, frame: Frame) -> None:
        if self.staged is None or self.abstract or node[0] != "call" or (name in ENVIRONMENT and is_asked(frame.body, node[1])):
            return
        trace: Trace | None = self.staged
        if kind == "print":
            pairs = zip(node[3], args) if len(node[3]) == len(args) else ()
            trace = next((t for part, value in pairs if (t := self.shown(part, value, frame)) is not None and t.kind == "staged"), None)
        if trace is not None:
            fields = self.traced_fields(node[3], frame) if name == "builtins.print" else ()
            self.emit(ev.Effect(self.site(node, frame), trace, kind, name, fields))

    def traced_fields(self, parts: tuple[Node, ...], frame: Frame) -> tuple[tuple[int, int], ...]:
        """Which arguments, and which expressions of f-strings among them, are traced; none where one of them is not understood."""
        found: list[tuple[int, int]] = []
        for number, part in enumerate(parts):
            inside = [(place, p[1]) for place, p in enumerate(part[2])] if part[0] == "fstr" else [(-1, part)]
            for place, expression in inside:
                value = self.quiet(expression, frame)
                if _is_field(value):
                    found.append((number, place))
                elif not all(type(leaf) in (Const, Py) for leaf in leaves(value)):
                    return ()
        return tuple(found)

    def used_up(self, path: Node, value: Value, node: Node, frame: Frame) -> None:
        """`next(it)` or a loop over an iterator from outside."""
        if self.staged is None:
            return
        iterator = (type(value) is Seq and value.kind == "generator") or (type(value) is External and value.api.startswith(ITERATORS))
        if iterator and path[0] in ("name", "attr") and self.from_outside(path, frame):
            self.emit(ev.Effect(self.site(node, frame), self.staged, "iterator", str(path[2] if path[0] == "name" else path[3])))


#: Calls that give something else than what they are given.
_REDUCING = frozenset({"sum", "len", "max", "min", "any", "all", "mean", "prod", "dot", "norm", "stack", "concatenate"})
#: Calls that give what they are given, at some place.
_PLACING = VIEWS | {"with_sharding_constraint", "device_put"}
#: Expressions that do not compute with their parts.
_WHOLE = frozenset({"tuple", "list", "set", "dict", "comp", "ifexp", "star", "walrus", "await"})
#: Calls that make another container of the same things.
_COPYING = frozenset({"copy", "deepcopy", "dict", "list", "tuple", "items", "values", "map", "zip", "sorted", "reversed", "enumerate", "replace", "_replace",
                      "freeze", "unfreeze", "FrozenDict", "SimpleNamespace"})


def _is_dict(container: Value, node: Node) -> bool:
    """Is something unknown indexed by a string, in a store?"""
    return type(container) is Tree and node[0] == "sub" and node[3][0] == "const" and type(node[3][2]) is str


def _is_field(value: Value) -> bool:
    """May `jax.debug.print` be given it? A tracer, or a container of tracers and numbers."""
    found = leaves(value)
    return any(v.trace is not None for v in found) and all(type(v) in (Array, Tree) or number_type(v) for v in found)


def is_statement(call: Node, body: Any) -> bool:
    """Is the call a statement of its own, somewhere in the code?"""
    stack: list[Any] = [body]
    while stack:
        part = stack.pop()
        if type(part) is tuple and part:
            if part[0] == "expr" and len(part) == 3 and part[2] is call:
                return True
            stack.extend(part)
    return False


def places_bound(body: Sequence[Node]) -> dict[str, list[int]]:
    """The statements that bind each name."""
    places: dict[str, list[int]] = {}
    for node in statements(body):
        for target in [node[3]] if node[0] == "aug" else bound(node):
            if target[0] == "name":
                places.setdefault(target[2], []).append(node[1])
    return places


def other_names(name: str, call: Node, body: Sequence[Node]) -> list[str]:
    """Names that were set to a variable before the call, and neither of them to anything else since."""
    places = places_bound(body)
    before = [node for node in statements(body) if node[1] < call[1]]
    here = max([node[1] for node in before], default=0)
    same = [
        (target[2], node[1]) for node in before
        if node[0] == "assign" and node[3] == ("name", node[3][1], name) for target in node[2] if target[0] == "name"
    ]  # fmt: skip
    since = places.get(name, [])
    return [other for other, at in same if at < here and [p for p in places[other] if p < here] == [at] and not any(at < place < here for place in since)]


def may_be_set_anew(attribute: Node, since: int, frame: Frame) -> bool:
    """Is a method of the object called, or the object passed, after the call at `since` and before its attribute is read?"""
    name = attribute[2][2]
    for part in walk(("body", 0, frame.body or ())):
        if part[0] == "call" and part[1] != since and (frame.rounds or since < part[1] < attribute[1]):
            receiver = part[2][2] if part[2][0] == "attr" else part[2]
            if any(p[0] == "name" and p[2] == name for p in (receiver, *part[3], *[v for _, v in part[4]])):
                return True
    return False


def is_used_after(at: int, name: str, item: Any, body: Any) -> bool:
    """Does the function itself go on with what it stored at `at` in the item of what is called so, or give it back?"""
    for part in walk(("body", 0, body)):
        if part[1] > at + 1 and (is_item(part, name, item) or (part[0] == "name" and part[2] == name and item is None)):
            return True
    return is_handed_back(name, item, body)


def adds_to(new: Node, name: str, item: Any) -> bool:
    """Is it a sum with the old item of what is called so, as it is or weighted, its `.at[…]` update, or something appended to it?"""
    if new[0] == "bin" and new[2] in ("+", "-"):
        return any(is_item(part, name, item) or adds_to(part, name, item) or _weighs(part, name, item) for part in new[3:5])
    if new[0] != "call":
        return False
    appends = new[2][-1] in _GROWING
    around = new if appends else new[2][2] if new[2][0] == "attr" and new[2][2][0] == "sub" and new[2][2][2][-1] == "at" else None
    return around is not None and any(is_item(part, name, item) for part in walk(around))


def _weighs(part: Node, name: str, item: Any) -> bool:
    return part[0] == "bin" and part[2] in ("*", "/") and any(is_item(p, name, item) for p in part[3:5])


def item_of(node: Node) -> Any:
    """The constant index at which something is stored, None where it is any."""
    if node[0] == "call" and node[2][-1] == "update" and not node[3] and len(node[4]) == 1:
        return node[4][0][0]
    return node[3][2] if node[0] == "sub" and node[3][0] == "const" else None


def is_rebound(name: str, body: Any) -> bool:
    """Does the code give the name another value, such as a copy?"""
    return name in bindings(body)


def is_handed_back(name: str, item: Any, body: Any) -> bool:
    """Does a function return what is called so, or that item of it: as it is, in a container, or by other names?"""
    names = _passed_on([node[2] for node in statements(body) if node[0] == "return"], name, item, True)
    before: set[str] = set()
    while name not in names and names != before:
        before = names
        given = [node[3] for node in statements(body) if node[0] == "assign" and any(not names.isdisjoint(targets(t)) for t in node[2])]
        names = names | _passed_on(given, name, item, False)
    return name in names


def _passed_on(values: Sequence[Node | None], name: str, item: Any, anywhere: bool) -> set[str]:
    """Names that expressions hand on, alone or in a container; `name` also where that item of it is. `anywhere`: by any call."""
    found: set[str] = set()
    stack = [value for value in values if value is not None]
    while stack:
        value = stack.pop()
        kind = value[0]
        if kind == "name":
            found.add(value[2])
        elif is_item(value, name, item):
            found.add(name)
        elif kind == "call":
            function = value[2]
            if function[-1] in _REDUCING:
                continue
            if function[0] == "attr" and function[3] in _COPYING:
                stack.append(function[2])
            if anywhere or function[-1] in _PLACING or function[-1] in _COPYING:
                stack += [*value[3], *[part for _, part in value[4]]]
        elif kind in _WHOLE or (kind == "bin" and (value[2] == "|" or any(part[0] in ("list", "tuple") for part in value[3:5]))):
            stack += children(value)
    return found


def is_item(node: Node, name: str, item: Any) -> bool:
    """`name[item]` or `name.item`; of an unknown item, any."""
    if node[0] not in ("sub", "attr") or node[2] != ("name", node[2][1], name):
        return False
    other = node[3] if node[0] == "attr" else item_of(node)
    return item is None or other is None or bool(other == item)


def _calls_host(node: Any) -> bool:
    """`jax.debug.callback(f, …)`, `io_callback`, `pure_callback`."""
    return str(node[2][-1]).endswith("callback")


def attributes_read(body: Any, receiver: str) -> set[str]:
    """Attributes of `self` that the code reads while it is traced: what the host is called for reads them when it runs."""
    found: set[str] = set()
    called = {n[3][0][2] for n in walk(("body", 0, body)) if n[0] == "call" and n[3] and n[3][0][0] == "name" and _calls_host(n)}
    stack: list[Any] = [body]
    while stack:
        part = stack.pop()
        if type(part) is not tuple or not part or (part[0] == "def" and len(part) > 2 and part[2] in called):
            continue
        if part[0] == "call" and len(part) == 5 and type(part[1]) is int and _calls_host(part):
            stack.extend(a for a in part[3] if a[0] != "lambda")
            continue
        if part[0] == "attr" and len(part) == 4 and type(part[2]) is tuple and part[2][:1] == ("name",) and part[2][2] == receiver:
            found.add(part[3])
        elif part[0] == "assign" and len(part) == 4 and type(part[1]) is int:
            stack.append(part[3])
            stack.extend(t for t in part[2] if t[0] != "attr")
            continue
        stack.extend(part)
    return found
