"""Bad input: named, placed, and never in the way of the other files."""

from dataclasses import replace
from pathlib import Path

import pytest

from sharpbits import lint_paths, lint_text
from sharpbits.flow import evaluate
from sharpbits.rule import all_rules

SHARP = "import jax.numpy as jnp\nx = jnp.zeros(3)\nx[0] = 1.0\n"


def found(tmp_path: Path) -> list[tuple[str, str, int]]:
    return [(Path(f.filename).name, f.code, f.location.row) for f in lint_paths([str(tmp_path)]).findings]


def test_a_broken_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import jax\ndef f(:\n")
    (tmp_path / "b.py").write_text(SHARP)
    (tmp_path / "c.py").write_bytes(b"import jax\nx = '\xff'\n")
    (tmp_path / "d.py").write_bytes(b"# -*- coding: no-such -*-\nimport jax\n")
    assert sorted(found(tmp_path)) == [("a.py", "SB001", 2), ("b.py", "SB101", 3), ("c.py", "SB001", 2), ("d.py", "SB001", 1)]


def test_a_broken_file_without_jax_is_reported_too(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def f(:\n")
    assert found(tmp_path) == [("a.py", "SB001", 1)]


@pytest.mark.parametrize(
    "data",
    [SHARP.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + SHARP.encode(), SHARP.replace("\n", "\r").encode(),
     ("# coding: latin-1\n" + SHARP.replace("1.0", "1.0  # é")).replace("# coding: latin-1\nimport", "# coding: latin-1\nimport").encode("latin-1"),
     SHARP.replace("x[0]", "\x0cx[0]").encode()],
    ids=["crlf", "bom", "cr", "latin-1", "form feed"],
)  # fmt: skip
def test_encodings_and_line_ends(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.py").write_bytes(data)
    assert [code for _, code, _ in found(tmp_path)] == ["SB101"]


def test_empty_files_and_loops_of_links(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "gone.py").symlink_to(tmp_path / "nothing.py")
    (tmp_path / "b.py").write_text(SHARP)
    assert found(tmp_path) == [("b.py", "SB101", 3)]


def test_deep_expressions() -> None:
    deep = "import jax.numpy as jnp\ny = " + "(" * 150 + "1" + ")" * 150 + "\nz = " + "-" * 400 + "1\nw = " + " + ".join(["y"] * 500) + "\n"
    assert lint_text(deep + SHARP) != []
    assert {f.code for f in lint_text(deep + SHARP)} == {"SB101"}


def test_long_files() -> None:
    text = "import jax.numpy as jnp\n" + "def f(x):\n    return jnp.sum(x) * 2\n\n" * 33_000 + SHARP
    assert [f.code for f in lint_text(text)] == ["SB101"]


def test_recursion_and_cycles_come_to_an_end(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import jax\nfrom b import g\ndef f(x):\n    return g(f, x)\nclass A(A): pass\n")
    (tmp_path / "b.py").write_text("import jax\nfrom a import f\ndef g(h, x):\n    return f(h(g(h, [x, x])))\njax.jit(f)\n")
    assert found(tmp_path) == []


CRASHES = {
    "an object that is its own call": "class A:\n    pass\nA.__call__ = A()\nclass B:\n    __call__ = A()\nA()(B())\nB()()\n",
    "a call that is an object": "class A:\n    pass\nclass B:\n    __call__ = A()\nA.__call__ = B()\nA()()\n",
    "range of too many": "range(1, 2, 3, 4, 5, 6)\nrange()\n",
    "a star in an annotation": "def f(*args: *Ts) -> None: ...\ntype X[*T] = int\nx[*a]\nx: tuple[*Ts]\n",
    "unpacking in comprehensions": "[*x for x in y]\n{*x for x in y}\nf(*x for x in y)\n{**x for x in y}\n",
    "lazy imports": "lazy import os as o, sys\nlazy from os import path as p\nlazy from .a import *\n",
}


@pytest.mark.parametrize("name", CRASHES)
def test_what_crashed_once_crashes_no_more(name: str) -> None:
    assert lint_text("import jax\n" + CRASHES[name]) == []


def test_a_rule_that_crashes_is_reported_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = all_rules()["SB101"]

    def crashing(event: object) -> None:
        raise ZeroDivisionError("this rule is broken")

    monkeypatch.setitem(all_rules(), "SB101", replace(rule, check=crashing))
    code = SHARP + "jax.random.normal(jax.random.key(0)).item.x\nx.at[0].set(3)\n"
    found = lint_text("import jax\n" + code)
    assert [(f.code, f.location.row) for f in found] == [("SB004", 1), ("SB102", 6)]
    assert "this rule is broken" in found[0].message


def test_a_crash_in_the_engine_spares_the_other_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crashing(self: object, node: object, frame: object) -> None:
        raise ZeroDivisionError("the engine is broken")

    monkeypatch.setitem(evaluate._TABLE, "walrus", crashing)
    (tmp_path / "a.py").write_text("import jax\ndef f():\n    return (x := 3)\n")
    (tmp_path / "b.py").write_text(SHARP)
    assert found(tmp_path) == [("a.py", "SB004", 1), ("b.py", "SB101", 3)]
