"""What changed when: the comparison of books, and the one that is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from sharpbits.book.form import Book, Gotcha, Happening, Outcome, Run, Sentence
from sharpbits.book.reading import FAMILIES
from sharpbits.book.versions import Era, compare, dump, load, release, table

KEPT = Path(__file__).parent.parent / "gotchas" / "versions.json"


def book(jax: str, *happened: Happening, result: str = "passed") -> Book:
    run = Run(jax, jax, "3.11.7", "cpu", ["cpu"], "Linux x86_64", {}, "2026-01-01T00:00:00+00:00", 1.0)
    outcome = Outcome(0, "", result, "", 0.0, list(happened))  # type: ignore[arg-type]
    sentence = Sentence("test_it", "It.", [outcome])
    return Book([run], FAMILIES, [Gotcha("SB102", "discarded-update", "SB1", "A title.", "", "a.py", [], [sentence])])


def gave(says: str, code: str = "sharp()") -> Happening:
    return Happening("value", code, "", says, "", 1, f"`{code}` gave {says}")


def raised(kind: str, says: str = "no", code: str = "sharp()") -> Happening:
    return Happening("raised", code, kind, says, "", 1, f"`{code}` raised {kind}: {says}")


def test_releases_are_ordered_as_numbers() -> None:
    history = compare([book("0.10.2", gave("1")), book("0.9.2", gave("1")), book("0.4.38", gave("1"))])
    assert [run.jax for run in history.runs] == ["0.4.38", "0.9.2", "0.10.2"]
    assert history.changes == []
    assert [(told.releases, told.texts) for told in history.told] == [(["0.4.38", "0.9.2", "0.10.2"], ["`sharp()` gave 1"])]
    assert release("0.12.0.1") > release("0.12.0") > release("0.9.2")


def test_silent_until_and_error_since() -> None:
    history = compare([book("0.8.3", gave("4")), book("0.9.2", gave("4")), book("0.10.2", raised("TypeError")), book("0.12.0", raised("TypeError"))])
    (change,) = history.changes
    assert (change.kind, change.seen_on) == ("behaviour", ["sharp()"])
    assert change.eras == [Era("0.8.3", "0.9.2", "gives 4"), Era("0.10.2", "0.12.0", "raises TypeError: no")]
    assert change.text == "gives 4 until 0.9.2; raises TypeError: no since 0.10.2"
    assert "SB102 | discarded-update | It. `sharp()` | gives 4 until 0.9.2" in table(history)


def test_another_message_of_the_same_exception_is_wording() -> None:
    history = compare([book("0.8.3", raised("TypeError")), book("0.9.2", raised("TypeError", "never"))])
    assert [change.kind for change in history.changes] == ["wording"]
    assert "never" not in table(history) and "never" in table(history, ("wording",))


def test_another_branch_of_a_test_is_a_change() -> None:
    """A test may ask each release for what it does, in other words."""
    history = compare([book("0.8.3", raised("AttributeError", "no", "old()")), book("0.9.2", gave("2", "new()"))])
    assert [change.text for change in history.changes] == ["raises AttributeError: no until 0.8.3; gives 2 since 0.9.2"]


@pytest.mark.parametrize(("values", "changes"), [(["1", "1", "2", "2", "2"], 1), (["1", "2", "3", "4", "5"], 0)])
def test_a_value_that_is_always_another_is_no_change(values: list[str], changes: int) -> None:
    history = compare([book(f"0.{number}.0", gave(value)) for number, value in enumerate(values)])
    assert len(history.changes) == changes


def test_many_values_that_change_at_once_are_one_change() -> None:
    codes = [f"draw({number})" for number in range(5)]
    history = compare([book(jax, *(gave(jax[2:] + code[5], code) for code in codes)) for jax in ("0.4", "0.5")])
    (change,) = history.changes
    assert change.seen_on == codes
    assert change.text == "gives 40 until 0.4; gives 50 since 0.5; 4 other values of this gotcha changed with it"


def test_the_last_digits_of_floats_are_no_change() -> None:
    assert compare([book("0.8.3", gave("[0.30000001, 1.0]")), book("0.9.2", gave("[0.3, 1.0]"))]).changes == []
    assert len(compare([book("0.8.3", gave("[0.31, 1.0]")), book("0.9.2", gave("[0.3, 1.0]"))]).changes) == 1


def test_a_history_is_read_as_it_was_written(tmp_path: Path) -> None:
    history = compare([book("0.8.3", gave("4")), book("0.9.2", raised("TypeError"))])
    (tmp_path / "versions.json").write_text(dump(history), encoding="utf-8")
    assert load(tmp_path / "versions.json") == history


def test_the_kept_history_is_of_real_releases_and_of_gotchas_that_exist() -> None:
    history = load(KEPT)
    releases = [run.jax for run in history.runs]
    assert len(releases) >= 7 and releases == sorted(releases, key=release)
    assert all(told.result != "failed" for told in history.told)
    codes = {path.stem[5:10].upper() for path in KEPT.parent.rglob("test_sb*.py")}
    assert {change.code for change in history.changes} <= codes
