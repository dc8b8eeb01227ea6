"""Fixes: edits applied round by round, each result parsed and linted again before anything is written."""

from __future__ import annotations

import difflib
import os
import stat
import tempfile
from collections.abc import Iterable, Sequence

import libcst as cst

from .finding import Edit, Finding, Location
from .linting import lint_sources
from .settings import Settings
from .source import Source

_MAX_ROUNDS = 10


def apply_edits(text: str, groups: Iterable[Sequence[Edit]]) -> str:
    """Apply groups of edits that do not overlap; a group that touches an earlier one waits for the next round."""
    offsets = _line_starts(text)

    def offset(place: Location) -> int:
        return offsets[place.row - 1] + place.column - 1

    taken: list[tuple[int, int, str]] = []
    for group in groups:
        spans = [(offset(e.location), offset(e.end_location), e.content) for e in group]
        if all(end <= a or start >= b for start, end, _ in spans for a, b, _ in taken):
            taken += spans
    for start, end, content in sorted(taken, reverse=True):
        text = text[:start] + content + text[end:]
    return text


def _line_starts(text: str) -> list[int]:
    starts, place = [0], 0
    while place < len(text):
        char = text[place]
        if char == "\r" and text[place + 1 : place + 2] == "\n":
            place += 1
        if char in "\r\n":
            starts.append(place + 1)
        place += 1
    return starts


def fix_source(source: Source, others: Sequence[Source], settings: Settings, unsafe: bool) -> tuple[Source, list[Finding], int]:
    """The fixed source, what is left to report, and how many findings were fixed."""
    findings = lint_sources([source, *others], [source.path], settings)
    fixed = 0
    for _ in range(_MAX_ROUNDS):
        wanted = [f for f in findings if f.fix is not None and (unsafe or f.fix.applicability == "safe")]
        if not wanted:
            break
        text = apply_edits(source.text, [f.fix.edits for f in wanted if f.fix is not None])
        candidate = Source(source.path, text, source.encoding, source.bom)
        try:
            cst.parse_module(text)
        except cst.ParserSyntaxError:
            break
        after = lint_sources([candidate, *others], [source.path], settings)
        if text == source.text or _errors(after) > _errors(findings):
            break
        fixed += max(len(findings) - len(after), 0)
        source, findings = candidate, after
    return source, findings, fixed


def _errors(findings: Sequence[Finding]) -> int:
    return sum(f.severity == "error" for f in findings)


def write_source(source: Source) -> None:
    """Replace the file in one step: same encoding, byte order mark, line ends and permissions."""
    path = os.path.realpath(source.path)
    data = (b"\xef\xbb\xbf" if source.bom else b"") + source.text.encode(source.encoding)
    handle, scratch = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".sharpbits-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(scratch, stat.S_IMODE(os.stat(path).st_mode))
        os.replace(scratch, path)
    except BaseException:
        os.unlink(scratch)
        raise


def unified_diff(before: Source, after: Source) -> str:
    return "".join(
        difflib.unified_diff(before.text.splitlines(True), after.text.splitlines(True), before.path, after.path)
    )
