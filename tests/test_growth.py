"""Four times the lines cost four times the work, and what is measured for that measures it.

Work is counted in calls of Python functions: those are the same on every machine, however busy it is.
"""

import ast
import sys
import time
from pathlib import Path
from types import FrameType, SimpleNamespace
from typing import Any

import pytest

from benchmarks.measures import code, installed, lint_table, shares
from benchmarks.shapes import SHAPES
from sharpbits import lint_text


def work(text: str) -> int:
    calls = 0

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        lint_text(text)
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("shape", SHAPES)
def test_four_times_the_lines_are_four_times_the_work(shape: str) -> None:
    lint_text("import jax\n")
    once, often = SHAPES[shape](200), SHAPES[shape](800)
    assert work(often) / work(once) < 1.2 * often.count("\n") / once.count("\n")


@pytest.mark.parametrize("shape", SHAPES)
def test_code_of_a_shape_is_as_long_as_was_asked(shape: str) -> None:
    for lines in (50, 500):
        text = SHAPES[shape](lines)
        ast.parse(text)
        assert lines - 12 <= text.count("\n") <= lines


def test_shares_of_time_leave_out_what_others_took() -> None:
    def busy(seconds: float) -> None:
        end = time.process_time() + seconds
        while time.process_time() < end:
            pass

    def outer() -> None:
        busy(0.01)
        work.inner()

    work = SimpleNamespace(inner=lambda: busy(0.05), outer=outer)
    with shares({"inner": (work, "inner"), "outer": (work, "outer")}) as spent:
        work.outer()
    assert 0.05 <= spent["inner"] < 0.08 and 0.01 <= spent["outer"] < 0.04
    assert work.outer is outer


def test_copies_of_packages_hold_their_code_alone(tmp_path: Path) -> None:
    folder = installed(tmp_path, ["click", "no_such_package"])
    assert [*folder] == ["click"] and len(code(folder["click"])) > 5
    assert {path.suffix for path in tmp_path.rglob("*") if path.is_file()} == {".py"}


def test_figures_are_shown_by_row_and_measure() -> None:
    info = {"what": "lint/parse", "row": "lines", "measure": "classes", "size": 500, "unit": "lines", "ratio": 1.25}
    other = {"what": "linter/parse", "row": "linters", "measure": "ruff", "size": 0, "unit": "", "parses": 0.1, "version": "1.2"}
    assert lint_table([info, {**info, "size": 4000, "ratio": 1.125}, other, {"what": "sharp/safe"}]) == [
        "lines    classes    1.25 at 500 lines;   1.12 at 4,000 lines",
        "linters  ruff       0.10, version 1.2",
    ]
