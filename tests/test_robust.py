"""Bad input: named, placed, and never in the way of the other files."""

from pathlib import Path

import pytest

from sharpbits import lint_paths, lint_text

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
