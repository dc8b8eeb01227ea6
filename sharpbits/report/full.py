"""The format for people: code, message, the place with a caret, the chain of evidence, and what to write instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from ..finding import Edit, Finding, Location
from ..notebook import Notebook
from ..source import Source, line_starts, split_lines

_TAB = 4
#: A longer change is left to `--diff`.
_LONGEST = 8
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
Paint = Callable[[str, str], str]


def as_full(findings: Sequence[Finding], sources: Mapping[str, Source], color: bool) -> str:
    """Findings with an empty line between two."""
    paint = partial(_paint, color)
    lines: dict[tuple[str, int | None], Sequence[str]] = {}
    out: list[str] = []
    for f in findings:
        place = f.filename, f.cell
        if place not in lines:
            source = sources.get(f.filename)
            text = "" if source is None else source.code(f.cell) if isinstance(source, Notebook) and f.cell else source.text
            lines[place] = split_lines(text) if source is not None else ()
        out.append("\n".join(_finding(f, lines[place], paint)))
    return "\n\n".join(out)


def where(filename: str, cell: int | None, row: int) -> str:
    """A row as people find it."""
    return f"{filename}:{row}" if cell is None else f"{filename}:cell {cell}:{row}"


def _paint(color: bool, text: str, style: str) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if color else text


def _finding(f: Finding, lines: Sequence[str], paint: Paint) -> list[str]:
    style = {"error": "1;31", "warning": "1;33", "info": "1;36"}[f.severity]
    rows = [f"{paint(f'{f.code} {f.name}', style)}: {paint(f.message, '1')}"]
    rows.append(f"  {paint('-->', '34')} {where(f.filename, f.cell, f.location.row)}:{f.location.column}")
    if 0 < f.location.row <= len(lines):
        rows += _frame(f, lines[f.location.row - 1], paint)
    rows += [f"  {paint('why', '33')}: {step.message} ({where(step.filename, step.cell, step.row)})" for step in f.why]
    help_ = f.help or (f.fix.message if f.fix is not None else "")
    if f.fix is not None:
        help_ += " (`--fix` does it)" if f.fix.applicability == "safe" else " (`--fix --unsafe-fixes` does it)"
    if help_:
        rows.append(f"  {paint('help', '32')}: {help_}")
    return rows + (_change(f.fix.edits, lines, paint) if f.fix is not None else [])


def _change(edits: Sequence[Edit], lines: Sequence[str], paint: Paint) -> list[str]:
    """The rows that the fix changes, before and after; nothing where they are many."""
    rows: list[str] = []
    for first, last, content in _blocks(edits, lines):
        old, new = list(lines[first - 1 : last]), split_lines(content)
        while old and new and old[0] == new[0]:
            first, old, new = first + 1, old[1:], new[1:]
        while old and new and old[-1] == new[-1]:
            old, new = old[:-1], new[:-1]
        for sign, style, texts in (("-", "31", old), ("+", "32", new)):
            rows += [f"{paint(str(first + n), '34')} {paint(f'{sign} {_printable(text)}'.rstrip(), style)}" for n, text in enumerate(texts)]
    return rows if len(rows) <= _LONGEST else []


def _blocks(edits: Sequence[Edit], lines: Sequence[str]) -> list[tuple[int, int, str]]:
    """First row, last row and new text of each run of rows that is changed."""
    blocks: list[tuple[int, int, str]] = []
    for edit in sorted(edits, key=lambda e: (e.location.row, e.location.column), reverse=True):
        first, last = edit.location.row, edit.end_location.row
        if blocks and blocks[-1][0] <= last:
            # The row begins as it did: what was changed in it stands further on.
            _, end, text = blocks.pop()
            text = "\n".join([*lines[first - 1 : last - 1], text])
        else:
            end, text = last, "\n".join(lines[first - 1 : last])
        blocks.append((first, max(end, last), _replaced(text, edit, Location(first, 1))))
    return blocks[::-1]


def _replaced(text: str, edit: Edit, origin: Location) -> str:
    starts = line_starts(text)
    start, end = (starts[place.row - origin.row] + place.column - 1 for place in (edit.location, edit.end_location))
    return text[:start] + edit.content + text[end:]


def _frame(f: Finding, line: str, paint: Paint) -> list[str]:
    """The row, and carets below what is meant; a finding of several rows is shown by its first."""
    start = min(f.location.column - 1, len(line))
    end = f.end_location.column - 1 if f.end_location.row == f.location.row else len(line.rstrip())
    before, marked, after = (_printable(part) for part in (line[:start], line[start:end], line[end:]))
    bar = paint("|", "34")
    number = str(f.location.row)
    carets = paint("^" * max(_width(marked), 1), "31")
    return [
        f"{' ' * len(number)} {bar}",
        f"{paint(number, '34')} {bar} {before}{marked}{after}".rstrip(),
        f"{' ' * len(number)} {bar} {' ' * _width(before)}{carets}",
    ]


def _printable(text: str) -> str:
    return _CONTROL.sub(" ", text.replace("\t", " " * _TAB))


def _width(text: str) -> int:
    """Columns on a terminal: wide characters take two, combining ones none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )
