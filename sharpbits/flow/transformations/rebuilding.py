"""What JAX runs each time it puts a pytree together: the constructor, when unflattening calls it.

The children it is given then need not be arrays: tracers, `ShapeDtypeStruct`s, None, plain objects, gradients, arrays with one axis more. So a
constructor that converts, checks or rescales its children fails there, or changes them again and again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ... import events as ev
from ...values import Class, Func, Site, Value

_CONVERSIONS = frozenset({"float", "int", "bool", "complex"})
#: Classes of what a child may be while a pytree is put together.
_PLACEHOLDERS = frozenset({"Array", "ndarray", "ArrayImpl", "Tracer", "ShapeDtypeStruct", "object", "int", "float", "bool", "complex"})
_HOST = ("numpy.asarray", "numpy.array")


def rebuilt(engine: Any, cls: Class, registration: Any) -> None:
    """Emit what the constructor of a registered class does to its children."""
    how = registration.how
    if how in ("struct", "dataclass", "chex"):
        children = {name for name, field in cls.fields.items() if not field[2]}
        names = ("__init__", "__post_init__") if how == "dataclass" else ("__post_init__",)
    elif how in ("class", "functions"):
        flatten = registration.flatten if how == "functions" else engine.find_member(cls, "tree_flatten")
        unflatten = registration.unflatten if how == "functions" else _plain(engine.find_member(cls, "tree_unflatten"))
        if type(flatten) is not Func or type(unflatten) is not Func or not flatten.params or not any(_constructions(unflatten, cls)):
            return
        children = children_given(flatten)
        names = ("__init__",) if engine.find_member(cls, "__init__") is not None else ("__post_init__",)
        calls = list(_constructions(unflatten, cls))
    else:
        return
    for name in names:
        method = engine.find_member(cls, name)
        if type(method) is Func and method.node[0] == "def" and method.params and children:
            given = {p[0] for p in method.params[1:]}
            if name == "__init__" and how in ("class", "functions"):
                given = {n for call in calls for n in _given(call, method)}
            for kind, at in _judged(engine, cls, method, children, given, 2):
                engine.events.append(ev.Rebuilt(Site(method.module.path, at), None, cls.name, kind))


def _plain(value: Value | None) -> Value | None:
    return getattr(value, "receiver", value)


def _constructions(func: Func, cls: Class) -> Iterator[Any]:
    """Where unflattening calls the class."""
    own = {cls.name} | ({func.params[0][0]} if func.name == "tree_unflatten" and func.params else set())
    return (n for n in _nodes(func.node[4]) if n[0] == "call" and n[2][0] == "name" and n[2][2] in own)


def _given(call: Any, method: Func) -> set[str]:
    """The parameters of the constructor that a call may give."""
    names = [p[0] for p in method.params[1:]]
    words = [name for name, _ in call[4]]
    if None in words or any(part[0] == "star" for part in call[3]):
        return set(names)
    return {*names[: len(call[3])], *words}


def children_given(flatten: Func) -> set[str]:
    """Attributes that a flatten function gives as children: those in the first part of what it returns."""
    body, receiver = flatten.node[4], flatten.params[0][0]
    returned: list[Any] = [body]
    assigned: dict[str, Any] = {}
    if flatten.node[0] == "def":
        returned = [n[2] for n in _nodes(body) if n[0] == "return" and n[2] is not None]
        assigned = {t[2]: n[3] for n in _nodes(body) if n[0] == "assign" for t in n[2] if t[0] == "name"}
    found: set[str] = set()
    for value in returned:
        if value[0] != "tuple" or len(value[2]) != 2:
            return set()
        first = value[2][0]
        if first[0] == "name":
            first = assigned.get(first[2], first)
        if first[0] not in ("tuple", "list"):
            return set()
        for part in first[2]:
            if part[0] == "attr" and part[2][0] == "name" and part[2][2] == receiver:
                found.add(part[3])
    return found


def _judged(engine: Any, cls: Class, method: Func, children: set[str], params: set[str], depth: int) -> Iterator[tuple[str, int]]:
    """(what, where) of the statements of a constructor that every unflattening runs, and gives `params`."""
    receiver = method.params[0][0]
    # A parameter is a child when it becomes one.
    names = {p for p in params if p in children}
    for statement in method.node[4]:
        if statement[0] == "assign" and len(statement[2]) == 1 and _attribute(statement[2][0], receiver) in children:
            names.update(n[2] for n in _nodes((statement[3],)) if n[0] == "name" and n[2] in params)

    # What is declared an array is nothing that keeps its structure.
    arrays = {name for name in children if name in cls.fields and _is_array(cls.fields[name][0])}
    parts: set[str] = set()

    def child(node: Any) -> str:
        name = node[2] if node[0] == "name" and (node[2] in names or node[2] in parts) else _attribute(node, receiver)
        return "array" if name in arrays else "child" if name in children or name in names or name in parts else ""

    for statement in method.node[4]:
        kind = statement[0]
        if kind == "return":
            return
        if kind == "if":
            if any(n[0] == "return" for n in _nodes(statement[3])):
                return  # what follows may be for real values only
            if _raises(statement[3]) and not statement[4] and _asks(statement[2], child):
                yield "check", statement[2][1]
            continue
        if kind == "assert" and _asks(statement[2], child):
            yield "check", statement[1]
            continue
        if kind not in ("assign", "ann", "expr"):
            continue
        value = statement[3] if kind == "assign" else statement[4] if kind == "ann" else statement[2]
        if value is None:
            continue
        if kind == "expr" and value[0] == "call" and value[2][0] == "attr" and value[2][2][0] == "name" and value[2][2][2] == receiver and depth:
            helper = engine.find_member(cls, value[2][3])
            if type(helper) is Func and helper.node[0] == "def" and len(helper.params) == 1 and helper.module is method.module:
                yield from _judged(engine, cls, helper, children, set(), depth - 1)
            continue
        parts = {t[2] for n in _nodes((value,)) if n[0] == "comp" for t, iterable, *_ in n[4] if t[0] == "name" and child(iterable)}
        conversion = next((n for n in _nodes((value,)) if _converts(engine, method, n) and any(child(a) for a in n[3])), None)
        parts = set()
        if conversion is not None:
            yield "convert", conversion[1]
        elif kind == "expr":
            call = value
            if call[0] == "call" and call[2][-1] and str(call[2][-1]).startswith("assert_") and any(child(a) for a in call[3]):
                yield "check", call[1]
            elif call[0] == "call" and call[2][-1] == "__setattr__" and len(call[3]) == 3 and _rescales(call[3][2], child):
                yield "rescale", call[1]
        elif kind == "assign" and any(_attribute(t, receiver) in children for t in statement[2]) and _rescales(value, child):
            yield "rescale", statement[1]
        if kind == "assign":
            for target in statement[2]:
                if target[0] == "name" and target[2] in names and conversion is None and _rescales(value, child):
                    yield "rescale", statement[1]
                elif target[0] == "name" and any(child(n) for n in _nodes((value,))) and value[0] in ("call", "name", "attr"):
                    names.add(target[2])


def _attribute(node: Any, receiver: str) -> str | None:
    return node[3] if node[0] == "attr" and node[2][0] == "name" and node[2][2] == receiver else None


def _converts(engine: Any, method: Func, node: Any) -> bool:
    if node[0] != "call":
        return False
    if node[2][0] == "name" and (node[2][2] in _CONVERSIONS or (node[2][2] == "map" and node[3] and node[3][0][-1] in _CONVERSIONS)):
        return True
    if node[2][0] == "attr" and node[2][3] in ("asarray", "array") and node[2][2][0] == "name":
        return getattr(engine.quiet(node[2], method.frame), "name", "") in _HOST
    return False


def _asks(test: Any, child: Any) -> bool:
    """Does a test ask what a placeholder cannot answer? Not `x is None`, and nothing behind an `isinstance`."""
    if test[0] == "bool":
        left, right = test[3], test[4]
        guards = any(n[0] == "call" and n[2][0] == "name" and n[2][2] in ("isinstance", "hasattr", "type") for n in _nodes((left,)))
        if guards and not (left[0] == "not" and test[2] == "or"):
            return False
        none = _is_none(left)
        return _asks(left, child) or (_asks(right, child) and not none)
    if test[0] == "call" and test[2][0] == "name" and test[2][2] == "isinstance" and not _PLACEHOLDERS & {n[-1] for part in test[3][1:] for n in _nodes((part,)) if n[0] in ("name", "attr")}:
        return False  # what stands for a child is no object of that class
    if test[0] == "not":
        if test[2][0] == "call":
            return not (test[2][2][0] == "name" and test[2][2][2] in ("hasattr", "callable")) and _looks(test[2], child)
        return _asks(test[2], child)
    if _is_none(test):
        return False
    if test[0] == "call" and test[2][0] == "name" and test[2][2] in ("hasattr", "callable"):
        return False
    return _looks(test, child)


def _looks(test: Any, child: Any) -> bool:
    return any(child(n) for n in _nodes((test,)) if n[1] not in _structure(test, child))


def _is_array(annotation: Any) -> bool:
    return annotation is not None and annotation[0] in ("name", "attr") and annotation[-1] in ("Array", "ndarray")


def _structure(test: Any, child: Any) -> set[int]:
    """Places of what is only asked for its structure, which unflattening keeps: `len(layers)`, `isinstance(layers, tuple)`."""
    found: set[int] = set()
    for node in _nodes((test,)):
        if node[0] == "call" and node[2][0] == "name":
            types = {n[2] for part in node[3][1:] for n in _nodes((part,)) if n[0] == "name"}
            if (node[2][2] == "len" and not any(child(part) == "array" for part in node[3])) or (node[2][2] == "isinstance" and types and types <= {"list", "tuple", "dict", "set"}):
                found.update(n[1] for part in node[3] for n in _nodes((part,)))
    return found


def _is_none(test: Any) -> bool:
    return bool(test[0] == "cmp" and len(test[3]) == 1 and test[3][0][0] in ("is", "is not"))


def _raises(body: Any) -> bool:
    return bool(body) and body[-1][0] == "raise"


def _rescales(value: Any, child: Any) -> bool:
    return bool(value[0] == "bin" and value[2] in ("/", "*", "-", "+", "%", "**", "//") and (child(value[3]) or child(value[4])))


def _nodes(body: Any) -> Iterator[Any]:
    """Every node of some code, from its beginning."""
    stack: list[Any] = [body]
    while stack:
        part = stack.pop()
        if type(part) is tuple:
            if len(part) > 2 and type(part[0]) is str and type(part[1]) is int:
                yield part
            stack.extend(reversed(part))
