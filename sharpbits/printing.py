"""Station 7, prints: `jax.debug.print("x = {x}", x=x)` for a `print` of a tracer, or for an f-string that shows one.

What is static stays in an f-string; tracers become fields. A call whose pieces are not all understood is left as it is.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .finding import Edit, Location
from .positions import Place
from .renaming import Imports, spelled, with_import
from .rule import DebugPrint
from .splitting import call_at
from .values import Site

#: Parameters of `jax.debug.print`.
_TAKEN = frozenset({"fmt", "ordered", "partitioned"})
_CONVERSIONS = {-1: "", 115: "!s", 114: "!r", 97: "!a"}


@dataclass(slots=True)
class _Template:
    """A format, piece by piece, and what fills it."""

    quote: str
    pieces: list[tuple[str, str]] = field(default_factory=list)
    positional: list[str] = field(default_factory=list)
    keywords: dict[str, str] = field(default_factory=dict)

    def text(self, value: str) -> None:
        self.pieces.append(("text", value))

    def traced(self, value: ast.expr, suffix: str = "") -> None:
        name = value.id if isinstance(value, ast.Name) and value.id not in _TAKEN else ""
        if name:
            self.keywords[name] = name
        else:
            self.positional.append(ast.unparse(value))
        self.pieces.append(("text", f"{{{name}{suffix}}}"))

    def static(self, value: ast.expr, suffix: str = "") -> None:
        self.pieces.append(("static", f"{{{ast.unparse(value)}{suffix}}}"))

    def literal(self) -> str | None:
        """The string as it is written."""
        formatted = any(kind == "static" for kind, _ in self.pieces)
        out = []
        for kind, piece in self.pieces:
            if kind == "static":
                if self.quote in piece or "\\" in piece:
                    return None
                out.append(piece)
                continue
            inner = json.dumps(piece, ensure_ascii=False)[1:-1]
            if self.quote == "'":
                inner = inner.replace('\\"', '"').replace("'", "\\'")
            out.append(inner.replace("{", "{{").replace("}", "}}") if formatted else inner)
        return f"{'f' if formatted else ''}{self.quote}{''.join(out)}{self.quote}"

    def arguments(self) -> str:
        return "".join(f", {a}" for a in (*self.positional, *[f"{k}={v}" for k, v in self.keywords.items()]))


def debug_print(change: DebugPrint, places: Mapping[Site, Place], imports: Imports) -> list[Edit] | None:
    call = call_at(places.get(change.replace), imports)
    if call is None or not call.args or any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords):
        return None
    source = ast.get_source_segment(imports.text, call) or "#"
    if "#" in source or "\n" in ast.unparse(call):
        return None
    fields = set(change.fields)
    return _print(call, fields, imports) if change.plain else _formatted(call, fields, imports)


def _formatted(call: ast.Call, fields: set[tuple[int, int]], imports: Imports) -> list[Edit] | None:
    """`jax.debug.print(f"{x}")`: the f-string, and the arguments after it."""
    first = call.args[0]
    if not isinstance(first, ast.JoinedStr) or first.lineno != first.end_lineno:
        return None
    start, end = _span(first, imports)
    template = _Template(_quote(imports, start))
    if not template.quote or not _fill(template, first, 0, fields, braces=True):
        return None
    used = {k.arg for k in call.keywords}
    text = template.literal()
    if text is None or used & set(template.keywords) or (template.positional and len(call.args) > 1):
        return None
    return [Edit(start, end, text + template.arguments())]


def _print(call: ast.Call, fields: set[tuple[int, int]], imports: Imports) -> list[Edit] | None:
    """`print("x", x)`: the whole call."""
    found = spelled("jax.debug.print", imports)
    if call.keywords or found is None:
        return None
    start, end = _span(call, imports)
    strings = [a for a in call.args if isinstance(a, ast.JoinedStr) or (isinstance(a, ast.Constant) and isinstance(a.value, str))]
    template = _Template(_quote(imports, _span(strings[0], imports)[0]) if strings else '"')
    if not template.quote:
        return None
    for number, part in enumerate(call.args):
        if number:
            template.text(" ")
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            if set("{}") & set(part.value):
                return None  # `jax.debug.print` overlooks fields after a doubled brace
            template.text(part.value)
        elif isinstance(part, ast.JoinedStr):
            if not _fill(template, part, number, fields, braces=False):
                return None
        elif (number, -1) in fields:
            template.traced(part)
        elif isinstance(part, (ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.Call)):
            template.static(part)
        else:
            return None
    text = template.literal()
    if text is None:
        return None
    edits = [Edit(start, end, f"{found[0]}({text}{template.arguments()})")]
    return with_import(edits, found[1], imports)


def _fill(template: _Template, string: ast.JoinedStr, number: int, fields: Iterable[tuple[int, int]], *, braces: bool) -> bool:
    """`braces`: those in the text are fields already."""
    place = 0
    for part in string.values:
        if isinstance(part, ast.Constant):
            if not braces and set("{}") & set(str(part.value)):
                return False
            template.text(str(part.value))
            continue
        if not isinstance(part, ast.FormattedValue) or part.conversion not in _CONVERSIONS:
            return False
        suffix = _CONVERSIONS[part.conversion]
        if part.format_spec is not None:
            spec = part.format_spec
            if not isinstance(spec, ast.JoinedStr) or any(not isinstance(v, ast.Constant) for v in spec.values):
                return False
            suffix += ":" + "".join(str(v.value) for v in spec.values if isinstance(v, ast.Constant))
        if any(isinstance(n, (ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom, ast.JoinedStr)) for n in ast.walk(part.value)):
            return False
        if (number, place) in fields:
            template.traced(part.value, suffix)
        else:
            template.static(part.value, suffix)
        place += 1
    return True


def _span(node: ast.expr, imports: Imports) -> tuple[Location, Location]:
    return (
        Location(node.lineno, imports.column(node.lineno, node.col_offset)),
        Location(node.end_lineno or node.lineno, imports.column(node.end_lineno or node.lineno, node.end_col_offset or 0)),
    )


def _quote(imports: Imports, start: Location) -> str:
    """The quote that a string begins with; nothing for a raw, byte or triple-quoted one."""
    text = imports.lines[start.row - 1][start.column - 1 :].lstrip("fF")
    return text[0] if text[:1] in ("'", '"') and text[:3] not in (3 * "'", 3 * '"') else ""
