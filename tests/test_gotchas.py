"""The two halves of the project, held together: marked lines of the gotchas are reported, all others are silent."""

import runpy
from pathlib import Path

import pytest
from sharpbits.fixing import fix_source
from sharpbits.rule import all_rules
from sharpbits.settings import Settings
from sharpbits.source import Source

from tests.marks import judge, read_marked

GOTCHAS = sorted((Path(__file__).parent.parent / "gotchas").rglob("test_sb*.py"))


@pytest.mark.parametrize("path", GOTCHAS, ids=lambda p: p.stem)
def test_a_gotcha_is_judged_as_marked(path: Path) -> None:
    assert judge(path, ("SB",)) == ([], [])


def test_every_rule_has_a_gotcha_and_every_gotcha_a_rule() -> None:
    proven = {path.stem[5:10].upper() for path in GOTCHAS}
    assert {code for code in all_rules() if not code.startswith("SB0")} == proven


@pytest.mark.parametrize("path", GOTCHAS, ids=lambda p: p.stem)
def test_fixes_make_the_sharp_code_run_or_leave_it_alone(path: Path, tmp_path: Path) -> None:
    """What was fixed is not reported again, a second run changes nothing, and the module still imports."""
    text, _ = read_marked(path)
    fixed, left, count = fix_source(Source(path.name, text), [], Settings(), unsafe=True)
    again, _, more = fix_source(fixed, [], Settings(), unsafe=True)
    assert again.text == fixed.text and more == 0
    assert (count == 0) == (fixed.text == text)
    file = tmp_path / path.name
    file.write_text(fixed.text)
    runpy.run_path(str(file))
