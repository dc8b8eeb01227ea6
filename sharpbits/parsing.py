"""Station 2, the first half: text to LibCST's tree, as whole as LibCST makes it or as bare as the lowering needs it."""

from __future__ import annotations

import ast
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import libcst as cst

#: Threads of sharpbits' own, by name: they do not use LibCST.
OWN_THREADS = "sharpbits: "
#: LibCST checks each node that is made, as if a user had made it: a seventh of the time of a parse, for what its own parser has seen to.
_CHECK = getattr(cst.CSTNode, "__post_init__", None)
#: Nodes of spaces, comments and punctuation: more than half of a tree, for what the lowering never looks at.
_BLANK = (
    "AssignEqual", "Colon", "Comma", "Comment", "Dot", "EmptyLine", "LeftCurlyBrace", "LeftParen", "LeftSquareBracket", "Newline",
    "ParenthesizedWhitespace", "RightCurlyBrace", "RightParen", "RightSquareBracket", "Semicolon", "SimpleWhitespace", "TrailingWhitespace",
)  # fmt: skip
_WHOLE_TREE: dict[str, Any] = {name: getattr(cst, name) for name in _BLANK if hasattr(cst, name)}
#: What takes any keywords, does nothing with them, and is not written in Python.
_BARE_TREE: dict[str, Any] = dict.fromkeys(_WHOLE_TREE, "".format)


def parse(text: str | bytes) -> cst.Module:
    """`libcst.parse_module`; raises `libcst.ParserSyntaxError`, also where its parser would overflow the stack and end the process."""
    _refuse_depth(text)
    with _unchecked():
        return cst.parse_module(text)


def parse_bare(text: str | bytes) -> cst.Module:
    """As `parse`, but the tree lacks spaces, comments and punctuation where that saves time: it can be read, not written.

    LibCST's parser asks the module `libcst` for the class of each node, so what stands there in the meantime decides what the tree is
    made of. Other threads would meet that too: where there are any, the tree is whole.
    """
    names: Any = vars(cst)
    if _others() or any(names.get(name) is not kind for name, kind in _WHOLE_TREE.items()):
        return parse(text)
    _refuse_depth(text)
    with _unchecked():
        names.update(_BARE_TREE)
        try:
            return cst.parse_module(text)
        finally:
            names.update(_WHOLE_TREE)


def _others() -> bool:
    """Are there threads of somebody else?"""
    return threading.active_count() > 1 and any(
        not thread.name.startswith(OWN_THREADS) for thread in threading.enumerate() if thread is not threading.current_thread()
    )


@contextmanager
def _unchecked() -> Iterator[None]:
    if _CHECK is None or cst.CSTNode.__post_init__ is not _CHECK:
        yield
        return
    cst.CSTNode.__post_init__ = _no_check  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        cst.CSTNode.__post_init__ = _CHECK  # type: ignore[method-assign]


def _no_check(node: cst.CSTNode) -> None:
    pass


def python_tree(text: str | bytes) -> ast.Module:
    """What Python's own parser makes of a text, which is fast; its warnings are not for those who run a linter."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


_OPENING, _CLOSING = b"([{", b")]}"
_ROUND = bytes.maketrans(_OPENING + _CLOSING, b"((()))")
_REST = bytes(set(range(256)) - {*_OPENING, *_CLOSING})


def _refuse_depth(text: str | bytes) -> None:
    if not _deep(text):
        return
    try:
        python_tree(text)  # refuses more than 200 open brackets
    except SyntaxError as error:
        lines = (text.decode("utf-8", "replace") if isinstance(text, bytes) else text).split("\n")
        raise cst.ParserSyntaxError(error.msg, lines=lines, raw_line=error.lineno or 1, raw_column=(error.offset or 1) - 1) from error
    except (ValueError, RecursionError, MemoryError):
        pass


def _deep(text: str | bytes) -> bool:
    """Are brackets nested deeper than anybody writes, as far as one can say without reading strings and comments?"""
    left = (text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text).translate(_ROUND, _REST)
    for _ in range(100):
        fewer = left.replace(b"()", b"")
        if len(fewer) == len(left):
            return len(left) > 100
        left = fewer
    return True
