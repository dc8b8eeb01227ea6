"""Station 7, keys: `key, subkey = jax.random.split(key)` before a statement that uses the key, which then gets the sub-key.

Only a variable of the function itself can be renewed so, and only where the statement stands on lines of its own and runs once for each
use. Whatever cannot be done so is not done at all.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from .finding import Edit, Location
from .positions import Place
from .renaming import Imports, spelled, with_import
from .rule import SplitKey
from .values import Site

_KEYISH = re.compile(r"(.*_)?(key|rng|prng|prngkey|subkey|subrng)\d*$", re.IGNORECASE)
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
#: Expressions that run never, later, or more than once.
_ELSEWHERE = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
#: Statements that run their expressions once, and how they begin.
_SIMPLE = (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Return, ast.Assert, ast.Raise)
_HEADERS: dict[type[ast.stmt], str] = {ast.If: "if", ast.For: "for", ast.With: "with"}


def split_before(change: SplitKey, places: Mapping[Site, Place], imports: Imports) -> list[Edit] | None:
    path = _path(places.get(change.replace), imports)
    if not path:
        return None
    call, statement, function = path[-1], _statement(path), _function(path)
    assert isinstance(call, ast.Call)
    if statement is None or any(isinstance(part, _ELSEWHERE) for part in path[path.index(statement) :]):
        return None
    given = [name for name in _given(call) if (name.id in change.names if change.names is not None else _KEYISH.match(name.id))]
    if change.again is not None:
        again = _path(places.get(change.again), imports)
        if not again or again[-1] is call or _function(again) is not function:
            return None
        assert isinstance(again[-1], ast.Call)
        kept = {name.id for name in _given(again[-1])}
        given = [name for name in given if name.id in kept]
    if len(given) != 1:
        return None
    name = given[0]
    scope: ast.AST = imports.tree if function is None else function
    if not _own(name.id, function) or _captured(name.id, scope):
        return None
    row = imports.lines[statement.lineno - 1]
    column = imports.column(statement.lineno, statement.col_offset)
    indent = row[: column - 1]
    if indent.strip() or not row[column - 1 :].startswith(_HEADERS.get(type(statement), "")):
        return None  # after a colon or semicolon, or an `elif`
    found = spelled("jax.random.split", imports)
    if found is None:
        return None
    new = _fresh(name.id, scope)
    newline = "\r\n" if row.endswith("\r\n") else "\n"
    here, start = Location(statement.lineno, 1), Location(name.lineno, imports.column(name.lineno, name.col_offset))
    edits = [Edit(here, here, f"{indent}{name.id}, {new} = {found[0]}({name.id}){newline}"), Edit(start, Location(start.row, start.column + len(name.id)), new)]
    return with_import(edits, found[1], imports)


def _path(place: Place | None, imports: Imports) -> list[ast.AST]:
    """The nodes from the module down to the call at the place; empty where there is none."""
    if place is None:
        return []
    start, end = (place.start.row, place.start.column), (place.end.row, place.end.column)

    def down(node: ast.AST) -> list[ast.AST]:
        if isinstance(node, (ast.expr, ast.stmt)):
            if not node.lineno <= start[0] <= (node.end_lineno or node.lineno) and not getattr(node, "decorator_list", ()):
                return []
            if isinstance(node, ast.Call) and node.lineno == start[0] and node.end_lineno == end[0]:
                span = imports.column(node.lineno, node.col_offset), imports.column(node.end_lineno, node.end_col_offset or 0)
                if span == (start[1], end[1]):
                    return [node]
        for child in ast.iter_child_nodes(node):
            found = down(child)
            if found:
                return [node, *found]
        return []

    return down(imports.tree)


def call_at(place: Place | None, imports: Imports) -> ast.Call | None:
    path = _path(place, imports)
    return path[-1] if path and isinstance(path[-1], ast.Call) else None


def _statement(path: list[ast.AST]) -> ast.stmt | None:
    statement = next((part for part in reversed(path) if isinstance(part, ast.stmt)), None)
    owner = next((part for part in reversed(path) if isinstance(part, (*_SCOPES, ast.ClassDef)) and part is not statement), None)
    if isinstance(owner, ast.ClassDef):
        return None
    return statement if isinstance(statement, (*_SIMPLE, *_HEADERS)) else None


def _function(path: list[ast.AST]) -> _Function | None:
    return next((part for part in reversed(path) if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef))), None)


def _given(call: ast.Call) -> Iterator[ast.Name]:
    """Names that are arguments of the call, also in containers that are written there."""
    todo: list[ast.expr | None] = [*call.args, *[k.value for k in call.keywords]]
    while todo:
        part = todo.pop()
        if isinstance(part, ast.Name):
            yield part
        elif isinstance(part, (ast.Tuple, ast.List)):
            todo += part.elts
        elif isinstance(part, ast.Dict):
            todo += part.values


def _inside(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function or module, without those of functions in it."""
    todo = list(ast.iter_child_nodes(scope))
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, _SCOPES):
            todo += ast.iter_child_nodes(node)


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> set[str]:
    a = function.args
    return {p.arg for p in (*a.posonlyargs, *a.args, *a.kwonlyargs, *filter(None, (a.vararg, a.kwarg)))}


def _bound(scope: ast.AST) -> set[str]:
    return {n.id for n in _inside(scope) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _own(name: str, function: _Function | None) -> bool:
    """Is it a variable of the function, or of the module where there is none?"""
    if function is None:
        return True
    if any(isinstance(n, (ast.Global, ast.Nonlocal)) and name in n.names for n in _inside(function)):
        return False
    return name in _parameters(function) or name in _bound(function)


def _captured(name: str, scope: ast.AST) -> bool:
    """Does a function inside read the variable? It would see the new key."""
    for node in _inside(scope):
        if isinstance(node, _SCOPES) and name not in _parameters(node):
            if isinstance(node, ast.Lambda) or name not in _bound(node):
                body = [node.body] if isinstance(node, ast.Lambda) else node.body
                if any(isinstance(n, ast.Name) and n.id == name for part in body for n in ast.walk(part)):
                    return True
    return False


def _fresh(name: str, scope: ast.AST) -> str:
    """A name that means nothing yet in the function, nor in those inside that do not bind it."""
    taken = set() if isinstance(scope, ast.Module) else _parameters(scope)  # type: ignore[arg-type]
    for node in _inside(scope):
        if isinstance(node, ast.Name):
            taken.add(node.id)
        elif isinstance(node, _SCOPES):
            own = _parameters(node) | (set() if isinstance(node, ast.Lambda) else _bound(node))
            taken |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} - own
    stem = "sub_rng" if "rng" in name.lower() else "subkey"
    return next(new for number in range(1, len(taken) + 2) if (new := stem if number == 1 else f"{stem}_{number}") not in taken)
