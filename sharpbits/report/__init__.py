"""Output formats: each turns findings into text; nothing here prints."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from ..finding import Finding, Location
from ..source import Source
from .full import as_full, where

Sources = Mapping[str, Source]


def as_json(findings: Sequence[Finding], sources: Sources, color: bool) -> str:
    """Ruff's shape, and beside it `name`, `severity`, `why` and `help`."""
    rows = []
    for f in findings:
        fix = None
        if f.fix is not None:
            edits = [
                {"content": e.content, "location": _place(e.location), "end_location": _place(e.end_location)}
                for e in f.fix.edits
            ]
            fix = {"applicability": f.fix.applicability, "message": f.fix.message, "edits": edits}
        rows.append({
            "code": f.code, "name": f.name, "severity": f.severity, "message": f.message, "filename": f.filename,
            "location": _place(f.location), "end_location": _place(f.end_location), "fix": fix, "url": None,
            "cell": f.cell, "noqa_row": f.noqa_row or f.location.row, "help": f.help,
            "why": [{"filename": s.filename, "cell": s.cell, "row": s.row, "message": s.message} for s in f.why],
        })  # fmt: skip
    return json.dumps(rows, indent=2)


def _place(location: Location) -> dict[str, int]:
    return {"row": location.row, "column": location.column}


def as_concise(findings: Sequence[Finding], sources: Sources, color: bool) -> str:
    """A line each; `[*]` marks what `--fix` can fix."""
    return "\n".join(
        f"{where(f.filename, f.cell, f.location.row)}:{f.location.column}: {f.code} "
        f"{'[*] ' if f.fix is not None and f.fix.applicability == 'safe' else ''}{f.message}"
        for f in findings
    )


def as_github(findings: Sequence[Finding], sources: Sources, color: bool) -> str:
    """Workflow commands that GitHub shows beside the code."""

    def data(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def value(text: str) -> str:
        return data(text).replace(":", "%3A").replace(",", "%2C")

    kinds = {"error": "error", "warning": "warning", "info": "notice"}
    return "\n".join(
        f"::{kinds[f.severity]} title=sharpbits ({f.code}),file={value(f.filename)},line={f.location.row},"
        f"col={f.location.column},endLine={f.end_location.row},endColumn={f.end_location.column}"
        f"::{data(f'{where(f.filename, f.cell, f.location.row)}:{f.location.column}: {f.code} {f.message}')}"
        for f in findings
    )


FORMATS: dict[str, Callable[[Sequence[Finding], Sources, bool], str]] = {
    "full": as_full, "concise": as_concise, "json": as_json, "github": as_github,
}  # fmt: skip


def statistics(findings: Sequence[Finding], *, as_json: bool = False) -> str:
    """How often each rule reported, the most frequent first; `[*]` marks those with safe fixes."""
    counts = Counter((f.code, f.name) for f in findings)
    fixable = Counter((f.code, f.name) for f in findings if f.fix is not None and f.fix.applicability == "safe")
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    if as_json:
        return json.dumps(
            [{"code": c, "name": n, "count": count, "fixable": fixable[c, n]} for (c, n), count in rows], indent=2
        )
    return "\n".join(f"{count:6}  {c}  {n}{'  [*]' if fixable[c, n] else ''}" for (c, n), count in rows)
