"""Where an expression comes from, by its code: what its names were assigned, what it depends on, between which bounds its values lie.

Values (`values.py`) say what a thing is; now and then it matters how it was computed. This looks only when it is asked, so that
code which raises no such question pays nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..data.gradients import BOUNDED, NOT_NEGATIVE, POSITIVE, SIGN_KEEPING, SMALL
from ..syntax import Node
from ..values import Api, Array, Bound, Class, Const, Func, Instance, ModuleValue, Partial, Py, Seq, Site, Transformed, Value
from .calls import Calls
from .state import Frame, number_type

#: How deep names, and functions of the project, are followed.
_MAX_NAMES, _MAX_CALLS = 40, 3
_TINY = 1e-30
_STATIC = frozenset({"shape", "ndim", "dtype", "size", "itemsize"})
Bounds = tuple[float, float]
EVERYTHING: Bounds = (-math.inf, math.inf)
#: The author has put the value where it is safe (a `where`, a small number added): no point is reached.
HANDLED: Bounds = (math.nan, math.nan)


@dataclass(slots=True)
class Scope:
    """A frame, what its names were assigned (in the order of the code), and the code of its arguments."""

    frame: Frame
    assigned: dict[str, list[tuple[int, Node]]]
    arguments: dict[str, Code] = field(default_factory=dict)
    calls: int = 0


@dataclass(slots=True)
class Code:
    node: Node
    scope: Scope


def assignments(body: Any) -> dict[str, list[tuple[int, Node]]]:
    """Every assignment to a name in a block, nested blocks included: (number of the target, expression)."""
    found: dict[str, list[tuple[int, Node]]] = {}
    stack: list[Any] = list(reversed(body))
    while stack:
        statement = stack.pop()
        kind = statement[0]
        if kind == "assign":
            for target in statement[2]:
                _assigned(target, statement[3], found)
        elif kind == "ann" and statement[4] is not None:
            _assigned(statement[2], statement[4], found)
        elif kind == "aug" and statement[3][0] == "name":
            target = statement[3]
            found.setdefault(target[2], []).append((_last(statement[4]), ("bin", statement[1], statement[2], target, statement[4])))
        elif kind == "if" or kind == "while":
            stack += [*reversed(statement[4]), *reversed(statement[3])]
        elif kind == "for":
            stack += [*reversed(statement[5]), *reversed(statement[4])]
        elif kind == "with":
            stack += reversed(statement[3])
        elif kind == "try":
            stack += [*reversed(statement[5]), *reversed(statement[4]), *reversed(statement[2])]
    return found


def _assigned(target: Node, value: Node, found: dict[str, list[tuple[int, Node]]]) -> None:
    if target[0] == "name":
        found.setdefault(target[2], []).append((target[1], value))
    elif target[0] in ("tuple", "list"):
        parts = value[2] if value[0] in ("tuple", "list") and len(value[2]) == len(target[2]) else None
        for place, part in enumerate(target[2]):
            if part[0] == "name":
                # An element of what a call gives is a thing of its own: which arguments it comes from is not known.
                found.setdefault(part[2], []).append((part[1], parts[place] if parts else ("unpacked", value[1])))


def _last(node: Any) -> int:
    """The highest number in an expression."""
    out, stack = 0, [node]
    while stack:
        part = stack.pop()
        if type(part) is tuple:
            stack += part
        elif type(part) is int and part > out:
            out = part
    return out


class Origins(Calls):
    scopes: dict[int, tuple[Any, dict[str, list[tuple[int, Node]]]]]
    activations: dict[Any, Frame]

    def scope_of(self, frame: Frame) -> Scope:
        body = frame.body if frame.body is not None else frame.module.body if frame.parent is None and frame.module is not None else ()
        known = self.scopes.get(id(body))
        if known is None or known[0] is not body:
            known = self.scopes[id(body)] = (body, assignments(body or ()))
        return Scope(frame, known[1])

    def code_site(self, code: Code) -> Site:
        return self.site(code.node, code.scope.frame)

    def value_of(self, code: Code) -> Value:
        return self.quiet(code.node, code.scope.frame)

    def definition(self, code: Code) -> Code | None:
        """What a name was assigned last before it is used here, or the argument that it stands for."""
        name, scope = code.node[2], code.scope
        earlier = [item for item in scope.assigned.get(name, ()) if item[0] < code.node[1]]
        if earlier:
            last = max(earlier, key=lambda item: item[0])[1]
            return Code(last, scope) if last[0] != "unpacked" else None
        if name in scope.arguments:
            return scope.arguments[name]
        if name in scope.frame.parameters or name in scope.assigned:
            return None
        up = scope.frame.parent
        while up is not None:
            outer = self.scope_of(up)
            if name in outer.assigned:
                last = outer.assigned[name][-1][1]
                return Code(last, outer) if last[0] != "unpacked" else None
            if name in up.parameters or name in up.env:
                return None
            up = up.parent
        return None

    def resolved(self, code: Code) -> Code:
        """Follow names to an expression."""
        for _ in range(_MAX_NAMES):
            if code.node[0] != "name":
                break
            found = self.definition(code)
            if found is None:
                break
            code = found
        return code

    def function_called(self, code: Code) -> Value:
        """The function of a call; transformations that leave its values as they are are looked through."""
        node = code.node[2]
        if node[0] not in ("name", "attr"):
            return self.value_of(Code(node, code.scope)) if node[0] == "call" else Const(None)
        value = self.value_of(Code(node, code.scope))
        while type(value) is Transformed and value.row.kind in ("staged", "batched"):
            value = value.func
        return value

    def api_of(self, code: Code) -> str:
        value = self.function_called(code) if code.node[0] == "call" else None
        while type(value) is Partial:
            value = value.func
        return value.name if type(value) is Api else ""

    def returned(self, code: Code, func: Value) -> list[Code]:
        """The expressions that a function of the project returns for this call."""
        receiver = type(func) is Bound
        if type(func) is Bound:
            func = func.func
        if type(func) is Instance:
            func, receiver = self.find_member(func.cls, "__call__") or Const(None), True
        if type(func) is not Func or code.scope.calls >= _MAX_CALLS or any(a[0] == "star" for a in code.node[3]):
            return []
        frame = self.activations.get((func.node[1], func.module.path))
        if frame is None:
            return []
        scope = self.scope_of(frame)
        scope = Scope(frame, scope.assigned if func.node[0] != "lambda" else {}, calls=code.scope.calls + 1)
        params = [p[0] for p in func.params if p[1] in ("pos", "any", "key")][receiver:]
        outer = self.scope_of(func.frame)
        scope.arguments.update({q[0]: Code(q[2], outer) for q in func.params if q[2] is not None})
        scope.arguments.update(zip(params, [Code(a, code.scope) for a in code.node[3]]))
        scope.arguments.update({k: Code(v, code.scope) for k, v in code.node[4] if k is not None})
        if func.node[0] == "lambda":
            return [Code(func.node[4], scope)]
        nodes = list(_returns(func.node[4]))
        if len(nodes) > 1 and any(node[1] not in frame.return_sites for node in nodes):
            return []  # which of them this call reaches is not known
        return [Code(node, scope) for node in nodes]

    def chosen(self, code: Code) -> list[Code]:
        """The branches of a conditional expression that may be taken."""
        _, _, test, then, other = code.node
        truth = self.truth(self.value_of(self.resolved(Code(test, code.scope))))
        taken = (then, other) if truth is None else (then,) if truth else (other,)
        return [Code(node, code.scope) for node in taken]

    # --- what it depends on ---------------------------------------------------------------------------

    def roots(self, code: Code) -> frozenset[Any]:
        """The parameters, attributes and unknown things that an expression is computed from."""
        out: set[Any] = set()
        self._roots(code, out, set())
        return frozenset(out)

    def _roots(self, code: Code, out: set[Any], seen: set[Any]) -> None:
        node, scope = code.node, code.scope
        if (id(node), id(scope.frame)) in seen or len(seen) > 400:
            return
        seen.add((id(node), id(scope.frame)))
        kind = node[0]
        if kind == "name":
            found = self.definition(code)
            if found is not None:
                self._roots(found, out, seen)
            elif type(self.value_of(code)) not in (Api, Func, Class, ModuleValue, Partial, Transformed, Const):
                out.add((node[2], id(scope.frame)) if node[2] in scope.frame.parameters else node[2])
        elif kind == "attr":
            if node[3] in _STATIC:
                return
            base = node[2]
            if base[0] == "name" and self.definition(Code(base, scope)) is None:
                value = self.value_of(Code(base, scope))
                if type(value) not in (Api, ModuleValue, Class):
                    out.add(base[2] if type(value) is Array else f"{base[2]}.{node[3]}")
            else:
                self._roots(Code(base, scope), out, seen)
        else:
            before = len(out)
            for part in parts(node):
                self._roots(Code(part, scope), out, seen)
            if kind == "call" and len(out) == before and self.weights is not None:
                out.add(f"call {node[1]}")  # of a parameter of the module that is applied

    def passes(self, code: Code, through: Node, depth: int = 24) -> bool:
        """Whether an expression is computed by way of another."""
        code = self.resolved(code)
        if code.node is through:
            return True
        return depth > 0 and any(self.passes(Code(part, code.scope), through, depth - 1) for part in parts(code.node))

    def alike(self, one: Code, other: Code, depth: int = 12) -> bool:
        """Whether two expressions are the same, names followed."""
        one, other = self.resolved(one), self.resolved(other)
        a, b = one.node, other.node
        if a is b and one.scope.frame is other.scope.frame:
            return True
        if depth == 0 or a[0] != b[0] or len(a) != len(b):
            return False
        if a[0] == "name":
            return bool(a[2] == b[2]) and one.scope.frame is other.scope.frame
        if a[0] == "const":
            return bool(a[2] == b[2])
        if a[0] in ("bin", "unary", "attr") and a[3 if a[0] == "attr" else 2] != b[3 if a[0] == "attr" else 2]:
            return False
        mine, theirs = list(parts(a)), list(parts(b))
        if a[0] == "call":
            mine, theirs = [a[2], *mine], [b[2], *theirs]
        elif a[0] not in ("bin", "unary", "attr", "sub", "tuple", "list", "slice"):
            return False
        return len(mine) == len(theirs) and all(self.alike(Code(x, one.scope), Code(y, other.scope), depth - 1) for x, y in zip(mine, theirs))

    # --- where its values lie -------------------------------------------------------------------------

    def bounds(self, code: Code, depth: int = 16) -> Bounds:
        node, scope = code.node, code.scope
        if depth == 0:
            return EVERYTHING
        kind = node[0]
        if kind == "const":
            return (float(node[2]), float(node[2])) if type(node[2]) in (int, float, bool) else EVERYTHING
        if kind == "name":
            found = self.definition(code)
            if found is not None:
                return self.bounds(found, depth - 1)
            return self.known(node[2], code)
        if kind == "attr":
            return self.known(node[3], code)
        if kind == "unary" and node[2] == "-":
            low, high = self.bounds(Code(node[3], scope), depth - 1)
            return (-high, -low)
        if kind == "bin":
            return self.arithmetic(node[2], Code(node[3], scope), Code(node[4], scope), depth - 1)
        if kind == "sub":
            return self.bounds(Code(node[2], scope), depth - 1)
        if kind == "ifexp":
            return union(*[self.bounds(part, depth - 1) for part in self.chosen(code)])
        if kind == "call":
            return self.call_bounds(code, depth - 1)
        return EVERYTHING

    def known(self, name: str, code: Code) -> Bounds:
        value = self.value_of(code)
        if type(value) is Const and type(value.value) in (int, float):
            return (float(value.value), float(value.value))
        if name.lower().strip("_") in SMALL or name.lower().endswith(("_eps", "_epsilon", "eps", "_tol")) or name in ("smallest_normal", "smallest_subnormal"):
            return (_TINY, 1e-3)
        return EVERYTHING

    def arithmetic(self, op: str, left: Code, right: Code, depth: int) -> Bounds:
        a, b = self.bounds(left, depth), self.bounds(right, depth)
        if op == "+":
            if any(0.0 < low and high <= 1e-2 for low, high in (a, b)):
                # A small number is there to keep it off the edge, unless it is known not to.
                return HANDLED if EVERYTHING in (a, b) else (a[0] + b[0], a[1] + b[1])
            return (a[0] + b[0], a[1] + b[1])
        if op == "-":
            return (a[0] - b[1], a[1] - b[0])
        if op == "*":
            if self.alike(left, right):
                return HANDLED if math.isnan(a[0]) else (0.0, math.inf)
            if EVERYTHING in (a, b) and any(_TINY < low <= 1e-2 and high == math.inf for low, high in (a, b)):
                return HANDLED  # one factor has a floor, and nothing is known of the other
            return product(a, b)
        if op == "/":
            if b[0] > 0.0 or b[1] < 0.0:
                return product(a, (1.0 / b[1] if b[1] else 0.0, 1.0 / b[0] if b[0] else 0.0))
            return (0.0, math.inf) if a[0] >= 0.0 and b[0] >= 0.0 else HANDLED if math.isnan(b[0]) and math.isnan(a[0]) else EVERYTHING
        if op == "**":
            if math.isnan(a[0]):
                return HANDLED
            if a[0] > 0.0:
                return (_TINY, math.inf)
            if b[0] == b[1] and b[0] % 2 == 0:
                return (0.0, math.inf)
            return (0.0, math.inf) if a[0] >= 0.0 else EVERYTHING
        return EVERYTHING

    def call_bounds(self, code: Code, depth: int) -> Bounds:
        node, scope = code.node, code.scope
        func = self.function_called(code)
        if type(func) in (Func, Instance) or (type(func) is Bound and type(func.func) is Func):
            found = [self.bounds(part, depth - 2) for part in self.returned(code, func)] if depth > 2 else []
            return union(*found) if found else EVERYTHING
        method = type(func) is not Api and node[2][0] == "attr"
        if type(func) is not Api and not method:
            return EVERYTHING
        name = func.name if type(func) is Api else ""
        short = name.rsplit(".", 1)[-1] if name else node[2][3]
        given = [Code(node[2][2], scope)] if method else []
        given += [Code(a, scope) for a in node[3] if a[0] != "star"]
        words = {k: Code(v, scope) for k, v in node[4] if k is not None}
        if short in ("where", "select", "nan_to_num", "cond", "piecewise"):
            return HANDLED
        if short in ("len", "finfo", "range"):
            return (0.0, math.inf)
        if short in POSITIVE:
            return (_TINY, 1.0 - 1e-9) if short in BOUNDED else (_TINY, math.inf)
        if short in BOUNDED:
            return BOUNDED[short]
        if short in NOT_NEGATIVE:
            inner = self.bounds(given[0], depth) if given else EVERYTHING
            away = inner[0] > 0.0 or (inner[1] < 0.0 and short not in ("relu", "sqrt", "norm"))
            return HANDLED if math.isnan(inner[0]) else (_TINY if away and short not in ("var", "std") else 0.0, math.inf)
        if short in ("maximum", "fmax", "minimum", "fmin", "max", "min") and len(given) == 2 and not method and name.startswith(("jax.", "builtins.")) and short not in ("max", "min") or name in ("jax.lax.max", "jax.lax.min", "builtins.max", "builtins.min"):
            if len(given) != 2:
                return EVERYTHING
            one, other = self.bounds(given[0], depth), self.bounds(given[1], depth)
            if math.isnan(one[0]) or math.isnan(other[0]):
                return HANDLED
            pick = max if short in ("maximum", "fmax", "max") else min
            if pick is max and any(self.is_floor(side) for side, bounds in ((given[0], one), (given[1], other)) if bounds == EVERYTHING):
                return HANDLED
            return (pick(one[0], other[0]), pick(one[1], other[1]))
        if short == "clip" and name != "jax.lax.clamp":
            least = words.get("min", words.get("a_min", given[1] if len(given) > 1 else None))
            most = words.get("max", words.get("a_max", given[2] if len(given) > 2 else None))
            return (self._edge(least, 0, depth), self._edge(most, 1, depth))
        if name == "jax.lax.clamp" and len(given) == 3:
            return (self._edge(given[0], 0, depth), self._edge(given[2], 1, depth))
        if short in SIGN_KEEPING and given:
            low, high = self.bounds(given[0], depth)
            if math.isnan(low):
                return HANDLED
            return (_TINY if low > 0.0 else 0.0, math.inf) if low >= 0.0 else (-math.inf, -_TINY if high < 0.0 else 0.0) if high <= 0.0 else EVERYTHING
        if short in ("add", "subtract", "multiply", "divide", "true_divide", "power") and len(given) == 2:
            return self.arithmetic({"add": "+", "subtract": "-", "multiply": "*", "power": "**"}.get(short, "/"), given[0], given[1], depth)
        if len(given) == 1 and name.startswith("jax.numpy.") and math.isnan(self.bounds(given[0], depth)[0]):
            return HANDLED  # what was made safe is safe for this as well
        return EVERYTHING

    def is_floor(self, code: Code) -> bool:
        """Whether a value is a small number times a scale: `rho * EPS`."""
        for _ in range(6):
            code = self.resolved(code)
            node = code.node
            if node[0] == "bin":
                sides = [self.bounds(Code(side, code.scope)) for side in node[3:5]]
                return node[2] == "*" and any(0.0 < low and high <= 1e-6 for low, high in sides)
            if node[0] != "call":
                return False
            of = node[2][2] if node[2][0] == "attr" and node[2][3] in ("astype", "reshape") else node[3][0] if node[3] and self.api_of(code).rsplit(".", 1)[-1] in ("asarray", "array", "broadcast_to") else None
            if of is None:
                return False
            code = Code(of, code.scope)
        return False

    def _edge(self, code: Code | None, side: int, depth: int) -> float:
        if code is None or code.node[0] == "const" and code.node[2] is None:
            return EVERYTHING[side]
        found = self.bounds(code, depth)
        return EVERYTHING[side] if math.isnan(found[0]) else found[side]


def union(*all_: Bounds) -> Bounds:
    known = [b for b in all_ if not math.isnan(b[0])]
    return (min(b[0] for b in known), max(b[1] for b in known)) if known else HANDLED


def product(a: Bounds, b: Bounds) -> Bounds:
    if math.isnan(a[0]) or math.isnan(b[0]):
        return HANDLED if (a[0] > 0.0 or math.isnan(a[0])) and (b[0] > 0.0 or math.isnan(b[0])) else EVERYTHING
    corners = [0.0 if 0.0 in (x, y) else x * y for x in a for y in b]
    low, high = min(corners), max(corners)
    if a[0] > 0.0 and b[0] > 0.0:
        low = max(low, _TINY * 1e-9)
    return (low, high)


def parts(node: Node) -> Iterator[Node]:
    """The expressions in an expression that its value is computed from."""
    kind = node[0]
    if kind == "bin":
        yield node[3]
        yield node[4]
    elif kind == "call":
        if node[2][0] == "attr":
            yield node[2][2]
        yield from (a[2] if a[0] == "star" else a for a in node[3])
        yield from (v for _, v in node[4])
    elif kind == "unary":
        yield node[3]
    elif kind in ("attr", "star", "not"):
        yield node[2]
    elif kind == "sub":
        yield node[2]
        yield node[3]
    elif kind in ("tuple", "list", "set"):
        yield from node[2]
    elif kind == "slice":
        yield from (p for p in node[2:] if p is not None)
    elif kind == "cmp":
        yield node[2]
        yield from (right for _, right in node[3])
    elif kind == "bool":
        yield node[3]
        yield node[4]
    elif kind == "ifexp":
        yield from node[2:5]
    elif kind == "walrus":
        yield node[3]
    elif kind == "dict":
        yield from (v for _, v in node[2])


def _returns(body: Any) -> Iterator[Node]:
    stack = list(body)
    while stack:
        statement = stack.pop()
        if statement[0] == "return" and statement[2] is not None:
            yield statement[2]
        elif statement[0] in ("if", "while"):
            stack += [*statement[3], *statement[4]]
        elif statement[0] == "for":
            stack += [*statement[4], *statement[5]]
        elif statement[0] == "with":
            stack += statement[3]
        elif statement[0] == "try":
            stack += [*statement[2], *statement[4]]


def is_number(value: Value) -> bool:
    return number_type(value) is not None or (type(value) is Py and value.type in ("shape", "static")) or (type(value) is Seq and all(number_type(v) for v in value.items or (value,)))
