"""Station 7, fixes: from a rule's templates to edits of the text."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from typing import Any

import libcst as cst

from .finding import Applicability, Edit, Fix, Location
from .positions import Place
from .rule import DebugPrint, KeywordRename, MoveImport, Rename, Report, Rewrite, Rule, SplitKey
from .source import whole_lines
from .values import Site

_LIBRARIES = {"jnp": "jax.numpy", "jax": "jax", "np": "numpy", "lax": "jax.lax"}
_IMPORT = re.compile(r"^(?:import\s+([\w.]+)(?:\s+as\s+(\w+))?|from\s+([\w.]+)\s+import\s+(.+))", re.MULTILINE)
#: Expressions that stay whole inside any other.
_ATOMS = (
    cst.Name, cst.Attribute, cst.Call, cst.Subscript, cst.Integer, cst.Float, cst.SimpleString, cst.List, cst.Dict,
    cst.Set, cst.ListComp, cst.DictComp, cst.SetComp, cst.FormattedString, cst.Imaginary,
)  # fmt: skip


class _Part(str):
    """The source of a part; `{0:tuple}` is a list with the parentheses of a tuple."""

    def __format__(self, spec: str) -> str:
        if spec != "tuple":
            return str(self)
        inside = self[1:-1]
        try:
            if isinstance(ast.parse(f"({inside})", mode="eval").body, ast.Tuple):
                return f"({inside})"
        except SyntaxError:
            pass  # `(*xs)` is nothing without a comma
        return f"({inside},)"


def library_names(text: str) -> dict[str, str]:
    """The module's own names for `jax.numpy` and others: {"jnp": "jnp", ...}."""
    found: dict[str, str] = {}
    for match in _IMPORT.finditer(text):
        module, alias, source, names = match.groups()
        if module is not None:
            for key, dotted in _LIBRARIES.items():
                if module == dotted and (alias or "." not in dotted):
                    found.setdefault(key, alias or dotted)
            if module.split(".")[0] == "jax" and alias is None:
                found.setdefault("jax", "jax")
        else:
            for part in names.strip("() \\").split(","):
                words = part.split()
                if words:
                    for key, dotted in _LIBRARIES.items():
                        if f"{source}.{words[0]}" == dotted:
                            found.setdefault(key, words[-1])
    if "jax" in found:
        found.setdefault("jnp", f"{found['jax']}.numpy")
        found.setdefault("lax", f"{found['jax']}.lax")
    return found


def apply_rewrites(report: Report, rule: Rule, places: Mapping[Site, Place], text: str, names: Mapping[str, str]) -> Fix | None:
    lines = whole_lines(text)
    edits: list[Edit] = []
    for rewrite in report.rewrites:
        target = places.get(rewrite.replace)
        if target is None:
            return None
        if not isinstance(rewrite, Rewrite):
            found = _renamed(rewrite, places, text)
            if found is None:
                return None
            edits += [edit for edit in found if edit not in edits]
            continue
        parts: list[str] = []
        for position, site in enumerate(rewrite.parts):
            place = places.get(site)
            if place is None or site.path != rewrite.replace.path:
                return None
            parts.append(_Part(_source(lines, place, _alone(rewrite.template, position))))
        try:
            content = rewrite.template.format(*parts, **names)
        except (KeyError, IndexError):
            return None
        start, end = target.start, target.end
        edits.append(Edit(start, end, content))
    kind: Applicability = "unsafe" if (report.applicability or rule.fix) == "unsafe" else "safe"
    return Fix(kind, report.fix_message or report.help or rule.name, tuple(edits))


def _renamed(change: Rename | MoveImport | KeywordRename | SplitKey | DebugPrint, places: Mapping[Site, Place], text: str) -> list[Edit] | None:
    from . import printing, renaming, splitting

    imports = _imports(text, renaming.Imports)
    if imports is None:
        return None
    if isinstance(change, SplitKey):
        return splitting.split_before(change, places, imports)
    if isinstance(change, DebugPrint):
        return printing.debug_print(change, places, imports)
    if isinstance(change, Rename):
        return renaming.rename(change, places, imports)
    return renaming.move(change, places, imports) if isinstance(change, MoveImport) else renaming.rename_keyword(change, places, imports)


_LAST: list[Any] = ["", None]


def _imports(text: str, kind: Any) -> Any:
    """Read once for all reports of a file."""
    if _LAST[0] is not text:
        _LAST[:] = [text, kind.read(text)]
    return _LAST[1]


def _alone(template: str, position: int) -> bool:
    """Whether a part stands between commas, brackets or at an end, where it needs no parentheses."""
    mark = f"{{{position}}}"
    place = template.find(mark)
    before, after = template[:place].rstrip(), template[place + len(mark) :].lstrip()
    return (not before or before[-1] in "([,=") and (not after or after[0] in ")],")


def _source(lines: Sequence[str], place: Place, alone: bool) -> str:
    text = _between(lines, place.start, place.end)
    if alone and not isinstance(place.node, (cst.NamedExpr, cst.Yield)):
        return text if not isinstance(place.node, cst.GeneratorExp) or text.startswith("(") else f"({text})"
    if isinstance(place.node, _ATOMS) or (text.startswith("(") and place.node.__class__ is cst.Tuple):
        return text
    return f"({text})"


def _between(lines: Sequence[str], start: Location, end: Location) -> str:
    if start.row == end.row:
        return lines[start.row - 1][start.column - 1 : end.column - 1]
    middle = lines[start.row : end.row - 1]
    return "".join([lines[start.row - 1][start.column - 1 :], *middle, lines[end.row - 1][: end.column - 1]])
