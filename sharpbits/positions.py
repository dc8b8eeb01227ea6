"""Station 7, positions: from node numbers to rows and columns, for files that have something to report.

This is the one place that leans on LibCST's code generation, whose state notes where each node begins and ends;
a test holds it against `PositionProvider`.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

import libcst as cst
import libcst.metadata
from libcst.metadata.position_provider import PositionProvidingCodegenState

from .finding import Location
from .syntax import Lowering, parse


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


def locate(text: str, wanted: set[int]) -> dict[int, Place]:
    """Places of the nodes with these numbers (see `syntax.Lowering`)."""
    module = parse(text)
    lowering = Lowering(record=True)
    lowering.body(module)
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
    for at in wanted:
        if at >= len(nodes):
            continue
        node = nodes[at]
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
            Location(span.start.line, span.start.column + 1), Location(span.end.line, span.end.column + 1), last, node
        )
    return found
