"""A branch that is not chosen still has a gradient: `where(x > 0, log(x), 0)` at zero is 0 · ∞.

Asked at each call that chooses between values: which functions with an edge the values go through, whether the operand can get there,
and whether the condition is about that edge.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ... import events as ev
from ...data.gradients import (
    CHOOSING,
    CUTS,
    EDGES,
    FALLING,
    FINITE_EDGES,
    INTEGERS,
    MASKED_REDUCTIONS,
    POWERS,
    QUOTIENTS,
    REPLACING,
    SINGULAR,
    SMALL,
    VECTOR_EDGES,
)
from ...syntax import Node
from ...values import NAN, Api, Array, Bound, Const, Func, Instance, Py, Site, Slope, Trace, Tree, Value
from ..origins import HANDLED, Code, Origins, is_number, parts
from ..state import Frame

_COMPARE = {"==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_COMPARING = {"greater": ">", "greater_equal": ">=", "less": "<", "less_equal": "<=", "equal": "==", "not_equal": "!=", "gt": ">", "ge": ">=", "lt": "<", "le": "<=", "eq": "==", "ne": "!="}
#: Tests of what a function has made of its argument.
_FINITE = frozenset({"isnan", "isfinite", "isinf", "is_finite", "isneginf", "isposinf"})
#: Functions through which a condition is still a condition.
_THROUGH = frozenset({"any", "all", "logical_and", "logical_or", "logical_not", "logical_xor", "asarray", "array", "astype", "expand_dims", "reshape", "broadcast_to", "bitwise_and", "bitwise_or", "squeeze", "stop_gradient", "invert"})
#: Functions behind which no gradient flows, or that choose themselves.
_ENDS = CUTS | frozenset({"stop_gradient", "where", "select", "select_n", "nan_to_num", "cond", "switch", "piecewise", "zeros_like", "ones_like", "full_like"})


@dataclass(slots=True)
class Edge:
    """A function with an edge is applied: its name, the operand, other things whose gradient breaks, and the points where it does."""

    name: str
    operand: Code
    others: tuple[Code, ...]
    points: tuple[float, ...]
    site: Site
    code: Code | None = None


class Masks(Origins):
    differentiating: int
    assuming: bool
    own_rules: int
    #: Choices in public functions of which nothing shows whether they are differentiated.
    undecided: dict[Site, tuple[ev.MaskedEdge, Any]]
    #: Bodies of functions that code of the project calls, of those that its modules do not run.
    met: set[int]

    def choice(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> None:
        """A call that chooses between values, or a singular function."""
        if self.muted or node[0] != "call" or any(a[0] == "star" for a in node[3]):
            return
        alone = self.alone(frame)
        if not self.differentiating and not alone:
            return
        words = dict(node[4])
        if self.differentiating:
            self.singular(name, args, node, frame)
        scope = self.scope_of(frame)
        condition: Node | None = None
        values: list[tuple[Node, bool]] = []
        short = name.rsplit(".", 1)[-1]
        if name in CHOOSING:
            place, places = CHOOSING[name]
            given = list(node[3])
            if place is not None:
                condition = given[0] if given else words.get("condition", words.get("pred", words.get("condlist")))
                if name == "jax.numpy.where":
                    given += [words[k] for k in ("x", "y") if k in words]
            values = [(given[p], p == 1) for p in places if p < len(given)]
            if condition is not None and place is not None and len(values) < len(places):
                return
            if len(values) == 2 and any(self.value_of(Code(v, scope)) == NAN for v, _ in values):
                return  # it is NaN there on purpose
            if name in ("jax.lax.select_n",):
                values = [(v, not first) for v, first in values]
        elif name in MASKED_REDUCTIONS and "where" in words and node[3]:
            condition, values = words["where"], [(node[3][0], True)]
        for value, first in values:
            others = [Code(other, scope) for other, _ in values if other is not value]
            self.masked(short, Code(condition, scope) if condition is not None else None, Code(value, scope), first, node, frame, others)

    def product_choice(self, left: Value, right: Value, node: Node, lnode: Node, rnode: Node, frame: Frame) -> None:
        """`(x > 0) * f(x)`."""
        if self.muted or node[0] != "bin":
            return
        scope = self.scope_of(frame)
        for mask, mnode, other in ((left, lnode, rnode), (right, rnode, lnode)):
            slope = mask.trace.slope if mask.trace is not None else None
            if type(mask) is Array and (mask.dtype == "bool" or (slope is not None and slope.kind == "cut" and slope.op in _COMPARE)):
                self.masked("*", Code(mnode, scope), Code(other, scope), True, node, frame)

    def alone(self, frame: Frame) -> bool:
        """Whether this runs because nobody in the project calls the function, a public one."""
        if self.differentiating or self.own_rules or not self.assuming or self.depth != 1 or frame.parent is None or frame.parent.parent is not None:
            return False
        owner = frame.owner.name if frame.owner is not None else ""
        parts = frame.module.parts
        # Folders above the nearest one may be anybody's, and say nothing of the code.
        tests = any(n.startswith("test") or n.endswith(("_test", "tests", "conftest")) for n in (frame.name, owner, *parts[-2:]))
        private = any(n.startswith("_") for n in (frame.name, owner, *parts[-3:]))
        return not tests and not private and not any(n.startswith(("main", "plot")) for n in (frame.name, owner, parts[-1]))

    def masked(self, form: str, condition: Code | None, value: Code, first: bool, node: Node, frame: Frame, others: Sequence[Code] = ()) -> None:
        for edge in self.edges(value):
            if form not in REPLACING and condition is None and edge.name not in FALLING:
                continue
            low, high = self.bounds(edge.operand)
            edge.points = tuple([p for p in edge.points if low <= p <= high and not (form in REPLACING and p in FINITE_EDGES.get(edge.name, ()))])
            if math.isnan(low) or not edge.points:
                continue
            trace = self.smooth(edge) if self.differentiating else None
            if self.differentiating and trace is None:
                continue
            if condition is not None and (not self.about(condition, edge, first) or self.made_safe(edge.operand, condition, set())):
                continue
            if any(self.poles(edge) <= self.poles(o) and (self.poles(edge) or o.name == edge.name and not self.weighs_result(condition, edge)) and self.alike(o.operand, edge.operand) for other in others for o in self.edges(other)):
                continue  # both values have it: it is not what the condition keeps out
            event = ev.MaskedEdge(self.site(node, frame), self.staged, form, edge.name, edge.site, trace)
            if trace is not None:
                self.emit(event)
            elif condition is not None and self.of_parameters(edge.operand, frame):
                self.undecided.setdefault(event.site, (event, frame.body))
            return

    def weighs_result(self, condition: Code | None, edge: Edge) -> bool:
        """Whether the condition compares what the function gives."""
        if condition is None or edge.code is None:
            return True
        condition = self.resolved(condition)
        return condition.node[0] == "cmp" and any(self.alike(Code(side, condition.scope), edge.code) for side in (condition.node[2], *[right for _, right in condition.node[3]]))

    def made_safe(self, operand: Code, condition: Code, seen: set[int], depth: int = 16) -> bool:
        """Whether the operand is computed from what was made safe by the same condition."""
        operand = self.resolved(operand)
        node = operand.node
        if depth == 0 or id(node) in seen:
            return False
        seen.add(id(node))
        if node[0] == "call" and len(node[3]) == 3 and self.api_of(operand) == "jax.numpy.where" and self.alike(Code(node[3][0], operand.scope), condition):
            return True
        return any(self.made_safe(Code(part, operand.scope), condition, seen, depth - 1) for part in parts(node))

    def poles(self, edge: Edge) -> set[float]:
        """The points where the function has no finite value."""
        return set(edge.points) - set(FINITE_EDGES.get(edge.name, ()))

    def of_parameters(self, operand: Code, frame: Frame) -> bool:
        """Whether an operand is computed from parameters that may be floating arrays."""
        roots = self.roots(operand)
        names = {r[0] for r in roots if type(r) is tuple and r[1] == id(frame)}
        return bool(names) and len(names) == len(roots) and all(self.floating(frame.env.get(n)) for n in names)

    def floating(self, value: Value | None) -> bool:
        return not (value is None or type(value) in (Py, Const) or (type(value) is Array and value.dtype is not None and value.dtype.startswith(("int", "uint", "bool", "key"))))

    def settle_masks(self) -> None:
        reported = {event.site for event in self.events if type(event) is ev.MaskedEdge}
        self.events.extend(event for site, (event, body) in self.undecided.items() if site not in reported and id(body) not in self.met)

    def smooth(self, edge: Edge) -> Trace | None:
        """The trace of an operand that a gradient flows through."""
        for code in (edge.operand, *edge.others):
            value = self.value_of(code)
            trace = value.trace if type(value) in (Array, Tree) else None
            if trace is not None and trace.slope == Slope("smooth"):
                return trace
        return None

    # --- functions with an edge -----------------------------------------------------------------------

    def edges(self, code: Code, depth: int = 24) -> Iterator[Edge]:
        """The functions with an edge that a value is computed by."""
        code = self.resolved(code)
        node, scope = code.node, code.scope
        kind = node[0]
        if depth == 0:
            return
        if kind == "bin":
            left, right = Code(node[3], scope), Code(node[4], scope)
            yield from self.operation(node[2], left, right, code)
            yield from self.edges(left, depth - 1)
            yield from self.edges(right, depth - 1)
        elif kind == "call":
            yield from self.call_edges(code, depth)
        elif kind in ("unary", "attr", "tuple", "list"):
            for part in parts(node):
                yield from self.edges(Code(part, scope), depth - 1)
        elif kind == "sub":
            yield from self.edges(Code(node[2], scope), depth - 1)
        elif kind == "ifexp":
            for branch in self.chosen(code):
                yield from self.edges(branch, depth - 1)

    def operation(self, op: str, left: Code, right: Code, code: Code) -> Iterator[Edge]:
        site = self.code_site(code)
        if op == "/":
            if not is_number(self.value_of(right)):
                yield Edge("division", right, (left,), (0.0,), site, code)
        elif op == "**":
            power = self.value_of(right)
            if type(power) is Const and type(power.value) in (int, float):
                whole = float(power.value).is_integer()
                points = ((0.0,) if power.value < 1 and power.value != 0 else ()) + (() if whole else (-1.0,))
                if points:
                    yield Edge("power" if power.value < 0 else "root", left, (), points, site, code)
            elif power == Py("float"):
                yield Edge("power", left, (), (0.0, -1.0), site)

    def call_edges(self, code: Code, depth: int) -> Iterator[Edge]:
        node, scope = code.node, code.scope
        func = self.function_called(code)
        if type(func) in (Func, Instance) or (type(func) is Bound and type(func.func) is Func):
            for part in self.returned(code, func):
                yield from self.edges(part, depth - 1)
            return
        name = func.name if type(func) is Api else ""
        short = name.rsplit(".", 1)[-1] if name else node[2][3] if node[2][0] == "attr" else ""
        if short in _ENDS or short in INTEGERS or (name and not name.startswith(("jax.", "builtins."))):
            return
        given = [Code(a, scope) for a in node[3] if a[0] != "star"]
        if name in EDGES and given:
            yield Edge(short, given[0], (), EDGES[name], self.code_site(code), code)
        elif name in VECTOR_EDGES and given:
            yield Edge(short, given[0], (), (0.0,), self.code_site(code), code)
        elif name in QUOTIENTS and len(given) == 2:
            yield from self.operation("/", given[0], given[1], code)
        elif name in POWERS and len(given) == 2:
            yield from self.operation("**", given[0], given[1], code)
        if not name and node[2][0] == "attr":
            yield from self.edges(Code(node[2][2], scope), depth - 1)
        if name or type(func) is Bound:
            for part in given:
                yield from self.edges(part, depth - 1)

    # --- what a condition is about --------------------------------------------------------------------

    def about(self, condition: Code, edge: Edge, chosen: bool, depth: int = 12) -> bool:
        """Whether a condition keeps the edge out: it looks at the operand, and f is not chosen at one of the points. `chosen`: f is taken where it is true."""
        condition = self.resolved(condition)
        node, scope = condition.node, condition.scope
        kind = node[0]
        if depth == 0:
            return False
        if kind == "cmp":
            left = Code(node[2], scope)
            for op, right in node[3]:
                if op in _COMPARE and self.compares(left, op, Code(right, scope), edge, chosen):
                    return True
                left = Code(right, scope)
            return False
        if kind == "call":
            func = self.function_called(condition)
            if type(func) in (Func, Instance) or (type(func) is Bound and type(func.func) is Func):
                return any(self.about(part, edge, chosen, depth - 1) for part in self.returned(condition, func))
            name = func.name if type(func) is Api else ""
            short = name.rsplit(".", 1)[-1] if name else node[2][3] if node[2][0] == "attr" else ""
            given = [Code(a, scope) for a in parts(node)] if not name else [Code(a, scope) for a in node[3] if a[0] != "star"]
            if short in _FINITE:
                seen = any(p not in FINITE_EDGES.get(edge.name, ()) for p in edge.points)
                return seen and bool(given) and bool(self.roots(given[0]) & self.roots(edge.operand))
            if short in _COMPARING and len(given) == 2:
                return self.compares(given[0], _COMPARING[short], given[1], edge, chosen)
            if short in _THROUGH:
                turned = chosen is not (short in ("logical_not", "invert"))
                return any(self.about(part, edge, turned, depth - 1) for part in given)
            return False
        if kind == "unary" and node[2] == "~" or kind == "not":
            return self.about(Code(node[3] if kind == "unary" else node[2], scope), edge, not chosen, depth - 1)
        if kind in ("bin", "bool", "list", "tuple"):
            return any(self.about(Code(part, scope), edge, chosen, depth - 1) for part in parts(node))
        return self.about(Code(node[2], scope), edge, chosen, depth - 1) if kind in ("sub", "attr") else False

    def compares(self, left: Code, op: str, right: Code, edge: Edge, chosen: bool) -> bool:
        if edge.name in ("division", "power") and edge.code is not None and any(self.passes(side, edge.code.node) for side in (left, right)):
            return False  # it is about the quotient, not about its divisor
        operand = self.roots(edge.operand)
        fixed = [self.threshold(side) for side in (left, right)]
        if fixed[0] and not fixed[1]:
            left, right, op = right, left, {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(op, op)
            fixed.reverse()
        if not fixed[1]:
            # Two things are compared: it is about the edge when the operand is made of both.
            both = bool(self.roots(left) & operand) and bool(self.roots(right) & operand)
            return both and (bool(self.differentiating) or self.difference(left, right, edge.operand))
        if not self.roots(left) & operand:
            return False
        low, high = self.bounds(right)
        # Where nothing is differentiated, a remark needs a condition that certainly keeps the edge out.
        likely = bool(self.differentiating)
        if math.isnan(low) or (low != high and high > 1.0):
            return likely
        change = self.image(left, edge)
        if change is None:
            return likely
        return any(_COMPARE[op](change(point), low) is not chosen for point in edge.points)

    def difference(self, left: Code, right: Code, operand: Code) -> bool:
        """Whether the operand is the difference of the two."""
        operand = self.resolved(operand)
        if operand.node[0] != "bin" or operand.node[2] != "-":
            return False
        sides = [Code(part, operand.scope) for part in operand.node[3:5]]
        return any(self.alike(a, left) and self.alike(b, right) for a, b in (sides, sides[::-1]))

    def threshold(self, code: Code) -> bool:
        """A number, or a name for one."""
        if is_number(self.value_of(code)):
            return True
        roots = self.roots(code)
        return not roots or all((r[0] if type(r) is tuple else r).rsplit(".", 1)[-1].lower() in SMALL for r in roots)

    def image(self, left: Code, edge: Edge) -> Any:
        """What a condition looks at, as a function of the operand, where it is a simple one."""
        operand = edge.operand
        if self.alike(left, operand):
            return lambda p: p
        if edge.code is not None and FINITE_EDGES.get(edge.name) == (0.0,) and self.alike(left, edge.code):
            return lambda p: 0.0 if p == 0.0 else math.nan
        left = self.resolved(left)
        node, scope = left.node, left.scope
        if node[0] == "call" and len(node[3]) == 1 and not node[4]:
            name = self.api_of(left).rsplit(".", 1)[-1]
            if name in ("abs", "absolute", "square") and self.alike(Code(node[3][0], scope), operand):
                return abs if name != "square" else lambda p: p * p
        return None

    # --- singular points ------------------------------------------------------------------------------

    def singular(self, name: str, args: tuple[Value, ...], node: Node, frame: Frame) -> None:
        """A norm and its like of what a gradient flows through."""
        where = SINGULAR.get(name)
        if where is None and name not in ("jax.numpy.sqrt", "jax.lax.sqrt"):
            return
        trace = next((a.trace for a in args[:2] if type(a) in (Array, Tree) and a.trace is not None and a.trace.slope == Slope("smooth")), None)
        if trace is None or not node[3]:
            return
        low, high = self.bounds(Code(node[3][0], self.scope_of(frame)))
        if where is None:
            if low != 0.0:
                return
            where = "at zero"
        elif low > 0.0 or (low, high) == HANDLED or math.isnan(low):
            return
        self.emit(ev.SingularGradient(self.site(node, frame), self.staged, name.rsplit(".", 1)[-1], where, trace))
