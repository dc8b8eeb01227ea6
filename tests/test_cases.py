"""The marked cases: what has to be found is found, and good code is left alone."""

import re
from pathlib import Path

import pytest

from tests.marks import judge

ROOT = Path(__file__).parent / "cases"
CASES = sorted(p for family in ROOT.iterdir() for p in family.iterdir() if p.suffix == ".py" or (p.is_dir() and re.match(r"\d", p.name)))
#: What is not found yet, with the reason. A case leaves this table when it is.
KNOWN_MISSES = {
    "71_legacy_key.py": "SB207 is reported only by those who select it",
    "23_recorded_actions.py": "the arrays come from a list comprehension over an argument",
}


@pytest.mark.parametrize("case", CASES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_marked_case_is_judged_as_marked(case: Path) -> None:
    missed, extra = judge(case, ("SB",))
    assert extra == []
    assert bool(missed) == (case.name in KNOWN_MISSES), missed
