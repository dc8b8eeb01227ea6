"""Differentiation: what a value has to do with the arguments that are differentiated, and what breaks a gradient.

A trace carries a slope (`values.py`): "smooth" where a gradient flows on some path, "cut" where every path goes through an operation
without gradient. `self.lost` says that a smooth value went where the engine cannot follow: then no more is certain of cuts.
"""

from __future__ import annotations

from typing import Any

from ... import events as ev
from ...data.gradients import CUT_SAMPLERS, CUTS, INTEGERS, SHAPE_ONLY
from ...data.transforms import FORWARD, OWN_RULES, Wrapper
from ...syntax import Node
from ...values import UNKNOWN, Api, Array, Const, Numpy, Py, Seq, Site, Slope, Trace, Transformed, Tree, Value, leaves, tree_leaves
from ..primitives import Primitives
from ..state import Frame, in_test, number_type, sloped


class Gradients(Primitives):
    differentiating: int
    reverse: int
    lost: bool
    #: Where a number was made of what is differentiated, and by what.
    converted: tuple[Site, str] | None
    #: Functions with rules of their own around the code that runs.
    own_rules: int
    #: Loops that reverse mode cannot run, told when the function is over and has not stopped the gradient.
    reversed_loops: list[ev.Event]
    #: The last argument of each call that differentiates a function, for fixes.
    last_arguments: dict[Site, Site]

    # --- what is differentiated -----------------------------------------------------------------------

    def differentiate(self, func: Value, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame, starred: bool, name: str) -> Value:
        """Call a function whose differentiated arguments have slopes."""
        backwards = name not in FORWARD
        if not self.differentiating:
            self.lost, self.converted = False, None
        self.differentiating += 1
        self.reverse += backwards
        self.traces += 1
        try:
            return self.call(func, args, kwargs, node, frame, starred)
        finally:
            self.traces -= 1
            self.reverse -= backwards
            self.differentiating -= 1
            if not self.reverse:
                loops, self.reversed_loops = self.reversed_loops, []
                for event in loops:
                    self.emit(event)

    def gradient_made(self, row: Wrapper, node: Node, frame: Frame) -> None:
        """`grad(f, …)`: where a setting could be added."""
        if row.kind == "differentiated" and node[0] == "call" and not any(k is None for k, _ in node[4]):
            last = node[4][-1][1] if node[4] else node[3][-1] if node[3] and node[3][-1][0] != "star" else None
            if last is not None:
                self.last_arguments[self.site(node, frame)] = self.site(last, frame)

    def differentiated_event(self, value: Transformed, places: list[int], args: tuple[Value, ...], result: Value, node: Node, frame: Frame) -> None:
        """`result` is what the function returned inside."""
        sites: dict[int, Site] = {}
        if node[0] == "call" and len(node[3]) == len(args) and not any(a[0] == "star" for a in node[3]):
            sites = {i: self.site(a, frame) for i, a in enumerate(node[3])}
        literal = {i for i in sites if node[3][i][0] == "const"}
        has_aux = self.setting(value, "has_aux")
        given = tuple([(args[p], sites.get(p), p in literal) for p in places if 0 <= p < len(args)])
        known = None if has_aux is not None and type(has_aux) is not Const else has_aux is not None and bool(has_aux.value)
        if not self.muted:
            site = self.site(node, frame) if node[0] == "call" else value.site
            allowed = self.setting(value, "allow_int") not in (None, Const(False))
            self.emit(ev.Differentiated(
                site, self.staged, value.row.name, value.row.filtered, given, allowed, result, known, value.site,
                self.last_arguments.get(value.site) if has_aux is None else None,
            ))  # fmt: skip
        objective = result.items[0] if known and type(result) is Seq and result.items else result
        if known is not None and not in_test(frame):  # which may show just that
            self.cut_event(objective, value.row.name, value.site)

    def cut_event(self, result: Value, by: str, at: Site) -> None:
        """Tell when all that a differentiated function returns depends on its arguments by ways without gradient alone."""
        parts = leaves(result)
        if self.converted is not None and parts and not self.lost and not self.muted and all(self.without_slope(part) for part in parts):
            site, op = self.converted
            self.emit(ev.GradientCut(site, self.staged, op, by, at))
            return
        slopes = [part.trace.slope if type(part) is Array and part.trace is not None and not part.maybe else None for part in parts]
        if self.lost or self.muted or not slopes or not all(s is not None and s.kind == "cut" for s in slopes):
            return
        first = slopes[0]
        if first is not None and first.site is not None:
            self.emit(ev.GradientCut(first.site, self.staged, first.op, by, at))

    def without_slope(self, part: Value) -> bool:
        """Whether a result is a number, or an array that no differentiated argument is known to flow into."""
        if type(part) is Array:
            return not part.maybe and (part.trace is None or part.trace.slope is None)
        return number_type(part) is not None

    def number_made(self, value: Value, op: str, node: Node, frame: Frame) -> None:
        """`int(x)` and `x.item()` of what is differentiated give a plain number, and no gradient."""
        trace = value.trace if type(value) is Array and not value.maybe else None
        if trace is not None and trace.kind == "differentiated" and trace.slope is not None and trace.slope.kind == "smooth" and self.converted is None:
            self.converted = (self.site(node, frame), op)

    def own_rule(self, value: Transformed, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame, starred: bool) -> Value:
        """A function with a rule of differentiation of its own: nothing in it is differentiated."""
        if value.row.name not in OWN_RULES:
            return self.call(value.func, args, kwargs, node, frame, starred)
        smooth = next((s for v in (*args, *kwargs.values()) if (s := self.slope_of(v)) is not None), None)
        before = (self.differentiating, self.reverse, self.lost)
        self.differentiating = self.reverse = 0
        self.own_rules += 1
        try:
            result = self.call(value.func, tuple([self.with_slope(a, None) for a in args]), {k: self.with_slope(v, None) for k, v in kwargs.items()}, node, frame, starred)
        finally:
            self.differentiating, self.reverse, self.lost = before
            self.own_rules -= 1
        if smooth is None:
            return result
        if result is UNKNOWN:
            self.lost = True
        return self.with_slope(result, Slope("smooth"))

    # --- slopes ---------------------------------------------------------------------------------------

    def slope_of(self, value: Value) -> Slope | None:
        trace = self.tree_trace(value)
        return trace.slope if trace is not None else None

    def with_slope(self, value: Value, slope: Slope | None) -> Value:
        def change(leaf: Value) -> Value:
            if type(leaf) is Array:
                trace = self.changed(leaf.trace, slope)
                return leaf if trace is leaf.trace else Array(trace, leaf.shape, leaf.dtype, leaf.weak, leaf.maybe, leaf.made, leaf.why, leaf.key)
            return Tree(self.changed(leaf.trace, slope), leaf.key) if type(leaf) is Tree else leaf

        return self.map_leaves(value, change)

    def changed(self, trace: Trace | None, slope: Slope | None) -> Trace | None:
        if trace is None:
            return None if slope is None else Trace("differentiated", None, slope)
        return sloped(trace, slope)

    def cut(self, value: Value, op: str, node: Node, frame: Frame) -> Value:
        """The result of an operation without gradient."""
        trace = value.trace
        if trace is None or trace.slope is None or trace.slope.kind == "cut":
            return value
        return self.with_slope(value, Slope("cut", op, self.site(node, frame)))

    def without_gradient(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], result: Value, node: Node, frame: Frame) -> Value:
        """What a function of JAX or a method of an array leaves of a slope; `name` is dotted, or `array.name`."""
        space, _, short = name.rpartition(".")
        if short in SHAPE_ONLY:
            return self.with_slope(result, None)
        if space == "jax.random":
            return self.cut(result, short, node, frame) if short in CUT_SAMPLERS else result
        if short in CUTS:
            return self.cut(result, short, node, frame)
        if short in INTEGERS and space == "jax.numpy":
            return self.cut(result, short, node, frame)
        if short in ("astype", "asarray", "array", "convert_element_type", "view", "bitcast_convert_type"):
            place = 0 if space == "array" else 1
            given = kwargs.get("dtype", kwargs.get("new_dtype", args[place] if len(args) > place else None))
            if (type(given) is Api and given.name.rsplit(".", 1)[-1] in INTEGERS) or (type(given) is Const and given.value in INTEGERS):
                return self.cut(result, "a cast to integers", node, frame)
        if short == "top_k" and type(result) is Seq and result.items is not None and len(result.items) == 2:
            return Seq("tuple", (result.items[0], self.cut(result.items[1], short, node, frame)))
        return result

    def stopped(self, value: Value, node: Node, frame: Frame) -> Value:
        """`stop_gradient(value)`; what a loop gave may be in it, which then need not run backwards."""
        self.reversed_loops.clear()
        return self.map_leaves(value, lambda leaf: self.cut(leaf, "stop_gradient", node, frame) if type(leaf) in (Array, Tree) else leaf)

    def watch(self, given: Any, result: Value, api: str = "") -> None:
        """Notice when what depends on differentiated arguments goes into something unknown."""
        if self.lost or type(result) in (Const, Py) or (api.startswith("jax.") and type(result) in (Array, Numpy)):
            return
        if self.slope_of(result) is not None:
            return
        for value in given:
            slope = self.slope_of(value)
            if slope is not None and slope.kind == "smooth":
                self.lost = True
                return

    # --- loops and callbacks --------------------------------------------------------------------------

    def loop_differentiated(self, name: str, carry: Value, bounds: tuple[Value, ...], node: Node, frame: Frame) -> None:
        """Reverse mode cannot run a loop backwards whose number of rounds is not known; `bounds` are those of `fori_loop`."""
        if not self.reverse or self.muted:
            return
        trace = next((t for leaf in tree_leaves(carry) if (t := self.float_trace(leaf)) is not None), None)
        if trace is None:
            return
        if name.endswith("fori_loop"):
            staged = next((b.trace for b in bounds if type(b) in (Array, Tree) and b.trace is not None and b.trace.kind != "differentiated" and not (type(b) is Array and b.maybe)), None)
            if staged is None:
                return
            trace = staged
        self.reversed_loops.append(ev.LoopReversed(self.site(node, frame), self.staged, name, trace))

    def float_trace(self, leaf: Value) -> Trace | None:
        """The trace of a leaf that a gradient flows through."""
        trace = leaf.trace
        if trace is None or trace.slope is None or trace.slope.kind != "smooth" or (type(leaf) is Array and leaf.maybe):
            return None
        integral = type(leaf) is Array and leaf.dtype is not None and leaf.dtype.startswith(("int", "uint", "bool", "key"))
        return None if integral else trace

    def callback_differentiated(self, name: str, args: tuple[Value, ...], node: Node, frame: Frame) -> None:
        if not self.differentiating or self.muted:
            return
        trace = next((t for value in args for leaf in tree_leaves(value) if (t := self.float_trace(leaf)) is not None), None)
        if trace is not None:
            self.emit(ev.HostInGradient(self.site(node, frame), self.staged, name, trace))
