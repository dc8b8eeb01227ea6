"""Positions, held against LibCST's own provider; and rules, held against the catalogue's form."""

from pathlib import Path

import libcst as cst
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider

from sharpbits.positions import locate
from sharpbits.rule import all_rules
from sharpbits.syntax import Lowering, lower

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


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_statements_alone_have_the_places_that_they_have_in_the_module(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    body = lower(text)[0]
    every = {at: (place.start, place.end, place.last_row) for at, place in locate(text, set(range(100_000))).items()}
    for wanted in (set(every), *({at} for at in [*every][::40])):
        found = locate(text, wanted, body)
        assert {at: (place.start, place.end, place.last_row) for at, place in found.items()} == {at: every[at] for at in wanted}


@pytest.mark.parametrize("text", [
    '"""Words."""\n...\npass; x = 1; y = (2,\n  3); z = 4\n\nw = 5\n',
    "@f\n\n# a comment\n@g(1)\ndef h(): return 1; return 2\n",
    "x = 1; \\\ny = 2\n",
    "x = 1\r\nif x:\r\n\ty = 2\r\nz = 3",
    "x = 1\ry = 2\r",
    "x = 1\n\x0c\ny = 2\n",
    'f"{x}"\n"a" f"{y}"\nz = 1\n',
    "x = '\\d'; 'a' 'b'\nclass A:\n  def f(self, x: 'int | B[c]'):\n      pass\nx[1, 2:3] = y\n",
    "class A:\n\t'''Words.\n\nMore.'''\n\t@g\n\tdef f(self, x=[1]): # why\n\t\ty = ('a'\n  'b'); await z\n\n\n\t\treturn x\n\tn: int = 3\nclass B: c = 1; d = 2\n",
    "def f(\n  a,\n): return a\nasync def g():\r\n  pass\r\n  async with h: yield 1\r\n  def i():\r\n    return 2\r\n",
    "if a:\n    b\nelif c:\n    d\nelse: e\ntry: f\nfinally:\n  g\n",
])  # fmt: skip
def test_statements_alone_in_odd_layouts(text: str) -> None:
    body, every = lower(text)[0], locate(text, set(range(1000)))
    assert every
    for at, place in every.items():
        found = locate(text, {at}, body)[at]
        assert (found.start, found.end, found.last_row) == (place.start, place.end, place.last_row)


def test_a_statement_that_reads_otherwise_alone_is_read_in_its_module() -> None:
    other = lower("x = 1\ny = 3\n")[0]
    assert locate("x = 1\n\ny = 2\n", {3}, other)[3].start.row == 3


def test_every_rule_is_documented() -> None:
    for code, rule in all_rules().items():
        assert rule.summary.endswith((".", "…")), code
        if not code.startswith("SB0"):
            assert "Why it bites:" in rule.doc and "Use instead:" in rule.doc, code
            assert rule.proof, code
