"""The command line as a user meets it."""

import json
import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from sharpbits.cli import main

SHARP = "import jax.numpy as jnp\n\n\ndef f(n):\n    x = jnp.zeros(n)\n    x[0] = 1.0  # first\n    return x\n"
CLEAN = "import jax.numpy as jnp\n\n\ndef f(n):\n    return jnp.zeros(n)\n"
JITTED = "import jax\n\n\n@jax.jit\ndef f(x):\n    if x > 0:\n        return x\n    return -x\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'p'\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*args: str, text: str | bytes | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(args), input=text)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def codes(output: str) -> list[tuple[str, int]]:
    return [(r["code"], r["location"]["row"]) for r in json.loads(output)]


def test_status_tells_what_was_found(project: Path) -> None:
    Path("a.py").write_text(CLEAN)
    assert run("lint")[0] == 0
    Path("b.py").write_text(SHARP)
    assert run("lint")[0] == 1
    assert run("lint", "--exit-zero")[0] == 0
    assert run("lint", "missing.py")[0] == 2


def test_full_output_shows_code_caret_why_and_help(project: Path) -> None:
    Path("a.py").write_text(JITTED)
    _, output = run("lint", "--color", "never")
    for part in ("SB301 branch-on-tracer", "a.py:6:8", "^^^^^", "why: `f` is traced by `jax.jit` (a.py:4)", "help: "):
        assert part in output


CHANGES = {
    "a row": (SHARP, ["6 -     x[0] = 1.0  # first", "6 +     x = x.at[0].set(1.0)  # first"]),
    "rows of an argument each": (
        "import jax.numpy as jnp\n\ny = jnp.clip(\n    jnp.ones(3),\n    a_min=0,\n    a_max=1,\n)\n",
        ["5 -     a_min=0,", "5 +     min=0,", "6 -     a_max=1,", "6 +     max=1,"],
    ),
    "two places in a row": (
        "import jax.numpy as jnp\n\ny = jnp.clip(jnp.ones(3), a_min=0, a_max=1)\n",
        ["3 - y = jnp.clip(jnp.ones(3), a_min=0, a_max=1)", "3 + y = jnp.clip(jnp.ones(3), min=0, max=1)"],
    ),
    "windows' line ends": ("import jax.numpy as jnp\r\n\r\ny = jnp.sum([1,\r\n  2])\r\n", ["3 - y = jnp.sum([1,", "4 -   2])", "3 + y = jnp.sum(jnp.array([1,", "4 +   2]))"]),
}  # fmt: skip


@pytest.mark.parametrize("text, rows", CHANGES.values(), ids=CHANGES)
def test_full_output_shows_what_the_fix_changes(project: Path, text: str, rows: list[str]) -> None:
    Path("a.py").write_bytes(text.encode())
    _, output = run("lint", "--color", "never")
    assert [row for row in output.splitlines() if row[0:1].isdigit() and " | " not in row] == rows


def test_json_has_ruffs_shape(project: Path) -> None:
    Path("a.py").write_text(SHARP)
    (row,) = json.loads(run("lint", "--output-format", "json")[1])
    assert row["code"] == "SB101" and row["location"] == {"row": 6, "column": 5} and row["cell"] is None
    assert row["fix"]["applicability"] == "safe" and row["fix"]["edits"][0]["content"] == "x = x.at[0].set(1.0)"
    assert {"message", "filename", "end_location", "url", "noqa_row", "name", "severity", "why"} <= set(row)


def test_concise_and_github_are_one_line_each(project: Path) -> None:
    Path("a.py").write_text(SHARP)
    assert run("lint", "--output-format", "concise")[1].startswith("a.py:6:5: SB101 ")
    assert run("lint", "--output-format", "github")[1].startswith("::error title=sharpbits (SB101),file=a.py,line=6")


@pytest.mark.parametrize(("flags", "expected"), [
    (["--select", "SB1"], ["SB101"]), (["--select", "SB3"], ["SB301"]), (["--ignore", "in-place-update"], ["SB301"]),
    (["--extend-ignore", "SB301,SB101"], []), (["--select", "branch-on-tracer"], ["SB301"]),
])  # fmt: skip
def test_rules_are_chosen_by_code_prefix_and_name(project: Path, flags: list[str], expected: list[str]) -> None:
    Path("a.py").write_text(SHARP)
    Path("b.py").write_text(JITTED)
    assert [c for c, _ in codes(run("lint", "--output-format", "json", *flags)[1])] == expected


def test_an_unknown_code_is_an_error_with_a_suggestion(project: Path) -> None:
    status, output = run("lint", "--select", "branch-on-tracr")
    assert status == 2 and "did you mean `branch-on-tracer`" in output


@pytest.mark.parametrize(("table", "message"), [
    ("selct = ['SB1']", "did you mean `select`"), ("select = ['SB999']", "no rule `SB999`"), ("select = 'SB1'", "list of strings"),
    ("[tool.sharpbits.extend-transforms]\n'a.b' = 'jax.jti'", "did you mean `jax.jit`"), ("select = [", "not valid TOML"),
])  # fmt: skip
def test_a_wrong_setting_is_an_error_that_names_the_file(project: Path, table: str, message: str) -> None:
    (project / "pyproject.toml").write_text(f"[tool.sharpbits]\n{table}\n")
    status, output = run("lint")
    assert status == 2 and message in output and "pyproject.toml" in output


def test_settings_choose_rules_files_and_transformations(project: Path) -> None:
    Path("a.py").write_text(SHARP)
    Path("gen").mkdir()
    Path("gen/b.py").write_text(SHARP)
    Path("c.py").write_text("import jax\nfrom mylib import fast\n\n\n@fast\ndef f(x):\n    if x > 0:\n        return x\n")
    (project / "pyproject.toml").write_text(
        "[tool.sharpbits]\nexclude = ['gen']\nper-file-ignores = {'a.py' = ['SB101']}\nextend-transforms = {'mylib.fast' = 'jax.jit'}\n"
    )
    assert codes(run("lint", "--output-format", "json")[1]) == [("SB301", 7)]
    assert len(codes(run("lint", "--isolated", "--output-format", "json")[1])) == 2


@pytest.mark.parametrize("comment", ["# noqa", "# noqa: SB101", "# sharpbits: ignore[SB101] on purpose", "# sharpbits: ignore[in-place-update]", "# noqa: E501, SB101"])
def test_comments_silence_a_line(project: Path, comment: str) -> None:
    Path("a.py").write_text(SHARP.replace("# first", comment))
    assert run("lint")[0] == 0


def test_a_comment_on_the_last_line_of_a_statement_counts(project: Path) -> None:
    Path("a.py").write_text(SHARP.replace("x[0] = 1.0  # first", "x[0] = (\n        1.0\n    )  # noqa: SB101"))
    assert run("lint")[0] == 0


def test_suppressions_that_do_nothing_are_reported_and_removed(project: Path) -> None:
    Path("a.py").write_text(CLEAN.replace("zeros(n)", "zeros(n)  # noqa: SB101"))
    assert [c for c, _ in codes(run("lint", "--output-format", "json")[1])] == ["SB002"]
    run("lint", "--fix")
    assert Path("a.py").read_text().splitlines()[-1].rstrip() == "    return jnp.zeros(n)"
    Path("a.py").write_text(CLEAN.replace("zeros(n)", "zeros(n)  # noqa: SB998"))
    assert [c for c, _ in codes(run("lint", "--output-format", "json")[1])] == ["SB003"]


def test_a_string_is_no_comment(project: Path) -> None:
    Path("a.py").write_text(SHARP.replace("1.0  # first", "1.0; y = '# noqa'"))
    assert run("lint")[0] == 1


def test_ignore_file(project: Path) -> None:
    Path("a.py").write_text("# sharpbits: ignore-file\n" + SHARP)
    assert run("lint")[0] == 0


def test_fix_changes_only_what_it_must_and_twice_is_once(project: Path) -> None:
    Path("a.py").write_bytes(b"\xef\xbb\xbf" + SHARP.replace("\n", "\r\n").encode())
    os.chmod("a.py", 0o750)
    assert run("lint", "--fix")[0] == 0
    once = Path("a.py").read_bytes()
    assert once == b"\xef\xbb\xbf" + SHARP.replace("x[0] = 1.0", "x = x.at[0].set(1.0)").replace("\n", "\r\n").encode()
    assert stat.S_IMODE(os.stat("a.py").st_mode) == 0o750
    run("lint", "--fix")
    assert Path("a.py").read_bytes() == once


def test_diff_writes_nothing(project: Path) -> None:
    Path("a.py").write_text(SHARP)
    status, output = run("lint", "--diff")
    assert status == 1 and "+    x = x.at[0].set(1.0)  # first" in output
    assert Path("a.py").read_text() == SHARP


def test_unsafe_fixes_want_to_be_asked_for(project: Path) -> None:
    lost = "import jax.numpy as jnp\n\nx = jnp.zeros(3)\nx.at[0].set(1.0)\n"
    Path("a.py").write_text(lost)
    run("lint", "--fix")
    assert Path("a.py").read_text() == lost
    run("lint", "--fix", "--unsafe-fixes")
    assert Path("a.py").read_text() == lost.replace("x.at[0]", "x = x.at[0]")


def test_standard_input(project: Path) -> None:
    assert run("lint", "-", "--stdin-filename", "s.py", "--output-format", "concise", text=SHARP)[1].startswith("s.py:6:5: SB101")
    assert "x.at[0].set(1.0)" in run("lint", "-", "--fix", text=SHARP)[1]


def test_another_file_of_the_project_explains_why(project: Path) -> None:
    Path("steps.py").write_text("def step(carry, x):\n    if x > 0:\n        carry = carry + x\n    return carry, x\n")
    Path("train.py").write_text("import jax\nimport jax.numpy as jnp\nfrom steps import step\n\nprint(jax.lax.scan(step, 0.0, jnp.ones(3)))\n")
    (row,) = json.loads(run("lint", "train.py", "steps.py", "--output-format", "json")[1])
    assert row["filename"] == "steps.py" and any(s["filename"] == "train.py" for s in row["why"])


def test_gitignored_files_are_left_out(project: Path) -> None:
    Path(".git").mkdir()
    Path(".gitignore").write_text("skip/\n")
    Path("skip").mkdir()
    Path("skip/a.py").write_text(SHARP)
    assert run("lint")[0] == 0
    assert run("lint", "skip/a.py")[0] == 1


def test_statistics_rules_and_rule(project: Path) -> None:
    Path("a.py").write_text(SHARP)
    assert "1  SB101  in-place-update" in run("lint", "--statistics")[1]
    assert "SB301  branch-on-tracer" in run("rules")[1]
    assert any(r["code"] == "SB101" for r in json.loads(run("rules", "--output-format", "json")[1]))
    assert "Why it bites" in run("rule", "SB101")[1] and "Why it bites" in run("rule", "in-place-update")[1]
    assert run("rule", "SB998")[0] == 2
    assert json.loads(run("lint", "--show-settings")[1])["selected"]
