"""Fixes: edits applied round by round, each result parsed and linted again before anything is written."""

from __future__ import annotations

import difflib
import os
import re
import stat
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

import libcst as cst

from .finding import Edit, Finding, Location
from .source import Source, line_starts

MAX_ROUNDS = 10


def apply_edits(text: str, groups: Iterable[Sequence[Edit]]) -> tuple[str, int]:
    """Apply groups of edits, each whole or not at all; the new text, and how many groups were applied.

    A group that overlaps or touches an earlier one waits for the next round.
    """
    starts = line_starts(text)

    def offset(place: Location) -> int:
        return starts[place.row - 1] + place.column - 1

    taken: list[tuple[int, int, str]] = []
    count = 0
    for group in groups:
        spans = sorted((offset(e.location), offset(e.end_location), e.content) for e in group)
        # A line that another fix of this round adds, such as an import, serves both.
        spans = [s for s in spans if s not in taken or s[0] != s[1] or not (s[2].startswith(("\n", "\r")) or s[2].endswith("\n"))]
        apart = all(a[1] <= b[0] for a, b in zip(spans, spans[1:]))
        if apart and all(end < a or start > b for start, end, _ in spans for a, b, _ in taken):
            taken += spans
            count += 1
    for start, end, content in sorted(taken, reverse=True):
        text = text[:start] + content + text[end:]
    return text, count


@dataclass(slots=True)
class Fixed:
    """Sources as they are after fixing, what is left to report, and how many fixes were applied."""

    sources: list[Source]
    findings: list[Finding]
    count: int = 0
    #: Files whose fixes made things worse and were taken back.
    refused: set[str] = field(default_factory=set)


def fix_sources(
    sources: Sequence[Source], findings: list[Finding], lint: Callable[[Sequence[Source]], list[Finding]], *,
    unsafe: bool = False, only: Collection[str] | None = None,
) -> Fixed:  # fmt: skip
    """Fix round by round until nothing is left to fix, at most `MAX_ROUNDS` times.

    `lint` gives the findings of a list of sources. All files are changed in a round and linted together, since a
    change in one may be seen in another. A file that does not parse afterwards, or has more errors than before,
    keeps its last good text.
    """
    state = Fixed(list(sources), findings)
    for _ in range(MAX_ROUNDS):
        changed, counts = _round(state, unsafe, only)
        if not changed:
            break
        candidates = [changed.get(s.path, s) for s in state.sources]
        after = lint(candidates)
        worse = _worse(state.findings, after)
        if worse:
            # Where an untouched file got worse, any of the changed ones may be the cause.
            refused = worse if worse <= set(changed) else set(changed)
            state.refused |= refused
            changed = {path: source for path, source in changed.items() if path not in refused}
            candidates = [changed.get(s.path, s) for s in state.sources]
            after = lint(candidates)
            if _worse(state.findings, after):
                state.refused |= set(changed)
                break
        state.count += sum(counts[path] for path in changed)
        state.sources, state.findings = candidates, after
    return state


def _round(state: Fixed, unsafe: bool, only: Collection[str] | None) -> tuple[dict[str, Source], dict[str, int]]:
    groups: dict[str, list[tuple[Edit, ...]]] = {}
    for f in state.findings:
        if f.fix is not None and (unsafe or f.fix.applicability == "safe") and (only is None or f.filename in only):
            groups.setdefault(f.filename, []).append(f.fix.edits)
    changed: dict[str, Source] = {}
    counts: dict[str, int] = {}
    for source in state.sources:
        if source.path in groups and source.path not in state.refused:
            text, count = apply_edits(source.text, groups[source.path])
            candidate = replace(source, text=text)
            if text == source.text:
                continue
            if _sound(candidate):
                changed[source.path], counts[source.path] = candidate, count
            else:
                state.refused.add(source.path)
    return changed, counts


def _sound(source: Source) -> bool:
    """Can the text be parsed, and written as the file is: in its encoding, cell by cell?"""
    try:
        source.encode()
        cst.parse_module(source.text)
    except (ValueError, cst.ParserSyntaxError, RecursionError):
        return False
    return True


def _worse(before: Iterable[Finding], after: Iterable[Finding]) -> set[str]:
    """Files with more errors than before."""
    known, found = (Counter(f.filename for f in findings if f.severity == "error") for findings in (before, after))
    return {path for path, count in found.items() if count > known[path]}


class ChangedMeanwhile(OSError):
    """The file is no longer what was linted."""


def write_source(before: Source, after: Source) -> None:
    """Replace the file in one step: same encoding, byte order mark, line ends and permissions; links stay links.

    Raises OSError; then the file is as it was.
    """
    path = os.path.realpath(before.path)
    with open(path, "rb") as file:
        if file.read() != before.encode():
            raise ChangedMeanwhile(0, "the file was changed meanwhile", before.path)
    if not os.access(path, os.W_OK):
        raise PermissionError(13, "Permission denied", before.path)
    handle, scratch = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".sharpbits-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(after.encode())
            file.flush()
            os.fsync(file.fileno())
        os.chmod(scratch, stat.S_IMODE(os.stat(path).st_mode))
        os.replace(scratch, path)
    except BaseException:
        os.unlink(scratch)
        raise


def unified_diff(before: Source, after: Source) -> str:
    """A patch in unified format."""
    rows: list[str] = []
    for row in difflib.unified_diff(_rows(before.shown), _rows(after.shown), before.path, after.path):
        rows.append(row if row.endswith(("\n", "\r")) else row + "\n\\ No newline at end of file\n")
    return "".join(rows)


def _rows(text: str) -> list[str]:
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)
