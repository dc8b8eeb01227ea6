"""Why the linter may be silent where JAX raises: disagreements that are accepted, each found by an experiment on the program.

| kind | what it is | how it is recognised |
|---|---|---|
| by luck | a function of NumPy hands over to the array's own method, and fails or not by what that method happens to take; a function with a rule of differentiation of its own is a tracer under `vmap` though nothing in it is mapped | the row calls one of `_LUCKY` |
| a later turn | the row ran in the first turn of a loop; only what a turn leaves for the next one is traced | the row is counted in the call that raised |
| by the path | the value is a tracer on the path that was taken, and something else on another, which the linter cannot rule out | with the paths that were not taken cut out, the linter reports the row |
| a constant gradient | under `vmap` the gradient of a linear function is no tracer | with gradients that keep their argument, JAX raises at the row |
| unchanged lanes | `vmap` of a function that hands back a constant as it was given gives that constant, no tracer | with lanes that are computed, JAX raises at the row |
| one turn | a loop whose length comes from a table has one turn, and the linter speaks of the second | with loops of two turns at least, JAX raises at the row |
| an untouched carry | under `grad`, what a `scan` carries without touching what is differentiated is no tracer | with carries that touch what is scanned, JAX raises at the row |

The last four are the only kinds of a false alarm that are accepted: a function that is linear in what it is differentiated by is not
worth a gradient, one that hands back its argument no `vmap`, one turn no loop, and a carry that takes nothing in no `scan`. (That `x in [x, y]` and `(x, 1) == (x, 2)` ask identity before equality is known to the judge: such rows
are not clean.)
"""

from __future__ import annotations

import ast
import re
import sys
import warnings
from collections.abc import Callable
from types import FrameType
from typing import Any

import jax

from sharpbits import lint_text

from .judge import FILENAME, UNSTEADY, Disagreement, Recorder

KINDS = ("by luck", "a later turn", "by the path", "a constant gradient", "unchanged lanes", "one turn", "an untouched carry")


def explain(text: str, d: Disagreement) -> str | None:
    """The kind of an accepted disagreement, None for one that nothing explains."""
    if d.kind == "false alarm":
        for kind, name, instead in (("a constant gradient", "jax.grad(", _steady_grad), ("unchanged lanes", "jax.vmap(", _computed_lanes)):
            if name in text and _raises_with(text, d, name, instead):
                return kind
        if "lax.scan(" in text and _raises_with(text.replace("jax.lax.scan(", "lax.scan("), d, "lax.scan(", _touching_scan):
            return "an untouched carry"
        return "one turn" if "range(" in text and _raises_with(text, d, "in range(", _two_turns, "in ") else None
    if d.kind != "missed":
        return None
    if _LUCKY & set(re.findall(r"\w+", d.source)):
        return "by luck"
    if _later_turn(text, d.row):
        return "a later turn"
    return "by the path" if _by_the_path(text, d) else None


_LUCKY = UNSTEADY | {"relu"}


# --- a later turn ------------------------------------------------------------------------------------------------------


def _later_turn(text: str, row: int) -> bool:
    """Had the row been run before in the call in which it raised?"""
    counts: dict[FrameType, int] = {}

    def local(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line" and frame.f_lineno == row:
            counts[frame] = counts.get(frame, 0) + 1
        return local

    def watch(frame: FrameType, event: str, _: Any) -> Any:
        return local if frame.f_code.co_filename == FILENAME else None

    space: dict[str, object] = {"__name__": "__main__"}
    for statement in ast.parse(text).body:
        counts.clear()
        before = sys.gettrace()
        sys.settrace(watch)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                exec(compile(ast.Module([statement], []), FILENAME, "exec"), space)
        except Exception as error:
            sys.settrace(before)
            tb = error.__traceback__
            last = None
            while tb is not None:
                last = tb if tb.tb_frame.f_code.co_filename == FILENAME else last
                tb = tb.tb_next
            if last is not None and last.tb_lineno == row and counts.get(last.tb_frame, 0) > 1:
                return True
        finally:
            sys.settrace(before)
    return False


# --- what is differentiated, mapped or scanned, and changes nothing ----------------------------------------------------


def _steady_grad(function: Callable[..., Any]) -> Callable[..., Any]:
    """`jax.grad` whose result is computed from the argument, whatever the function is."""

    def gradient(first: Any, *others: Any) -> Any:
        return jax.tree.map(lambda slope, x: slope + 0 * x, jax.grad(function)(first, *others), first)

    return gradient


def _computed_lanes(function: Callable[..., Any], **axes: Any) -> Callable[..., Any]:
    """`jax.vmap` whose results are computed, also those that are handed back as they came."""
    mapped = jax.vmap(function, **axes)
    return lambda *args: jax.tree.map(lambda x: x + 0, mapped(*args))


def _touching_scan(body: Callable[..., Any], init: Any, xs: Any = None, **settings: Any) -> Any:
    """`lax.scan` whose results are computed with all that is scanned."""
    out = jax.lax.scan(body, init, xs, **settings)
    touched = sum(0 * leaf.sum() for leaf in jax.tree.leaves(xs) if hasattr(leaf, "sum"))
    return jax.tree.map(lambda leaf: leaf + touched, out)


def _two_turns(stop: int) -> range:
    """A `range` that is not over after its first turn."""
    return range(max(stop, 2))


def _raises_with(text: str, d: Disagreement, name: str, instead: Callable[..., Any], before: str = "") -> bool:
    recorder = Recorder(text.replace(name, f"{before}__instead__("), {"__instead__": instead})
    found = [recorder.run(statement) for statement in recorder.tree.body]
    return any(raised is not None and raised.row == d.row and set(d.codes) & raised.codes for raised in found)


# --- by the path -------------------------------------------------------------------------------------------------------


class _Cut(ast.NodeTransformer):
    """Takes away the branches that a run did not take."""

    def __init__(self, record: Recorder, kept: ast.stmt | None) -> None:
        self.record = record
        #: The `if` whose own test raised took neither branch, and stays.
        self.kept = kept

    def ran(self, block: list[ast.stmt]) -> bool:
        return bool(block) and block[0].lineno in self.record.started

    def visit_If(self, node: ast.If) -> Any:
        then, other = self.ran(node.body), self.ran(node.orelse)
        self.generic_visit(node)
        if node is self.kept:
            return node
        if then and not other:
            return [ast.copy_location(ast.Expr(node.test), node), *node.body]
        if not then and (other or not node.orelse):
            return [ast.copy_location(ast.Expr(node.test), node), *node.orelse]
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> Any:
        asked = [part for part in node.values[1:] if (part.lineno, part.col_offset) in self.record.evaluated]
        self.generic_visit(node)
        return asked[-1] if asked else node

    def visit_IfExp(self, node: ast.IfExp) -> Any:
        then, other = [(part.lineno, part.col_offset) in self.record.evaluated for part in (node.body, node.orelse)]
        self.generic_visit(node)
        return node.body if then and not other else node.orelse if other and not then else node


def _by_the_path(text: str, d: Disagreement) -> bool:
    """Does the linter report the row where the other paths are cut out?"""
    tree = ast.parse(text)
    recorder = Recorder(text)
    for number, statement in enumerate(recorder.tree.body):
        recorder.started.clear()
        recorder.evaluated.clear()
        raised = recorder.run(statement)
        if raised is None or raised.row != d.row:
            continue
        calls = [s for s in tree.body if isinstance(s, ast.Assign) and isinstance(s.targets[0], ast.Name) and s.targets[0].id.startswith("out")]
        this = tree.body[number]
        tree.body = [s for s in tree.body if s is this or s not in calls]
        place = next((n for n in ast.walk(tree) if isinstance(n, ast.stmt) and n.lineno == d.row), None)
        tree = _Cut(recorder, place).visit(tree)
        again = ast.unparse(ast.fix_missing_locations(tree))
        row = next((b.lineno for a, b in zip(ast.walk(tree), ast.walk(ast.parse(again))) if a is place and isinstance(b, ast.stmt)), 0)
        codes = {f.code for f in lint_text(again, FILENAME) if f.location.row == row}
        if codes & set(d.codes):
            return True
        tree = ast.parse(text)
    return False
