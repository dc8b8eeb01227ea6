"""Bad input: named, placed, and never in the way of the other files."""

import keyword
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from sharpbits import lint_paths, lint_text
from sharpbits.flow import evaluate
from sharpbits.rule import all_rules

ROOT = Path(__file__).parents[1]
LIBRARIES = frozenset({"jax", "jnp", "np", "numpy", "lax", "flax", "nn", "nnx", "optax", "eqx", "hk", "chex", "functools", "partial", "random", "pytest"})
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
     SHARP.replace("x[0]", "\x0cx[0]").encode(), ("if True:\n\tpass\n" + SHARP.replace("x[0]", "if True:\n\t\tx[0]")).encode(),
     ("#!/usr/bin/python\n# vim: set fileencoding=cp1251 :\n" + SHARP + "# привет\n").encode("cp1251"), SHARP.rstrip().encode()],
    ids=["crlf", "bom", "cr", "latin-1", "form feed", "tabs", "cp1251", "no end of line"],
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


def test_unreadable_files_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.py").write_text(SHARP)
    (tmp_path / "b.py").write_text(SHARP)
    opened = open

    def refuse(path: str, *args: Any) -> Any:
        # The superuser may read everything.
        if str(path).endswith("a.py"):
            raise PermissionError(13, "Permission denied")
        return opened(path, *args)

    monkeypatch.setattr("builtins.open", refuse)
    assert found(tmp_path) == [("a.py", "SB001", 1), ("b.py", "SB101", 3)]


def test_places_and_fixes_behind_a_form_feed(tmp_path: Path) -> None:
    text = SHARP.replace("x = jnp", "y = 1  # a\x0c\u2028b\x0c\nx = jnp")
    (finding,) = lint_text(text)
    assert (finding.location.row, finding.location.column) == (4, 1)
    assert finding.fix is not None
    (edit,) = finding.fix.edits
    assert edit.content == "x = x.at[0].set(1.0)"


def test_nul_bytes_and_binary_files_are_not_python(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"import jax\n\x00\x01")
    (tmp_path / "b.py").write_bytes("import jax\n".encode("utf-16"))
    (tmp_path / "c.py").write_bytes(bytes(range(256)))
    assert {(name, code) for name, code, _ in found(tmp_path)} == {("a.py", "SB001"), ("b.py", "SB001"), ("c.py", "SB001")}


DEEP = {
    "minus": "-" * 500 + "x", "not": "not " * 500 + "x", "plus": " + ".join(["x"] * 500), "power": " ** ".join(["x"] * 500),
    "and": " and ".join(["x"] * 500), "comparison": " < ".join(["x"] * 500), "attributes": "x" + ".a" * 500, "indices": "x" + "[0]" * 500,
    "calls": "x" + "()" * 500, "methods": "x" + ".set(1)" * 500, "functions": "lambda: " * 500 + "x", "choices": "x if x else " * 500 + "x",
    "strings": "'a' " * 500, "brackets": "[" * 190 + "x" + "]" * 190, "arguments": "g(" * 190 + "x" + ")" * 190, "braces": "{1:" * 190 + "x" + "}" * 190,
    "branches": "0\n    if x: pass\n" + "    elif x: pass\n" * 500,
}  # fmt: skip


@pytest.mark.parametrize("kind", DEEP)
def test_what_is_nested_500_deep_is_understood(kind: str) -> None:
    """Brackets as deep as Python takes them, which is 200."""
    found = lint_text(f"import jax\nimport jax.numpy as jnp\n@jax.jit\ndef f(x, g):\n    y = {DEEP[kind]}\n    x[0] = y\n")
    assert not {"SB001", "SB004"} & {f.code for f in found}


def test_brackets_that_python_refuses_do_no_harm(tmp_path: Path) -> None:
    """LibCST itself would overflow the stack, which ends the process."""
    for number, deep in enumerate(("(" * 20_000 + "1" + ")" * 20_000, "[" * 20_000, "f(a(), " * 5_000 + "1" + ")" * 5_000)):
        (tmp_path / f"a{number}.py").write_text(f"import jax\nx = {deep}\n")
    (tmp_path / "b.py").write_text(SHARP + "y = '" + "(" * 500 + "'\n")
    (tmp_path / "c.py").write_text("{" * 20_000 + "\n")
    done = subprocess.run([sys.executable, "-m", "sharpbits", "lint", "--output-format", "concise", "--no-cache", str(tmp_path)], capture_output=True, text=True)
    said = [line.split("/")[-1].split(" ")[:2] for line in done.stdout.splitlines() if ": SB" in line]
    assert [(place.split(":")[0], code) for place, code in said] == [(f"{name}.py", "SB001") for name in ("a0", "a1", "a2")] + [("b.py", "SB101"), ("c.py", "SB001")]


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
    "an empty branch for a type": "@jax.jit\ndef f(x):\n    if isinstance(x, int):\n        ...\n    elif isinstance(x, float):\n        pass\n    else:\n        return x\n",
    "an array by its keyword": "import numpy as np\nnp.array(object=jax.numpy.ones(3))\nnp.copy(a=jax.numpy.ones(3))\n",
    "axes of unknown number": "names = [str(i) for i in range(3)]\njax.sharding.PartitionSpec(names, [*names])\njax.make_mesh((1,), [*names])\n",
    "lazy imports": "lazy import os as o, sys\nlazy from os import path as p\nlazy from .a import *\n",
}


@pytest.mark.parametrize("name", CRASHES)
def test_what_crashed_once_crashes_no_more(name: str) -> None:
    assert lint_text("import jax\n" + CRASHES[name]) == []


def test_a_keyword_named_like_a_node_beside_an_old_name() -> None:
    text = "import jax\nnew = check(attr=1, call=2, name=3)\nmap = jax.tree_map if new else jax.tree.map\n"
    assert "SB004" not in {f.code for f in lint_text(text)}


#: First words of the tuples that code is lowered to; `import attr`, `f(call=1)` and `def g(name, sub)` are good Python.
KINDS = (
    "name", "const", "attr", "call", "sub", "bin", "unary", "cmp", "ifexp", "comp", "star", "slice", "fstr", "walrus", "expr", "assign", "aug", "ann",
    "pos", "any", "key", "stars", "list", "dict", "set", "tuple", "bool", "generator", "plain", "default", "either", "elem", "split", "made",
)  # fmt: skip
TEXTS = sorted([*ROOT.glob("gotchas/*/test_*.py"), *ROOT.glob("tests/cases/**/*.py"), *ROOT.glob("examples/*.py")])


@pytest.mark.parametrize("share", range(4))
def test_names_like_the_words_of_the_engine(share: int) -> None:
    """Good code with its own names replaced by such words, and used as keywords and in imports, crashes nothing."""
    crashed = []
    for number, path in enumerate(TEXTS[share::4]):
        random = Random(number)
        text = path.read_text(encoding="utf-8")
        names = Counter(re.findall(r"(?<![\w.])[a-z_]\w*", text))
        chosen = [n for n, _ in names.most_common() if n not in LIBRARIES and not keyword.iskeyword(n)][:16]
        words = dict(zip(chosen, random.sample(KINDS, len(chosen))))
        text = re.sub(r"(?<![\w.])[a-z_]\w*", lambda match: words.get(match[0], match[0]), text)
        uses = ", ".join(f"{kind}={kind}" for kind in KINDS)
        text += f"\nimport {', '.join(KINDS)}\nfrom jax import {', '.join(KINDS)}\njax.jit(lambda {uses}: 1)({uses})\ndef last():\n    global {', '.join(KINDS)}\n"
        crashed += [(path.name, f.message) for f in lint_text(text) if f.code == "SB004"]
    assert not crashed


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

    monkeypatch.setitem(evaluate.EXPRESSIONS, "walrus", crashing)
    (tmp_path / "a.py").write_text("import jax\ndef f():\n    return (x := 3)\n")
    (tmp_path / "b.py").write_text(SHARP)
    assert found(tmp_path) == [("a.py", "SB004", 1), ("b.py", "SB101", 3)]


def test_a_range_without_a_length(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import jax\n\nfor i in range(-(1 << 70), 1 << 70):\n    print(i)\n\nprint(len(range(1 << 63)))\n")
    assert found(tmp_path) == []


def test_a_number_of_elements_that_is_not_set_yet(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import jax.numpy as jnp\n\n\nclass A:\n    count = None\n\n    def run(self):\n        return jnp.arange(self.count), jnp.arange(None)\n")
    assert found(tmp_path) == []


def test_a_syntax_error_is_told_where_python_finds_it(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import jax\n\n.old.path as xm\n\n\nx = 1\n")
    (tmp_path / "b.py").write_text("import jax\n\nx = (1,\n\n\ny = 2\n")
    assert sorted(found(tmp_path)) == [("a.py", "SB001", 3), ("b.py", "SB001", 3)]
