"""The book of the gotchas: how it is read from the files, and what the plugin of pytest makes of a run."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sharpbits.book import devices
from sharpbits.book.devices import Found, NoDevice
from sharpbits.book.form import Book, Happening, Mark, Outcome, Run, Sentence, dump, load, parse
from sharpbits.book.reading import FAMILIES, folder_of_gotchas, read, sentence
from sharpbits.book.showing import first_line, snapshot, text_of
from sharpbits.book.writing import markdown, page
from sharpbits.rule import all_rules

pytest_plugins = ["pytester"]

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


def test_tests_for_some_versions_only_are_sentences_too(tmp_path: Path) -> None:
    path = tmp_path / "sb1_arrays" / "test_sb101_in_place_update.py"
    path.parent.mkdir()
    text = '"""SB101 in-place-update: It raises."""\n\nif NEW:\n    def test_now():\n        pass\nelse:\n    def test_before():\n        pass\n'
    path.write_text(text, encoding="utf-8")
    gotcha = read(path, tmp_path)
    assert [s.text for s in gotcha.sentences] == ["Now.", "Before."]
    assert [part.role for part in gotcha.parts] == ["test"]


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


# -- the plugin

GOTCHA = '''
"""SB102 discarded-update: a tuple never changes; `+` makes another.

Written for a test.
"""

import pytest


def helper(x):
    return x + (9,)


def sharp(x):
    helper(x)  #! SB102
    return x


def blunt(x):
    return helper(x)


def index(x):
    return x[7]


@pytest.mark.parametrize("run", [lambda f: f, lambda f: lambda x: f(x)], ids=["plain", "wrapped"])
def test_the_update_is_lost(run):
    assert run(sharp)((1,)) == (1,)
    result = run(blunt)((1,))
    assert result == (1, 9)


def test_an_index_raises():
    with pytest.raises(IndexError, match="out of range"):
        index((1,))


def test_many_are_counted():
    for n in range(3):
        assert len(blunt((n,))) == 2


def test_nothing_is_asked():
    blunt(())


def test_texts_are_looked_through():
    kind, text = "one", "\\n".join(["two"] * 9)
    assert kind in ("one", "two")
    assert kind not in text and "two" in text
    many = blunt(tuple(range(12)))
    assert many == (*range(12), 9)
    assert "twelve" not in list(many)
'''
BROKEN = '''
"""SB203 discarded-key: what fails is told."""


def sharp():
    return [1, 2]  #! SB203


def test_it_is_three():
    assert sharp()[0] == 3


def test_it_is_left_out():
    import pytest

    pytest.skip("no reason")
'''
FOUND = Found("9.8.7", "9.8.6", "cpu", ["cpu", "cpu"], {"numpy": "2.0"})


@pytest.fixture
def book(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Callable[..., pytest.RunResult]:
    """Runs pytest with the plugin in a folder with two gotchas and another test."""
    monkeypatch.setattr(devices, "find", lambda kind="": FOUND)
    monkeypatch.setenv("COLUMNS", "120")
    # The run around this one may have imported the real gotchas, by the same names.
    for name in [name for name in sys.modules if name.partition(".")[0] == "gotchas"]:
        monkeypatch.delitem(sys.modules, name)
    write(pytester, "sb1_arrays/test_sb102_discarded_update.py", GOTCHA)
    write(pytester, "sb2_random/test_sb203_discarded_key.py", BROKEN)
    pytester.makepyfile(test_other="def test_other():\n    assert [1, 2]\n")
    pytester.makeini("[pytest]\naddopts = --import-mode=importlib --strict-markers -p no:benchmark\n")
    return lambda *arguments: pytester.runpytest_inprocess("-p", "sharpbits.book.plugin", *arguments)


def write(pytester: pytest.Pytester, name: str, text: str) -> None:
    path = pytester.path / "gotchas" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.lstrip(), encoding="utf-8")


def test_the_book_is_printed_by_family(book: Callable[..., pytest.RunResult]) -> None:
    result = book("gotchas")
    result.assert_outcomes(passed=6, failed=1, skipped=1)
    result.stdout.fnmatch_lines([
        "gotchas: JAX 9.8.7, jaxlib 9.8.6 on cpu: 2 × cpu",
        "SB1  Arrays are not NumPy arrays",
        "SB102 discarded-update",
        "  A tuple never changes; `+` makes another.",
        "    ✓ The update is lost.",
        "        `sharp((1,))` and `(lambda f: lambda x: f(x))(sharp)((1,))` gave (1,)",
        "        `blunt((1,))` and `(lambda f: lambda x: f(x))(blunt)((1,))` gave (1, 9)",
        "    ✓ An index raises.",
        "        `index((1,))` raised IndexError: tuple index out of range",
        "    ✓ Many are counted.",
        "        `blunt((n,))` gave (0, 9)",
        "        `len(blunt((n,)))` gave 2, 3 times",
        "    ✓ Nothing is asked.",
        "        `blunt(())` gave (9,)",
        "        `kind` is 'one'",
        "        `text` does not have 'one'",
        "        `text` has 'two'",
        "        `blunt(tuple(range(12))) == (*range(12), 9)` holds",
        "        `list(blunt(tuple(range(12))))` does not have 'twelve'",
        "SB203 discarded-key",
        "    ✗ It is three.",
        "        it does not hold that sharp()[0] == 3",
        "        `sharp()[[]0]` is 1",
        "    - It is left out.",
        "family * gotchas  sentences  tests  passed  failed  skipped   seconds",
        "SB1  Arrays are not NumPy arrays        1          5      6       6       0        0*",
        "SB2  Random numbers                     1          2      2       0       1        1*",
        "FAILED gotchas/sb2_random/test_sb203_discarded_key.py::test_it_is_three*",
    ])  # fmt: skip
    result.stdout.fnmatch_lines(["*what was seen*", "`sharp()[[]0]` is 1"])
    assert "helper" not in result.stdout.str() and "test_sb102_discarded_update.py ." not in result.stdout.str()


def test_verbose_adds_the_code(book: Callable[..., pytest.RunResult]) -> None:
    result = book("gotchas", "-v", "-k", "update")
    result.stdout.fnmatch_lines([
        "  Written for a test.",
        "  sharp:",
        "    def helper(x):",
        "    def sharp(x):",
        "        helper(x)   ◀ SB102",
        "  safe:",
        "    def blunt(x):",
        "    ✓ The update is lost.",
    ])  # fmt: skip
    assert "PASSED" not in result.stdout.str()
    assert "\x1b[" in book("gotchas", "-v", "-k", "update", "--color=yes").stdout.str()


@pytest.mark.parametrize(("choice", "passed"), [(("-k", "key"), 0), (("-m", "sb1"), 6), (("-m", "sb1 and not sb2", "-k", "lost"), 2)])
def test_gotchas_are_chosen_by_name_and_by_family(book: Callable[..., pytest.RunResult], choice: tuple[str, ...], passed: int) -> None:
    book("gotchas", *choice).assert_outcomes(passed=passed, failed=0 if passed else 1, skipped=0 if passed else 1, deselected=8 - passed - (0 if passed else 2))


def test_other_runs_are_left_alone(book: Callable[..., pytest.RunResult], pytester: pytest.Pytester) -> None:
    (pytester.path / "conftest.py").write_text("def pytest_addoption(parser):\n    parser.addoption('--device')\n")
    result = book("--device=mine")
    assert "SB102 discarded-update" not in result.stdout.str() and "JAX 9.8.7" not in result.stdout.str()
    result.assert_outcomes(passed=7, failed=1, skipped=1)


def test_a_folder_of_another_kind_is_left_alone(book: Callable[..., pytest.RunResult], pytester: pytest.Pytester) -> None:
    folder = pytester.path / "other" / "gotchas"
    folder.mkdir(parents=True)
    (folder / "test_sb102_of_mine.py").write_text("def test_one():\n    pass\n")
    assert "JAX" not in book("other").stdout.str()


@pytest.mark.parametrize("ending", ["json", "md", "html"])
def test_the_report_is_written(book: Callable[..., pytest.RunResult], pytester: pytest.Pytester, ending: str) -> None:
    book(f"--gotchas-report=book.{ending}", "--device=cpu", "gotchas").assert_outcomes(passed=6, failed=1, skipped=1)
    text = (pytester.path / f"book.{ending}").read_text(encoding="utf-8")
    if ending != "json":
        assert "SB102 discarded-update" in text and "out of range" in text
        return
    told = load(pytester.path / "book.json")
    assert (told.runs[0].jax, told.runs[0].devices) == ("9.8.7", ["cpu", "cpu"])
    first, second = told.gotchas
    assert (first.code, first.family, first.path) == ("SB102", "SB1", "sb1_arrays/test_sb102_discarded_update.py")
    assert [(s.test, [o.parameters for o in s.outcomes]) for s in first.sentences][:2] == [
        ("test_the_update_is_lost", ["plain", "wrapped"]),
        ("test_an_index_raises", [""]),
    ]
    raised = first.sentences[1].outcomes[0].happened[0]
    assert (raised.kind, raised.code, raised.type, raised.says) == ("raised", "index((1,))", "IndexError", "tuple index out of range")
    assert first.sentences[2].outcomes[0].happened[1].times == 3
    assert [o.result for s in second.sentences for o in s.outcomes] == ["failed", "skipped"]


def test_a_report_of_a_mixed_run_holds_the_gotchas_alone(book: Callable[..., pytest.RunResult], pytester: pytest.Pytester) -> None:
    result = book("--gotchas-report=book.json")
    result.assert_outcomes(passed=7, failed=1, skipped=1)
    assert "SB102 discarded-update" not in result.stdout.str()
    assert [gotcha.code for gotcha in load(pytester.path / "book.json").gotchas] == ["SB102", "SB203"]


def test_each_device_has_a_run_of_its_own(book: Callable[..., pytest.RunResult], pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        asked.append(command[3:])
        kind = next(word for word in command if word.startswith("--device=")).removeprefix("--device=")
        result = pytester.runpytest_inprocess("-p", "sharpbits.book.plugin", *command[5:])
        assert kind in ("gpu", "cpu")
        return subprocess.CompletedProcess(command, int(result.ret))

    monkeypatch.setattr(devices, "available", lambda: ["gpu", "cpu"])
    monkeypatch.setattr("sharpbits.book.recording.subprocess.run", run)
    assert book("gotchas", "--device", "all", "--gotchas-report", "book.json", "-k", "raises").ret == 0
    assert [command[-2] for command in asked] == ["--device=gpu", "--device=cpu"]
    assert all("-k" in command and "book.json" not in command for command in asked)
    told = load(pytester.path / "book.json")
    assert len(told.runs) == 2
    assert [outcome.run for outcome in told.gotchas[0].sentences[0].outcomes] == [0, 1]


def test_a_device_that_is_not_there_is_said(book: Callable[..., pytest.RunResult], monkeypatch: pytest.MonkeyPatch) -> None:
    def find(kind: str = "") -> Found:
        raise NoDevice(f"there is no {kind}")

    monkeypatch.setattr(devices, "find", find)
    result = book("gotchas", "--device=tpu")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*there is no tpu*"])


def test_jax_is_found_with_its_devices() -> None:
    found = devices.find("cpu")
    assert (found.platform, found.jax.split(".")[0]) == ("cpu", "0")
    with pytest.raises(NoDevice, match="there is no tpu"):
        devices.find("tpu")


def test_gotchas_run_in_parallel(book: Callable[..., pytest.RunResult]) -> None:
    pytest.importorskip("xdist")
    result = book("gotchas", "-n", "2", "-p", "xdist")
    result.assert_outcomes(passed=6, failed=1, skipped=1)
    result.stdout.fnmatch_lines(["SB102 discarded-update", "    ✓ The update is lost.", "SB203 discarded-key", "    ✗ It is three."])


def test_the_plugin_imports_next_to_nothing() -> None:
    code = "import sys, pytest; before = set(sys.modules); import sharpbits.book.plugin; print(sorted(m for m in set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['sharpbits', 'sharpbits.book', 'sharpbits.book.plugin']"


def test_markdown_and_html_show_messages_as_they_are() -> None:
    seen = Happening("raised", "f()", "TypeError", "got <class 'list'> * 2", "", 1, "`f(*x)` raised TypeError: got <class 'list'> * __x__")
    gotcha = read(ROOT / "sb1_arrays" / "test_sb102_discarded_update.py", ROOT)
    gotcha.sentences[0] = Sentence("test_it", "It.", [Outcome(0, "", "passed", "", 0.0, [seen])])
    book = Book([Run("0.1", "0.1", "3.11", "cpu", ["cpu"], "Linux", {}, "2026-01-01T00:00:00Z", 1.0)], FAMILIES, [gotcha])
    assert "`f(*x)` raised TypeError: got \\<class 'list'\\> \\* \\_\\_x\\_\\_" in markdown(book)
    assert "<code>f(*x)</code> raised TypeError: got &lt;class 'list'&gt; * __x__" in page(book)


def test_looking_at_values_costs_the_test_nothing() -> None:
    """Whether a watched test counts the same compilations and reads is what the gotchas of SB5 assert, with the plugin and without."""

    class Array:
        shape, dtype, size = (2,), "float32", 2
        reads = 0

        def __array__(self, dtype: object = None, copy: object = None) -> object:
            import numpy as np

            Array.reads += 1
            return np.array([1.0, 2.0], np.float32)

    kept = snapshot([Array()])
    assert Array.reads == 0
    assert text_of(kept) == "[[1.0, 2.0]]"


def test_a_message_is_told_without_what_differs_between_machines_and_runs() -> None:
    message = "\n <class 'gotchas.sb4_purity.test_sb409_jit_on_method.Sharp'> object at 0x7f00 at /home/me/gotchas/sb4_purity/test_sb409_jit_on_method.py:3\nmore"
    assert first_line(message) == "<class 'Sharp'> object at sb4_purity/test_sb409_jit_on_method.py:3"
    assert first_line("No module 'a' (/usr/lib/site-packages/jax/experimental/__init__.py)") == "No module 'a' (jax/experimental/__init__.py)"
