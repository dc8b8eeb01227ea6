"""Station 7, positions: from node numbers to rows and columns, for files that have something to report.

This is the one place that leans on LibCST's code generation, whose state notes where each node begins and ends;
a test holds it against `PositionProvider`.
"""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import libcst as cst
import libcst.metadata
from libcst.metadata.position_provider import PositionProvidingCodegenState

from .finding import Location
from .parsing import parse, python_tree
from .source import whole_lines
from .syntax import Lowering
from .syntax import Node as Lowered


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands; `last_row` is the last row of the simple statement around it, for suppressions."""

    start: Location
    end: Location
    last_row: int
    node: Any


class _Ranges:
    """What the code generation calls its provider: a table of ranges by node."""

    def __init__(self) -> None:
        self._computed: dict[Any, Any] = {}


def locate(text: str, wanted: set[int], body: Sequence[Lowered] = ()) -> dict[int, Place]:
    """Places of the nodes with these numbers (see `syntax.Lowering`).

    Where the module is given as it was lowered (`body`), only those of its statements are parsed again that hold the nodes.
    """
    try:
        return {at: place for piece in _pieces(text, wanted, body) for at, place in _locate(piece).items()}
    except _NotAlike:
        return _locate(_Piece(text, sorted(wanted)))


@dataclass(frozen=True, slots=True)
class _Piece:
    """Whole lines of a module: how many come before, the number of the first node, and what has to come of them.

    Where the lines are those of an inner block, a line stands before them for the statement around it.
    """

    text: str
    wanted: Sequence[int]
    rows: int = 0
    first: int = 0
    body: Sequence[Lowered] | None = None
    inner: bool = False


class _NotAlike(Exception):
    """A piece of the module alone does not read as it does in the module."""


def _pieces(text: str, wanted: set[int], body: Sequence[Lowered]) -> list[_Piece]:
    """The statements around the wanted nodes; Python's own parser tells where they are."""
    try:
        tree = python_tree(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise _NotAlike from error
    return [*_pieces_of(tree.body, body, sorted(wanted), whole_lines(text), False)]


def _pieces_of(block: Sequence[ast.stmt], body: Sequence[Lowered], wanted: Sequence[int], lines: Sequence[str], inner: bool) -> Iterator[_Piece]:
    statements = [s for s in block if not _left_out(s)]
    if not statements or len(statements) != len(body):
        raise _NotAlike
    spans = [(min([s.lineno, *(d.lineno for d in getattr(s, "decorator_list", ()))]), s.end_lineno or s.lineno) for s in statements]
    numbers = [lowered[1] for lowered in body]
    done = -1
    for place in sorted({bisect_right(numbers, at) - 1 for at in wanted}):
        if place <= done:
            continue
        first = done = place
        while first > 0 and spans[first - 1][1] >= spans[first][0]:
            first -= 1
        while done + 1 < len(spans) and spans[done + 1][0] <= spans[done][1]:
            done += 1
        end = bisect_left(wanted, numbers[done + 1]) if done + 1 < len(numbers) else len(wanted)
        held = wanted[bisect_left(wanted, numbers[first]) : end]
        if first == done:
            # Of a long function or class, only the statements that matter.
            statement, within = statements[place], _BLOCKS.get(body[place][0], 0)
            if within and isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                deeper = body[place][within]
                if deeper and statement.body[0].lineno > statement.lineno and held[0] >= deeper[0][1]:
                    yield from _pieces_of(statement.body, deeper, held, lines, True)
                    continue
        before, last = spans[first][0] - 1, spans[done][1]
        text = "".join(lines[before:last])
        yield _Piece("if 1:\n" + text if inner else text, held, before - inner, numbers[first], body[first : done + 1], inner)


#: Where lowered functions and classes have their statements.
_BLOCKS = {"def": 4, "class": 5}


def _left_out(statement: ast.stmt) -> bool:
    """Whether the lowering has nothing for it; of joined f-strings it depends, and is found out by the number of statements."""
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant) and isinstance(statement.value.value, (str, bytes, type(...)))
    )


def _locate(piece: _Piece) -> dict[int, Place]:
    try:
        module = parse(piece.text)
    except cst.ParserSyntaxError as error:
        if piece.body is None:
            raise
        raise _NotAlike from error
    lowering = Lowering(record=True)
    lowering.count = piece.first
    lowered = lowering.body(module.body[0].body if piece.inner else module)
    if piece.body is not None and lowered != piece.body:
        raise _NotAlike
    nodes = lowering.nodes or []
    ranges = _Ranges()
    state = PositionProvidingCodegenState(
        default_indent=module.default_indent, default_newline=module.default_newline, provider=ranges  # type: ignore[arg-type]
    )
    module._codegen(state)
    computed = ranges._computed
    lines = sorted((r.start.line, r.end.line) for n, r in computed.items() if type(n) is cst.SimpleStatementLine)
    starts = [first for first, _ in lines]
    found: dict[int, Place] = {}
    for at in piece.wanted:
        if not 0 <= at - piece.first < len(nodes):
            continue
        node = nodes[at - piece.first]
        if isinstance(node, (tuple, list)):
            # The indices of `x[i, j]` together: from the first to the last.
            span = cst.metadata.CodeRange(computed[node[0].slice].start, computed[node[-1].slice].end)
        elif node in computed:
            span = computed[node]
        else:
            continue
        last = span.end.line
        place = bisect_right(starts, span.start.line) - 1
        if place >= 0 and lines[place][1] >= last:
            last = lines[place][1]
        found[at] = Place(
            Location(piece.rows + span.start.line, span.start.column + 1), Location(piece.rows + span.end.line, span.end.column + 1),
            piece.rows + last, node,
        )  # fmt: skip
    return found
