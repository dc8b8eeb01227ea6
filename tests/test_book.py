"""The book of the gotchas: how it is read from the files, and what the plugin of pytest makes of a run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sharpbits.book.form import Book, Happening, Mark, Outcome, Run, Sentence, dump, parse
from sharpbits.book.reading import FAMILIES, folder_of_gotchas, read, sentence
from sharpbits.rule import all_rules

ROOT = Path(__file__).parent.parent / "gotchas"
PATHS = sorted(ROOT.rglob("test_sb*.py"))


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_every_gotcha_has_a_title_sharp_code_and_sentences(path: Path) -> None:
    gotcha = read(path, ROOT)
    assert gotcha.name == all_rules()[gotcha.code].name
    assert gotcha.title.endswith(".") and gotcha.sentences
    assert gotcha.of_role("sharp")
    assert gotcha.family in {family.family for family in FAMILIES}


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_the_parts_are_the_file_without_its_marks(path: Path) -> None:
    for part in read(path, ROOT).parts:
        lines = (ROOT / part.file).read_text(encoding="utf-8").splitlines()[part.line - 1 :]
        assert all(line.startswith(ours) for ours, line in zip(part.source.splitlines(), lines))
        assert all(mark.codes[0] in lines[mark.line - 1] for mark in part.marks)


def test_a_book_is_read_as_it_was_written() -> None:
    run = Run("0.10.2", "0.10.2", "3.11.7", "cpu", ["cpu"], "Linux x86_64", {"numpy": "2.4.6"}, "2026-01-01T00:00:00Z", 1.5)
    gotcha = read(ROOT / "sb1_arrays" / "test_sb102_discarded_update.py", ROOT)
    assert [(part.name, part.role, part.marks) for part in gotcha.parts[1:3]] == [
        ("sharp", "sharp", [Mark(3, ["SB102"], True)]),
        ("blunt", "blunt", []),
    ]
    seen = Happening("value", "sharp()", "", "[0.0]", "sharp() == [0.0]", 1, "`sharp()` gave [0.0]")
    told = Sentence(gotcha.sentences[0].test, gotcha.sentences[0].text, [Outcome(0, "eager", "passed", "", 0.1, [seen])])
    gotcha.sentences[0] = told
    book = Book([run], FAMILIES, [gotcha])
    assert parse(json.loads(dump(book))) == book


@pytest.mark.parametrize(
    ("test", "text"),
    [
        ("test_the_update_is_lost", "The update is lost."),
        ("test_jit_does_not_know_the_class", "`jit` does not know the class."),
        ("test_a_fold_in_of_jax_is_no_scan", "A `fold_in` of JAX is no `scan`."),
        ("test_the_default_changed_in_0_5", "The default changed in 0.5."),
    ],
)
def test_a_name_becomes_a_sentence(test: str, text: str) -> None:
    assert sentence(test) == text


@pytest.mark.parametrize("place", [ROOT, ROOT / "sb2_random", PATHS[0], ROOT.parent])
def test_the_folder_of_the_gotchas_is_found_from_inside(place: Path) -> None:
    assert folder_of_gotchas(place) == (None if place == ROOT.parent else ROOT)
