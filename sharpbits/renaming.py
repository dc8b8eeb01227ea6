"""Station 7, names: another API in place of an old one, in expressions, imports and keywords.

A new name is spelled by what the module imports; what is missing is imported, at the place where isort would put it. Comments, aliases
and everything else on the line stay. Whatever cannot be done so is not done at all.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import libcst as cst

from .finding import Edit, Location
from .parsing import python_tree
from .positions import Place
from .rule import KeywordRename, MoveImport, Rename
from .source import whole_lines
from .values import Site

#: What `import jax` makes available as attributes; other modules have to be imported.
_LOADED = frozenset({
    "jax", "jax.api_util", "jax.checkpoint_policies", "jax.core", "jax.custom_batching", "jax.custom_derivatives", "jax.debug", "jax.dlpack",
    "jax.dtypes", "jax.errors", "jax.interpreters", "jax.interpreters.ad", "jax.interpreters.batching", "jax.interpreters.mlir",
    "jax.interpreters.partial_eval", "jax.interpreters.pxla", "jax.interpreters.xla", "jax.lax", "jax.lax.linalg", "jax.nn",
    "jax.nn.initializers", "jax.numpy", "jax.numpy.fft", "jax.numpy.linalg", "jax.ops", "jax.profiler", "jax.random", "jax.sharding",
    "jax.stages", "jax.tree", "jax.tree_util", "jax.config",
})  # fmt: skip


@dataclass(slots=True)
class _Statement:
    """An import of the module's outermost block."""

    node: ast.Import | ast.ImportFrom
    first: int
    last: int

    @property
    def key(self) -> tuple[int, str]:
        """Where isort puts it in its section: plain imports before `from`, by the name of the module."""
        if isinstance(self.node, ast.Import):
            return 0, self.node.names[0].name.lower()
        return 1, (self.node.module or "").lower()


@dataclass(slots=True)
class Imports:
    """What a text imports at its outermost level, and which names it binds in other ways as well."""

    text: str
    tree: ast.Module
    lines: Sequence[str]
    statements: list[_Statement] = field(default_factory=list)
    #: Name -> dotted path, where the name has no other meaning anywhere in the file.
    names: dict[str, str] = field(default_factory=dict)
    #: Modules that are imported as such.
    modules: set[str] = field(default_factory=set)
    #: All names that are bound anywhere; and those of packages that functions import for themselves, which mean nothing else.
    bound: set[str] = field(default_factory=set)
    packages: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, text: str) -> Imports | None:
        try:
            tree = python_tree(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        found = cls(text, tree, whole_lines(text))
        other: set[str] = set()
        packages: set[str] = set()
        other_meanings: set[str] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                other.add(node.id)
            elif isinstance(node, ast.arg):
                other.add(node.arg)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                other.add(node.name)
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                found.bound.update((a.asname or a.name).split(".")[0] for a in node.names)
                plain = {a.name.split(".")[0] for a in node.names if isinstance(node, ast.Import) and not a.asname}
                packages |= plain
                other_meanings |= {(a.asname or a.name).split(".")[0] for a in node.names} - plain
        found.bound |= other
        found.packages = packages - other - other_meanings
        paths: dict[str, set[str]] = {}
        for statement in tree.body:
            if isinstance(statement, (ast.Import, ast.ImportFrom)):
                found.statements.append(_Statement(statement, statement.lineno, statement.end_lineno or statement.lineno))
            if isinstance(statement, ast.Import):
                for alias in statement.names:
                    words = alias.name.split(".")
                    found.modules.update(".".join(words[:n]) for n in range(1, len(words) + 1))
                    paths.setdefault(alias.asname or alias.name.split(".")[0], set()).add(alias.name if alias.asname else alias.name.split(".")[0])
            elif isinstance(statement, ast.ImportFrom) and not statement.level:
                for alias in statement.names:
                    paths.setdefault(alias.asname or alias.name, set()).add(f"{statement.module}.{alias.name}")
        found.names = {name: next(iter(p)) for name, p in paths.items() if len(p) == 1 and name not in other}
        return found

    def column(self, row: int, offset: int) -> int:
        """The 1-based column of a byte offset of `ast`."""
        return len(self.lines[row - 1].encode("utf-8")[:offset].decode("utf-8", "replace")) + 1


def spelled(new: str, imports: Imports) -> tuple[str, str] | None:
    """(how the module may write the name, the module that has to be imported first or an empty string)."""
    parts = new.split(".")
    by_path = {path: name for name, path in reversed(imports.names.items())}
    # Longest first: `jnp.round` rather than `jax.numpy.round`.
    for n in range(len(parts), 0, -1):
        prefix = ".".join(parts[:n])
        name = by_path.get(prefix)
        between = [".".join(parts[:k]) for k in range(n + 1, len(parts))]
        if name is not None and all(m in _LOADED or m in imports.modules for m in between):
            return ".".join([name, *parts[n:]]), ""
    if len(parts) == 1:
        return None
    root, module = parts[0], ".".join(parts[:-1])
    loaded = all(".".join(parts[:k]) in _LOADED for k in range(2, len(parts)))
    wanted = root if loaded else module
    if root in imports.bound and imports.names.get(root) != root:
        return None
    return new, wanted


def add_import(module: str, imports: Imports) -> Edit | None:
    """`import module` where isort puts it: in the first block that has an import of the same package, else before the first import."""
    return _insert((0, module.lower()), f"import {module}", imports)


def _insert(key: tuple[int, str], line: str, imports: Imports, near: int = 0) -> Edit | None:
    if not imports.statements:
        return None
    # Imports that stand together, without a blank line, are one section.
    sections: list[list[_Statement]] = []
    for statement in imports.statements:
        if sections and statement.first == sections[-1][-1].last + 1:
            sections[-1].append(statement)
        else:
            sections.append([statement])
    root = key[1].split(".")[0]
    section = next((s for s in sections if any(near and t.first == near for t in s)), None)
    if section is None:
        section = next((s for s in sections if any(t.key[1].split(".")[0] == root for t in s)), None)
    if section is None:
        future = [s for s in sections if any(t.key == (1, "__future__") for t in s)]
        rest = [s for s in sections if s not in future]
        if not rest:
            return None
        section = rest[0]
    after = next((t for t in section if t.key > key and t.first != near), None)
    newline = "\r\n" if imports.lines and imports.lines[0].endswith("\r\n") else "\n"
    if after is not None:
        return Edit(Location(after.first, 1), Location(after.first, 1), line + newline)
    last = section[-1].last
    row = imports.lines[last - 1]
    end = Location(last, len(row.rstrip("\r\n")) + 1)
    return Edit(end, end, newline + line)


def with_import(edits: list[Edit], module: str, imports: Imports) -> list[Edit] | None:
    """The edits, and the import that they need, if any; None where there is no place for it."""
    if not module:
        return edits
    extra = add_import(module, imports)
    return None if extra is None else [*edits, extra]


def rename(change: Rename, places: Mapping[Site, Place], imports: Imports) -> list[Edit] | None:
    place = places.get(change.replace)
    if place is None or not isinstance(place.node, (cst.Name, cst.Attribute)):
        return None  # a type in a string is left to its author
    found = spelled(change.new, imports) or _as_it_began(place.node, change.new)
    if found is None:
        return None
    edits = [Edit(place.start, place.end, found[0])]
    return with_import(edits, found[1], imports)


def _as_it_began(node: cst.BaseExpression, new: str) -> tuple[str, str] | None:
    """`jax.tree.map` for what began with `jax.`, wherever that was imported."""
    while isinstance(node, cst.Attribute):
        node = node.value
    parts = new.split(".")
    loaded = all(".".join(parts[:n]) in _LOADED for n in range(2, len(parts)))
    return (new, "") if loaded and len(parts) > 1 and isinstance(node, cst.Name) and node.value == parts[0] else None


def move(change: MoveImport, places: Mapping[Site, Place], imports: Imports) -> list[Edit] | None:
    place = places.get(change.replace)
    node = _statement_at(place.start, imports) if place is not None else None
    if place is None or node is None:
        return None
    start, end = place.start, place.end
    behind = imports.lines[end.row - 1][end.column - 1 :].strip()
    if imports.lines[start.row - 1][: start.column - 1].strip() or (behind and not behind.startswith("#")):
        return None  # not alone on its lines
    kept: list[ast.alias] = []
    moved: list[_Line] = []
    for alias in node.names:
        path = alias.name if isinstance(node, ast.Import) else f"{node.module}.{alias.name}"
        new = _target(path, change)
        if new is None:
            kept.append(alias)
        elif new:
            moved.append(_line(node, alias, new))
    if len(kept) == len(node.names):
        return None
    edits: list[Edit] = []
    outermost = any(s.node is node for s in imports.statements)
    renamed = (isinstance(node, ast.Import) and not any(a.asname for a in node.names)) or not all(new for _, new in change.moves)
    aliases = {alias.asname for alias in node.names if alias.asname}
    for site, new in change.uses if renamed else ():
        where, found = places.get(site), spelled(new, imports)
        if found is None and not outermost and new.split(".")[0] in imports.packages:
            found = new, new.rpartition(".")[0]
        if where is None or found is None or found[0].split(".")[0] in aliases or not isinstance(where.node, (cst.Name, cst.Attribute)):
            return None
        edits.append(Edit(where.start, where.end, found[0]))
        if found[1] and not outermost and found[1].split(".")[0] in imports.names:
            # In a function it would make the name of the package a local one, from the function's first line on.
            extra = add_import(found[1], imports)
            if extra is None:
                return None
            edits += [extra] if extra not in edits else []
        elif found[1] and ("", found[1], "") not in moved:
            moved.append(("", found[1], ""))
    if isinstance(node, ast.Import) and not any(a.asname for a in node.names) and not kept and not moved:
        root = node.names[0].name.split(".")[0]
        others = [s.node for s in imports.statements if s.node is not node and isinstance(s.node, ast.Import)]
        if not any(a.asname is None and a.name.split(".")[0] == root for other in others for a in other.names):
            moved.append(("", root, ""))
    return [*edits, *_rewritten(node, kept, moved, place, imports)]


def _statement_at(start: Location, imports: Imports) -> ast.Import | ast.ImportFrom | None:
    for node in ast.walk(imports.tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)) and node.lineno == start.row and imports.column(node.lineno, node.col_offset) == start.column:
            return node
    return None


#: (module, name, alias); a plain import has no module.
_Line = tuple[str, str, str]


def _target(path: str, change: MoveImport) -> str | None:
    """What is imported instead: None for a name that stays, empty for one that goes."""
    for old, new in change.moves:
        if path == old or (new and path.startswith(old + ".")):
            return new + path[len(old) :]
        if not new and path.startswith(old + "."):
            return ""
    return None


def _line(node: ast.Import | ast.ImportFrom, alias: ast.alias, new: str) -> _Line:
    if isinstance(node, ast.Import):
        return "", new, alias.asname or ""
    module, _, name = new.rpartition(".")
    bound = alias.asname or alias.name
    return module, name, bound if bound != name else ""


def _alias(name: str, alias: str) -> str:
    return f"{name} as {alias}" if alias else name


def _texts(lines: list[_Line]) -> list[str]:
    """Statements in the order of isort, the names of one module together."""
    plain = sorted({_alias(name, alias) for module, name, alias in lines if not module})
    modules: dict[str, list[tuple[str, str]]] = {}
    for module, name, alias in lines:
        if module and (name, alias) not in modules.setdefault(module, []):
            modules[module].append((name, alias))
    return [f"import {text}" for text in plain] + [_from(module, modules[module]) for module in sorted(modules, key=str.lower)]


def _from(module: str, names: list[tuple[str, str]]) -> str:
    """isort's order of names: constants, classes, the rest."""
    ordered = sorted(names, key=lambda n: (0 if n[0].isupper() and len(n[0]) > 1 else 1 if n[0][:1].isupper() else 2, n[0]))
    # isort gives each renamed name a statement of its own; so does the order of names stay as short as it is.
    return f"from {module} import {', '.join(_alias(*n) for n in ordered)}"


def _rewritten(node: ast.Import | ast.ImportFrom, kept: list[ast.alias], moved: list[_Line], place: Place, imports: Imports) -> list[Edit]:
    start, end = place.start, place.end
    newline = "\r\n" if imports.lines[0].endswith("\r\n") else "\n"
    indent = imports.lines[start.row - 1][: start.column - 1]
    outermost = any(s.node is node for s in imports.statements)
    same = _same_module(node, kept, moved, place, imports)
    if same is not None:
        return same
    edits: list[Edit] = []
    if outermost:
        moved, edits = _merged(moved, node, imports)
    texts = _texts(moved)
    if kept:
        texts = sorted([_rendered(node, kept), *texts], key=_text_key)
    if outermost and len(texts) == 1 and not kept and start.row == end.row:
        there = _in_order(texts[0], place, imports)
        if there is not None:
            return [*edits, *there]
    if not texts:
        if not outermost and _alone(node, imports.tree):
            return [*edits, Edit(start, end, "pass")]
        whole = Location(end.row + 1, 1) if end.row < len(imports.lines) else Location(end.row, len(imports.lines[end.row - 1].rstrip("\r\n")) + 1)
        return [*edits, Edit(Location(start.row, 1), whole, "")]
    return [*edits, Edit(start, end, (newline + indent).join(texts))]


def _merged(moved: list[_Line], node: ast.Import | ast.ImportFrom, imports: Imports) -> tuple[list[_Line], list[Edit]]:
    """What is left to import when statements of the same modules take in what they can."""
    edits: list[Edit] = []
    left = list(moved)
    for statement in imports.statements:
        other = statement.node
        if other is node:
            continue
        there = {("", a.name, a.asname or "") if isinstance(other, ast.Import) else (other.module or "", a.name, a.asname or "") for a in other.names}
        left = [line for line in left if line not in there]
        if isinstance(other, ast.Import) or other.level or statement.first != statement.last or any(a.name == "*" for a in other.names):
            continue
        more = [(name, alias) for module, name, alias in left if module == other.module]
        row = imports.lines[statement.first - 1]
        if more and row.lstrip().startswith("from") and "(" not in row and ";" not in row:
            text = _from(other.module or "", [*[(a.name, a.asname or "") for a in other.names], *more])
            last = imports.column(statement.first, other.end_col_offset or 0)
            edits.append(Edit(Location(statement.first, 1), Location(statement.first, last), text))
            left = [line for line in left if line[0] != other.module]
    return left, edits


def _same_module(node: ast.Import | ast.ImportFrom, kept: list[ast.alias], moved: list[_Line], place: Place, imports: Imports) -> list[Edit] | None:
    """A list over several rows that moves as a whole: only the module changes, and its comments stay."""
    if kept or not isinstance(node, ast.ImportFrom) or place.start.row == place.end.row or len(moved) != len(node.names):
        return None
    modules = {module for module, _, _ in moved}
    if len(modules) != 1 or any(line[1:] != (a.name, a.asname or "") for line, a in zip(moved, node.names)):
        return None
    row = imports.lines[place.start.row - 1]
    cut = row.find(" import ", place.start.column - 1)
    if cut < 0:
        return None
    return [Edit(place.start, Location(place.start.row, cut + 1), f"from {modules.pop()}")]


def _rendered(node: ast.Import | ast.ImportFrom, kept: list[ast.alias]) -> str:
    names = ", ".join(a.name + (f" as {a.asname}" if a.asname else "") for a in kept)
    if isinstance(node, ast.Import):
        return f"import {names}"
    text = f"from {'.' * node.level}{node.module or ''} import {names}"
    return text if len(text) <= 100 else text.replace(names, f"(\n    {names.replace(', ', f',{chr(10)}    ')},\n)")


def _text_key(text: str) -> tuple[int, str]:
    words = text.split()
    return (0 if words[0] == "import" else 1), words[1].lower()


def _in_order(line: str, place: Place, imports: Imports) -> list[Edit] | None:
    """Move the statement, with its comment, to where isort puts it; None where it may stay."""
    places = [s for s in imports.statements if s.node.lineno == place.start.row or s.first == place.start.row]
    here = imports.statements.index(places[0])
    before = imports.statements[here - 1] if here and imports.statements[here - 1].last == place.start.row - 1 else None
    after = imports.statements[here + 1] if here + 1 < len(imports.statements) and imports.statements[here + 1].first == place.end.row + 1 else None
    old, key = places[0].key, _text_key(line)
    # Only a list that was in order is kept in order.
    if (before is not None and before.key > old) or (after is not None and after.key < old):
        return None
    if not ((before is not None and before.key > key) or (after is not None and after.key < key)) or place.end.row >= len(imports.lines):
        return None
    comment = imports.lines[place.end.row - 1][place.end.column - 1 :].rstrip("\r\n")
    there = _insert(key, line + comment, imports, place.start.row)
    if there is None or place.start.row <= there.location.row <= place.end.row + 1:
        return None
    return [Edit(Location(place.start.row, 1), Location(place.end.row + 1, 1), ""), there]


def _alone(node: ast.stmt, tree: ast.Module) -> bool:
    for parent in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            body = getattr(parent, name, None)
            if isinstance(body, list) and node in body:
                return len(body) == 1
    return True


def rename_keyword(change: KeywordRename, places: Mapping[Site, Place], imports: Imports) -> list[Edit] | None:
    place = places.get(change.replace)
    if place is None:
        return None
    for node in ast.walk(imports.tree):
        if not isinstance(node, ast.Call) or node.lineno != place.start.row or imports.column(node.lineno, node.col_offset) != place.start.column:
            continue
        if (node.end_lineno, imports.column(node.end_lineno or 0, node.end_col_offset or 0)) != (place.end.row, place.end.column):
            continue
        if any(k.arg == change.new for k in node.keywords):
            return None
        for k in node.keywords:
            if k.arg == change.old:
                column = imports.column(k.lineno, k.col_offset)
                return [Edit(Location(k.lineno, column), Location(k.lineno, column + len(change.old)), change.new)]
    return None


