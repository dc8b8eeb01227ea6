"""The two halves of the project, held together: marked lines of the gotchas are reported, all others are silent."""

import runpy
from collections.abc import Sequence
from pathlib import Path

import pytest

from sharpbits.finding import Finding
from sharpbits.fixing import fix_sources
from sharpbits.linting import lint_sources
from sharpbits.rule import all_rules
from sharpbits.settings import Settings
from sharpbits.source import Source
from tests.marks import judge, read_marked

ROOT = Path(__file__).parent.parent / "gotchas"
GOTCHAS = sorted(ROOT.rglob("test_sb*.py"))
#: Modules that import each other, for gotchas that one file cannot show.
PROJECTS = sorted(path for path in ROOT.glob("sb*/sb*") if path.is_dir())


@pytest.mark.parametrize("path", [*GOTCHAS, *PROJECTS], ids=lambda p: p.stem)
def test_a_gotcha_is_judged_as_marked(path: Path) -> None:
    assert judge(path, ("SB",)) == ([], [])


def test_every_rule_has_a_gotcha_and_every_gotcha_a_rule() -> None:
    proven = {path.stem[5:10].upper() for path in GOTCHAS}
    assert {code for code in all_rules() if not code.startswith("SB0")} == proven


@pytest.mark.parametrize("path", GOTCHAS, ids=lambda p: p.stem)
def test_fixes_make_the_sharp_code_run_or_leave_it_alone(path: Path, tmp_path: Path) -> None:
    """What was fixed is not reported again, a second run changes nothing, and the module still imports."""
    text, _ = read_marked(path)

    def lint(sources: Sequence[Source]) -> list[Finding]:
        return lint_sources(sources, [s.path for s in sources], Settings())

    def fix(source: Source) -> Source:
        return fix_sources([source], lint([source]), lint, unsafe=True).sources[0]

    fixed = fix(Source(path.name, text))
    assert fix(fixed).text == fixed.text
    assert len(lint([fixed])) <= len(lint([Source(path.name, text)]))
    file = tmp_path / path.name
    file.write_text(fixed.text)
    runpy.run_path(str(file))
