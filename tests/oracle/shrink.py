"""Make a program smaller while something stays true of it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator


def shrink(text: str, holds: Callable[[str], bool], most: int = 400) -> str:
    """The text without the statements, and with the simpler expressions, that `holds` does not need; at most `most` trials."""
    tried = 0
    progress = True
    while progress:
        progress = False
        for candidate in _smaller(text):
            tried += 1
            if tried > most:
                return text
            if holds(candidate):
                text, progress = candidate, True
                break
    return text


def _smaller(text: str) -> Iterator[str]:
    """The text without one statement, with a block in place of its statement, with a part in place of an expression."""
    count = sum(1 for _ in _blocks(ast.parse(text)))
    for place in reversed(range(count)):
        size = len(list(_blocks(ast.parse(text)))[place])
        for at in reversed(range(size)):
            for inline in (False, True):
                tree = ast.parse(text)
                block = list(_blocks(tree))[place]
                old = block[at]
                inner = [s for name in ("body", "orelse") for s in getattr(old, name, [])] if inline else []
                if inline and (not inner or isinstance(old, (ast.FunctionDef, ast.ClassDef))):
                    continue
                block[at : at + 1] = inner
                if not block:
                    block.append(ast.Pass())
                    if isinstance(old, ast.Pass):
                        continue
                yield ast.unparse(ast.fix_missing_locations(tree))
    total = len(_expressions(ast.parse(text)))
    for place in range(total):
        for part in range(4):
            tree = ast.parse(text)
            parent, name, index, node = _expressions(tree)[place]
            simpler = [n for n in ast.iter_child_nodes(node) if isinstance(n, ast.expr) and not isinstance(n, (ast.Starred, ast.Slice))]
            if isinstance(node, ast.Call):
                simpler = [*node.args, *([node.func] if isinstance(node.func, ast.Name) is False else [])]
            if part >= len(simpler):
                break
            if index is None:
                setattr(parent, name, simpler[part])
            else:
                getattr(parent, name)[index] = simpler[part]
            try:
                yield ast.unparse(ast.fix_missing_locations(tree))
            except Exception:  # not an expression that may stand here
                continue


def _blocks(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        for name in ("body", "orelse"):
            block = getattr(node, name, None)
            if isinstance(block, list) and block:
                yield block


def _expressions(tree: ast.AST) -> list[tuple[ast.AST, str, int | None, ast.expr]]:
    out: list[tuple[ast.AST, str, int | None, ast.expr]] = []
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if name in ("targets", "target", "decorator_list", "func", "ctx"):
                continue
            for index, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(node, (ast.Call, ast.BinOp, ast.BoolOp, ast.IfExp, ast.UnaryOp, ast.Subscript, ast.Attribute, ast.Compare, ast.List, ast.Tuple)):
                    out.append((parent, name, index, node))
    return out
