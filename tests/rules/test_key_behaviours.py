"""What the linter says to the small programs of `key_behaviours.py`, and what JAX's own checker says to them."""

from __future__ import annotations

import pytest

from sharpbits import lint_text

from .key_behaviours import BEHAVIOURS

NAMES = [row[0] for row in BEHAVIOURS]


@pytest.mark.parametrize("row", BEHAVIOURS, ids=NAMES)
def test_the_linter_reports_what_is_marked(row: tuple) -> None:
    _, text, wanted, allowed, _ = row
    # A constant key under jit is another rule's affair.
    found = [(f.location.row, f.code) for f in lint_text(text, "program.py") if f.code.startswith("SB2") and f.code != "SB205"]
    assert all(any(r == line and c in codes.split("|") for r, c in found) for line, codes in wanted)
    known = {(line, code) for line, codes in (*wanted, *allowed) for code in codes.replace(" ", "|").split("|")}
    assert [f for f in found if f not in known] == []


@pytest.mark.parametrize("row", [r for r in BEHAVIOURS if r[4] in ("accepts", "raises")], ids=[r[0] for r in BEHAVIOURS if r[4] in ("accepts", "raises")])
def test_the_checker_of_jax_says_what_is_noted(row: tuple) -> None:
    jax = pytest.importorskip("jax")
    space: dict = {}
    exec(compile(row[1], "program.py", "exec"), space)
    raised = False
    with jax.debug_key_reuse(True):
        try:
            space["f"]()
        except jax.errors.KeyReuseError:
            raised = True
    assert raised == (row[4] == "raises")
