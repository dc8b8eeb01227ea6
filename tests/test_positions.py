"""Positions, held against LibCST's own provider; and rules, held against the catalogue's form."""

from pathlib import Path

import libcst as cst
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider

from sharpbits.positions import locate
from sharpbits.rule import all_rules
from sharpbits.syntax import Lowering

FILES = sorted((Path(__file__).parent.parent / "sharpbits").rglob("*.py"))[:12]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_places_agree_with_position_provider(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
    expected = wrapper.resolve(PositionProvider)
    lowering = Lowering(record=True)
    lowering.body(wrapper.module)
    nodes = lowering.nodes or []
    places = locate(text, set(range(len(nodes))))
    assert len(places) == len(nodes)
    for at, place in places.items():
        if isinstance(nodes[at], (tuple, list)):
            continue  # several indices together are no node of LibCST
        span = expected[nodes[at]]
        assert (place.start.row, place.start.column - 1) == (span.start.line, span.start.column)
        assert (place.end.row, place.end.column - 1) == (span.end.line, span.end.column)


def test_every_rule_is_documented() -> None:
    for code, rule in all_rules().items():
        assert rule.summary.endswith((".", "…")), code
        if not code.startswith("SB0"):
            assert "Why it bites:" in rule.doc and "Use instead:" in rule.doc, code
            assert rule.proof, code
