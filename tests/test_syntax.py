"""Reading code: the tree is LibCST's, and reading has no effect on LibCST or on the user's terminal."""

import threading
import warnings
from pathlib import Path

import libcst as cst
import pytest

from sharpbits.flow.paths import statements
from sharpbits.parsing import parse, parse_bare
from sharpbits.syntax import Lowering, lower

FILES = sorted((Path(__file__).parents[1] / "sharpbits").rglob("*.py"))


@pytest.mark.parametrize("path", FILES[:6], ids=lambda p: p.name)
def test_the_tree_is_that_of_parse_module(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = parse(text)
    assert tree.code == text and tree.deep_equals(cst.parse_module(text))


@pytest.mark.parametrize("text", ["x = 1\n", "def f(:\n"])
def test_libcst_checks_the_nodes_of_others_after_a_parse(text: str) -> None:
    try:
        parse(text)
    except cst.ParserSyntaxError:
        pass
    with pytest.raises(cst.CSTValidationError):
        cst.Name("")


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_a_bare_tree_reads_as_the_whole_one(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert Lowering().body(parse_bare(text)) == Lowering().body(cst.parse_module(text))


def test_the_patterns_of_a_bare_tree_bind_their_names() -> None:
    text = "match x:\n    case A(b=c, d=[e, *f], g={'k': h, **r}) | B(p.q(i)) as j: pass\n    case (k, l) | [m, (n as o)]: pass\n"
    cases = lower(text)[0][0][3]
    assert [set(case[2]) for case in cases] == [set("cefhrij"), set("klmno")]


@pytest.mark.parametrize("text", ["x = (1 ,  2)  # three\n", "def f(:\n"])
def test_the_trees_of_others_are_whole_after_a_bare_one(text: str) -> None:
    try:
        assert isinstance(parse_bare(text).body[0], cst.SimpleStatementLine)
    except cst.ParserSyntaxError:
        pass
    assert cst.parse_module("x = (1 ,  2)  # three\n").code == "x = (1 ,  2)  # three\n"


def test_beside_other_threads_no_tree_is_bare() -> None:
    ended = threading.Event()
    other = threading.Thread(target=ended.wait)
    bare = parse_bare("x = 1  # one\n")
    other.start()
    whole = parse_bare("x = 1  # one\n")
    ended.set()
    other.join()
    assert whole.code == "x = 1  # one\n" and not isinstance(bare.body[0].trailing_whitespace, cst.CSTNode)


def test_escapes_that_python_warns_of_are_no_noise_of_ours() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        lower("x = '\\d'\ndef f(y: '\\d'): pass\n")


def test_the_statements_of_all_blocks_are_found() -> None:
    text = """
if a:
    s1
elif b:
    s2
else:
    s3
for a in b:
    s4
else:
    s5
while a:
    s6
else:
    s7
try:
    s8
except A:
    s9
else:
    s10
finally:
    s11
with a:
    s12
match a:
    case 1:
        s13
class A:
    def f(self):
        s14
"""
    names = [s[2][2] for s in statements(lower(text)[0]) if s[0] == "expr"]
    assert sorted(names) == sorted(f"s{n}" for n in range(1, 15))
