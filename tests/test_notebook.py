"""Notebooks: cells as one text, reports by cell, fixes in place, and all else as it was."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sharpbits import lint_paths
from sharpbits.cli import main
from sharpbits.notebook import Notebook, read_notebook
from sharpbits.source import SourceError

SETUP = "%matplotlib inline\nimport jax\nimport jax.numpy as jnp"
SHARP = "!pip install jax \\\n    optax\nx = jnp.zeros(3)\nx[0] = 1.0  # first\nfiles = !ls\n%timeit x.sum()\nif files:\n    %time x.sum()\njax.jit?"
JITTED = "@jax.jit\ndef f(x):\n    if x.sum() > 0:\n        return x\n    return -x\n"


def notebook(*cells: str, **changes: Any) -> dict[str, Any]:
    """A notebook of these code cells; a cell that begins with `#` and a space is Markdown."""
    rows: list[dict[str, Any]] = []
    for code in cells:
        kind = {"cell_type": "markdown"} if code.startswith("# ") else {"cell_type": "code", "execution_count": 1, "outputs": []}
        rows.append({**kind, "metadata": {}, "source": code.splitlines(keepends=True)})
    return {"cells": rows, "metadata": {"kernelspec": {"name": "python3", "language": "python"}}, "nbformat": 4, "nbformat_minor": 5, **changes}


def dumped(content: Any) -> bytes:
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def found(path: Path, content: Any) -> list[tuple[str, int | None, int, int]]:
    path.write_bytes(dumped(content))
    return [(f.code, f.cell, f.location.row, f.location.column) for f in lint_paths([str(path)]).findings]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("")
    return tmp_path / "a.ipynb"


def test_findings_are_told_by_cell_and_row(path: Path) -> None:
    assert found(path, notebook("# Title", SETUP, SHARP, JITTED)) == [("SB101", 3, 4, 1), ("SB301", 4, 3, 8)]


def test_what_a_notebook_calls_counts_for_a_module_alone(path: Path) -> None:
    path.write_bytes(dumped(notebook("import jax\nfrom helper import f\njax.jit(f)(1.0)")))
    module = path.with_name("helper.py")
    module.write_text("import jax\ndef f(x):\n    if x > 0:\n        return x\n    return -x\n")
    alone, whole = (lint_paths([str(p)]).findings for p in (module, path.parent))
    assert [f.code for f in alone] == ["SB301"]
    assert alone == whole


def test_a_cell_may_be_one_string(path: Path) -> None:
    content = notebook(SETUP, SHARP)
    content["cells"][1]["source"] = SHARP
    assert found(path, content) == [("SB101", 2, 4, 1)]


@pytest.mark.parametrize(
    "cell, rows",
    [
        ("%%time\nx = jnp.zeros(3)\nx[0] = 1", [3]),
        ("%%bash\nx = jnp.zeros(3)\nx[0] = 1", []),
        ("%%html\n<b>if x:</b>", []),
        ("x = jnp.zeros(3)\nprint('%d' % 3\n      % 2)\nx[0] = 1", [4]),
        ("text = '''\n%time\n!ls\n'''\nx = jnp.zeros(3)\nx[0] = 1", [6]),
        ("?jax.jit\nx = jnp.zeros(3)\nx[0] = 1", [3]),
        ("a, b = %timeit -o f()\nx = jnp.zeros(3)\nx[0] = 1", [3]),
        ("", []),
    ],
)
def test_what_only_ipython_understands(path: Path, cell: str, rows: list[int]) -> None:
    assert found(path, notebook(SETUP, cell)) == [("SB101", 2, row, 1) for row in rows]


def test_cells_that_are_meant_to_fail_are_left_alone(path: Path) -> None:
    content = notebook(SETUP, SHARP)
    content["cells"][1]["metadata"] = {"tags": ["raises-exception"]}
    assert found(path, content) == []


def test_notebooks_of_other_languages_are_left_alone(path: Path) -> None:
    assert found(path, notebook(SETUP, SHARP, metadata={"kernelspec": {"language": "julia"}})) == []


def test_a_broken_cell_is_told_at_its_place(path: Path) -> None:
    ((code, cell, row, _),) = found(path, notebook(SETUP, "x = 1\ny = 2 2\nz = 3\n"))
    assert (code, cell) == ("SB001", 2) and row in (2, 3)  # where it is seen


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"worksheets": []}', b"\xff", b'{"cells": [1]}'])
def test_what_is_no_notebook_is_told(data: bytes) -> None:
    with pytest.raises(SourceError):
        read_notebook("a.ipynb", data)


def test_a_fix_changes_its_row_alone(path: Path) -> None:
    before = dumped(notebook("# Tïtle", SETUP, SHARP, "%%bash\nls"))
    path.write_bytes(before)
    result = CliRunner().invoke(main, ["lint", "--fix", str(path)])
    assert result.exit_code == 0, result.output
    assert path.read_bytes() == before.replace(b"x[0] = 1.0  # first", b"x = x.at[0].set(1.0)  # first")


@pytest.mark.parametrize("dump", [dumped, lambda c: json.dumps(c).encode(), lambda c: json.dumps(c, indent=4).encode(), lambda c: dumped(c).replace(b"\n", b"\r\n")])
def test_what_is_not_changed_is_kept_byte_by_byte(dump: Any) -> None:
    data = dump(notebook("# é", SETUP, SHARP, JITTED, "%%bash\nls", ""))
    read = read_notebook("a.ipynb", data)
    assert read.encode() == data
    changed = Notebook("a.ipynb", read.text.replace("jnp.zeros(3)", "jnp.zeros(4)"), document=read.document)
    assert changed.encode() == data.replace(b"jnp.zeros(3)", b"jnp.zeros(4)")


def test_a_text_that_lost_a_cell_is_refused() -> None:
    read = read_notebook("a.ipynb", dumped(notebook(SETUP, SHARP)))
    with pytest.raises(ValueError):
        Notebook("a.ipynb", read.text.replace("# %% [cell 2]", ""), document=read.document).encode()


def test_reports_name_the_cell(path: Path) -> None:
    path.write_bytes(dumped(notebook(SETUP, SHARP, JITTED)))
    run = lambda *options: CliRunner().invoke(main, ["lint", "--exit-zero", "--color", "never", *options, str(path)]).output  # noqa: E731
    assert "a.ipynb:cell 2:4:1: SB101" in run("--output-format", "concise")
    full = run()
    assert "a.ipynb:cell 3:3:8" in full and "why: `f` is traced by `jax.jit`" in full and "a.ipynb:cell 3:1)" in full and "4 + x = x.at[0].set(1.0)" in full
    row = json.loads(run("--output-format", "json"))[0]
    assert row["cell"] == 2 and row["location"] == {"row": 4, "column": 1} and row["fix"]["edits"][0]["location"]["row"] == 4
    assert "-x[0] = 1.0  # first" in run("--diff") and "%timeit x.sum()\n" in run("--diff")


def test_a_script_is_not_taken_for_the_notebook_of_its_name(path: Path) -> None:
    (path.parent / "main.py").write_text("import a\n\na.f(1)\n")
    assert found(path, notebook(SETUP, JITTED)) == [("SB301", 2, 3, 8)]
