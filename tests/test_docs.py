"""The pages of the site, before Sphinx makes HTML of them. `tox run -e docs` builds it and looks at it in a browser."""

import re
import sys
from pathlib import Path

import pytest

from sharpbits.rule import all_rules

DOCS = Path(__file__).parents[1] / "docs"
sys.path.insert(0, str(DOCS))

import jaxdocs  # noqa: E402
from pages import Site, cell, difference, documentation, inline, terminal  # noqa: E402

CODES = set(all_rules())
OF_JAX = {code for code in CODES if not code.startswith("SB0")}


@pytest.fixture(scope="module")
def site() -> Site:
    return Site()


def test_the_reading_path_meets_each_gotcha_once() -> None:
    weeks = (DOCS / "path.md").read_text(encoding="utf-8").split("## Week ")[1:]
    assert len(weeks) == 11
    listed = [code for week in weeks for block in re.findall(r"```\{gotchas\}\n(.*?)```", week, re.DOTALL) for code in block.split()]
    assert len(listed) == len(set(listed)) > 100
    assert set(listed) <= OF_JAX


def test_every_gotcha_has_a_place_in_the_documentation_of_jax() -> None:
    assert all(re.fullmatch(r"SB[1-9]\d\d", code) for code in jaxdocs.RULES)
    assert {name for names in (*jaxdocs.RULES.values(), *jaxdocs.FAMILIES.values()) for name in names} <= set(jaxdocs.PAGES)
    assert all(jaxdocs.links(code) for code in OF_JAX)


def test_a_page_has_what_a_reader_wants(site: Site) -> None:
    page = site.page("SB101")
    headings = re.findall(r"^## (.*)$", page, re.MULTILINE)
    assert headings == ["What happens", "Why it bites", "Use instead", "What the linter says", "The fix", "See also"]
    assert "-    x[0] = 9.0" in page and "+    x = x.at[0].set(9.0)" in page
    assert "SB101 in-place-update" in page and "[SB102 discarded-update](SB102.md)" in page


def test_a_gotcha_of_cost_has_its_plot(site: Site) -> None:
    page = site.page("SB501")
    assert "## What it costs" in page
    assert not site.results or "generated/SB501-gradient-dark.svg" in page


def test_a_rule_without_a_gotcha_has_a_page(site: Site) -> None:
    page = site.page("SB002")
    assert "## What happens" not in page and "## Why it bites" in page


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_page_can_be_made(site: Site, code: str) -> None:
    page = site.page(code)
    assert page.startswith(f"# {code} {site.rules[code].name}\n")
    assert page.count("```") % 2 == 0
    assert set(re.findall(r"\]\((SB\d{3})\.md\)", page)) <= CODES


def test_docstrings_fall_into_their_parts() -> None:
    said = documentation(all_rules()["SB101"])
    assert said.summary.endswith("on a JAX array.")
    assert {"Why it bites", "Use instead", "Fix safety"} <= set(said.sections)


def test_a_coloured_text_becomes_html() -> None:
    (_, line, *_) = terminal("\x1b[1;31mSB101\x1b[0m: a < b\n\n3 | x")
    assert '<span class="red bold">SB101</span>: a &lt; b' in line
    assert line.count('<span class="printed') == 3
    assert '<span class="printed">3 | x</span>' in line


def test_what_a_library_said_is_no_markdown() -> None:
    assert inline("`x_y` raised E: **kw <b> [a](b) __init__") == r"`x_y` raised E: \*\*kw \<b\> \[a\](b) \_\_init\_\_"
    assert cell("a | b") == r"a \| b"


def test_a_difference_has_no_names_of_files() -> None:
    assert difference("a\nb\nc\n", "a\nB\nc\n") == [" a", "-b", "+B", " c"]
    assert difference("a\n", "a\n") == []
