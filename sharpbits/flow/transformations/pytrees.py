"""Classes as pytrees: which are registered, and how; where objects of those that are not meet a trace.

A class may be registered after the code that uses it was interpreted: what depends on that is told at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ... import events as ev
from ...data.classes import CLASS_KINDS, REGISTERED_BASES, REGISTERING, TREE_OPERANDS
from ...syntax import Node
from ...values import UNKNOWN, Api, Array, Bound, Class, Const, Func, Instance, Mapping, Numpy, Partial, Seq, Site, Transformed, Value
from ..calls import Calls
from ..state import Frame
from .rebuilding import rebuilt

_WRAPPERS = frozenset({
    "jax.jit", "jax.pmap", "jax.vmap", "jax.checkpoint", "jax.make_jaxpr", "jax.shard_map", "jax.experimental.pjit.pjit",
    "jax.experimental.shard_map.shard_map", "jax.grad", "jax.value_and_grad", "jax.jacfwd", "jax.jacrev", "jax.jacobian", "jax.hessian",
})  # fmt: skip
#: Kinds of classes whose objects JAX takes for leaves, unless they are registered.
_LEAVES = ("plain", "dataclass", "linen", "haiku", "pytree")
_ABSTRACT = ("typing.Protocol", "abc.ABC", "typing_extensions.Protocol")


@dataclass(slots=True)
class Registration:
    """How a class was registered: "class" (`tree_flatten`), "functions" (two functions), "dataclass", "struct", "chex", "static"."""

    how: str
    flatten: Value | None = None
    unflatten: Value | None = None


class Pytrees(Calls):
    registrations: dict[Class, Registration]
    #: A class that is not known was registered: it may be any.
    registers_any: bool
    strangers: dict[Site, tuple[Class, ev.StrangeLeaf]]
    subclassed: set[Class]
    static_arrays: dict[Site, ev.StaticArray]
    modules_of_equinox: list[Class]
    entered: set[tuple[str, int]]
    events: list[ev.Event]

    # --- registration ----------------------------------------------------------------------------------

    def class_made(self, cls: Class, decorators: list[Value]) -> None:
        self.subclassed.update(base for base in cls.bases if type(base) is Class)
        for decorator in decorators:
            name = _name(decorator)
            if name in REGISTERING:
                self.registrations[cls] = Registration(REGISTERING[name])
        if cls.kind == "equinox":
            self.modules_of_equinox.append(cls)
        if any(type(base) is Api and base.name in REGISTERED_BASES for part in self.mro(cls) for base in part.bases):
            self.registrations.setdefault(cls, Registration("struct"))

    def fields_made(self, cls: Class, decorators: list[Value]) -> None:
        """The fields that a decorator with settings declares static."""
        for decorator in decorators:
            if type(decorator) is Partial and _name(decorator) in REGISTERING:
                given = dict(decorator.kwargs).get("meta_fields")
                names = {v.value for v in given.items if type(v) is Const} if type(given) is Seq and given.items is not None else set()
                cls.fields = {n: (a, d, s or n in names, f) for n, (a, d, s, f) in cls.fields.items()}

    def class_registered(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value]) -> None:
        cls = args[0] if args else kwargs.get("nodetype", UNKNOWN)
        if type(cls) is not Class:
            self.registers_any = self.registers_any or bool(args or kwargs)
            return
        how = REGISTERING.get(name, "functions")
        if how == "functions":
            flatten = kwargs.get("flatten_func", args[1] if len(args) > 1 else None)
            unflatten = kwargs.get("unflatten_func", args[2] if len(args) > 2 else None)
            self.registrations[cls] = Registration(how, flatten, unflatten)
        else:
            self.registrations[cls] = Registration(how)

    def registered(self, cls: Class) -> bool | None:
        """Is the class itself registered? None where that is not certain."""
        if cls in self.registrations:
            return True
        if cls.kind not in _LEAVES or self.registers_any:
            return None
        for part in self.mro(cls):
            # A class without a module stands for one of a library.
            if part in self.unsure_classes or part.module is None or part.node is None or part.node[0] != "class" or any(name is None or (name == "metaclass") for name, _ in part.node[4]):
                return None
            if not all(type(base) is Class or (type(base) is Api and CLASS_KINDS.get(base.name) in ("plain", "linen", "haiku")) for base in part.bases):
                return None
            if {"__init_subclass__", "__jax_array__", "__array__", "__class_getitem__"} & set(part.attrs):
                return None
        return False

    # --- objects in traced positions -----------------------------------------------------------------------

    def objects(self, value: Value, depth: int = 4) -> Iterator[Instance]:
        """The objects that JAX would meet as leaves, in containers and in pytrees too."""
        if type(value) is Instance:
            if value.cls.kind in ("namedtuple", "equinox") or (value.cls in self.registrations and self.registrations[value.cls].how in ("dataclass", "struct", "chex")):
                if depth:
                    for name, field in value.cls.fields.items():
                        if not field[2] and name in value.attrs and type(value.attrs[name]) in (Seq, Mapping, Instance):
                            yield from (o for o in self.objects(value.attrs[name], depth - 1) if o is not o.cls.generic)
            elif value.cls.kind in _LEAVES and value.cls not in self.registrations:
                yield value
        elif depth and type(value) is Seq and value.kind in ("list", "tuple"):
            for part in value.items if value.items is not None else (value.elem,):
                yield from self.objects(part, depth - 1)
        elif depth and type(value) is Mapping:
            for part in [v for _, v in value.items] if value.items is not None else [value.elem]:
                yield from self.objects(part, depth - 1)

    def strange(self, value: Value, site: Site, where: str, transformation: str) -> None:
        if type(value) not in (Instance, Seq, Mapping) or self.muted or self.expecting:
            return
        for found in self.objects(value):
            if found.generic and (found.cls in self.subclassed or self.is_abstract(found.cls) or not (found.cls.fields or self.find_member(found.cls, "__init__"))):
                continue  # what is there may be of a class below it, or one of the constants in it
            self.strangers.setdefault(site, (found.cls, ev.StrangeLeaf(site, self.staged, found.cls.name, where, transformation, found.cls.kind)))
            return

    def is_abstract(self, cls: Class) -> bool:
        return any(type(base) is Api and base.name in _ABSTRACT for part in self.mro(cls) for base in part.bases)

    def strange_arguments(self, value: Transformed, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> None:
        row = value.row
        if node[0] != "call" or row.name not in _WRAPPERS or self.muted or not any(type(v) in (Instance, Seq, Mapping) for v in (*args, *kwargs.values())):
            return
        names: set[str] = set()
        if row.kind == "differentiated":
            chosen = self.setting(value, row.diff) or Const(0)
            numbers = [chosen] if type(chosen) is Const else chosen.items if type(chosen) is Seq and chosen.items is not None else ()
            places = {n.value % len(args) for n in numbers if type(n) is Const and type(n.value) is int and args}
            traced, names = [i in places for i in range(len(args))], set(kwargs)
        elif row.axes and row.kind == "batched":
            mapped = self.mapped_positions(self.setting(value, row.axes), len(args))
            if mapped is None:
                return
            traced = mapped
        else:
            static = self.static_parameters(value, len(args))
            if static is None:
                return
            traced, names = [i not in static[0] for i in range(len(args))], static[1]
        direct = len(node[3]) == len(args) and not any(part[0] == "star" for part in node[3])
        func = value.func
        for place, arg in enumerate(args):
            if place == 0 and type(func) is Func and func.owner is not None and type(arg) is Instance and func.owner in self.mro(arg.cls):
                continue  # `self` of a transformed method is another rule's affair
            if traced[place]:
                self.strange(arg, self.site(node[3][place] if direct else node, frame), "argument", row.name)
        for name, arg in kwargs.items():
            if name not in names:
                part = dict(node[4]).get(name)
                self.strange(arg, self.site(part if part is not None else node, frame), "argument", row.name)

    def strange_operands(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> None:
        for place, keyword in TREE_OPERANDS.get(name, ()):
            rest = args[place:] if keyword == "*" else args[place : place + 1]
            for number, value in enumerate(rest, place):
                direct = node[0] == "call" and len(node[3]) == len(args) and not any(part[0] == "star" for part in node[3])
                self.strange(value, self.site(node[3][number] if direct else node, frame), "argument", name)
            if keyword in kwargs and node[0] == "call":
                self.strange(kwargs[keyword], self.site(dict(node[4]).get(keyword, node), frame), "argument", name)

    def strange_result(self, func: Value, result: Value, transformation: str, args: tuple[Value, ...], where: str = "result") -> None:
        """An object that a traced function returns, told at its `return`."""
        if self.muted or type(result) not in (Instance, Seq, Mapping):
            return
        # A state that goes in and comes out is told once: where it goes in.
        inward = {o.cls for arg in args for o in self.objects(arg)} if where == "result" else set()
        if all(o.cls in inward for o in self.objects(result)):
            return
        while type(func) in (Bound, Partial, Transformed):
            func = func.func  # type: ignore[attr-defined]
        if type(func) is not Func:
            return
        if func.node[0] == "lambda":
            self.strange(result, Site(func.module.path, func.node[4][1]), where, transformation)
            return
        last = self.activations.get((func.node[1], func.module.path))
        if last is not None:
            for value, at in zip(last.returns, last.return_sites):
                self.strange(value, Site(func.module.path, at), where, transformation)

    def strange_aux(self, func: Value, result: Value, transformation: str) -> None:
        """With `has_aux`, an object of tracers comes out as it is."""
        if type(result) is Seq and result.items is not None and len(result.items) == 2:
            found = next((o for o in self.objects(result.items[1]) if any(self.tracer_in(v) is not None for v in o.attrs.values())), None)
            if found is not None:
                self.strange_result(func, result, transformation, (), "aux")

    # --- arrays in what has to be compared ---------------------------------------------------------------------

    def object_made(self, instance: Instance, node: Node, frame: Frame) -> None:
        """An object of a registered class was made: what does it keep where JAX compares?"""
        cls = instance.cls
        if self.muted or self.expecting:
            return
        registration = self.registrations.get(cls)
        if registration is not None and registration.how in ("class", "functions"):
            self.flattened(instance, registration)
        elif registration is not None or cls.kind == "equinox":
            for name, (annotation, default, static, scope) in cls.fields.items():
                if static and is_array(instance.attrs.get(name, UNKNOWN)) and not self.array_annotation(annotation, scope):
                    self.static_array(self.site(node, frame), cls.name, name, "made")

    def array_annotation(self, node: Node, frame: Frame) -> bool:
        """An annotation that promises an array, also `Array | None` and `Optional[Array]`."""
        if node[0] == "bin" and node[2] == "|":
            parts = [part for part in node[3:] if not (part[0] == "const" and part[2] is None)]
            return bool(parts) and all(self.array_annotation(part, frame) for part in parts)
        if node[0] == "sub" and node[2][-1] == "Optional":
            return self.array_annotation(node[3], frame)
        return is_array(self.annotated(node, frame, parameter=False))

    def static_array(self, site: Site, cls: str, name: str, how: str) -> None:
        self.static_arrays.setdefault(site, ev.StaticArray(site, None, cls, name, how))

    def flattened(self, instance: Instance, registration: Registration) -> None:
        func = registration.flatten if registration.how == "functions" else self.find_member(instance.cls, "tree_flatten")
        if type(func) is not Func or len(func.params) != 1:
            return
        entered = set(self.entered)
        self.muted += 1
        self.call(func, (instance,), {}, ("const", func.node[1], None), func.frame)
        self.muted -= 1
        self.entered = entered
        if func.node[0] == "lambda":
            body = func.node[4]
            returned = [(body, Frame(func.frame, func.module, func.name))]
            returned[0][1].env = {func.params[0][0]: instance}
            pairs = [(self.quiet(body, returned[0][1]), Site(func.module.path, body[1]))]
        else:
            last = self.activations.get((func.node[1], func.module.path))
            pairs = [(v, Site(func.module.path, at)) for v, at in zip(last.returns, last.return_sites)] if last is not None else []
        for value, site in pairs:
            if type(value) is Seq and value.items is not None and len(value.items) == 2:
                if any(is_array(leaf) for leaf in _parts(value.items[1])):
                    self.static_array(site, instance.cls.name, "", "aux")

    # --- at the end ----------------------------------------------------------------------------------------

    def settle_pytrees(self) -> None:
        for cls, event in self.strangers.values():
            if self.registered(cls) is False:
                self.events.append(event)
        for cls in list(self.registrations):
            self.guarded(cls.module, lambda c=cls: self.settle_class(c))
        for cls in self.modules_of_equinox:
            self.guarded(cls.module, lambda c=cls: self.static_fields(c))
        self.events.extend(self.static_arrays.values())

    def settle_class(self, cls: Class) -> None:
        registration = self.registrations[cls]
        if registration.how in ("struct", "dataclass", "chex"):
            self.static_fields(cls)
        if registration.how in ("class", "functions"):
            self.flattened(self.generic_instance(cls), registration)
        rebuilt(self, cls, registration)

    def static_fields(self, cls: Class) -> None:
        for name, (annotation, default, static, scope) in cls.fields.items():
            if static and scope is not None and scope.owner is cls and self.array_annotation(annotation, scope):
                self.static_array(Site(cls.module.path, annotation[1]), cls.name, name, "declared")


def is_array(value: Value) -> bool:
    """An array for certain, of JAX or NumPy, that has more than one element or may have."""
    return (type(value) is Array and not (value.maybe or value.shape == ())) or (type(value) is Numpy and not value.maybe and value.shape != ())


def _parts(value: Value, depth: int = 4) -> list[Value]:
    if depth and type(value) is Seq and value.kind in ("tuple", "list"):
        return [leaf for part in (value.items if value.items is not None else (value.elem,)) for leaf in _parts(part, depth - 1)]
    if depth and type(value) is Mapping:
        return [leaf for part in ([v for _, v in value.items] if value.items is not None else [value.elem]) for leaf in _parts(part, depth - 1)]
    return [value]


def _name(decorator: Value) -> str:
    if type(decorator) is Partial:
        decorator = decorator.func
    return str(getattr(decorator, "name", getattr(decorator, "api", "")))
