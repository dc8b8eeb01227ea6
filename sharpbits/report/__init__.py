"""Output formats: each turns findings into text; nothing here prints."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..finding import Finding
from ..source import Source

URL = "https://sharpbits.dev/rules/{}"
Sources = Mapping[str, Source]


def as_json(findings: Sequence[Finding], sources: Sources, color: bool) -> str:
    """Ruff's shape, and beside it `name`, `severity` and `why`."""

    def place(location: Any) -> dict[str, int]:
        return {"row": location.row, "column": location.column}

    rows = []
    for f in findings:
        fix = None
        if f.fix is not None:
            edits = [{"content": e.content, "location": place(e.location), "end_location": place(e.end_location)} for e in f.fix.edits]
            fix = {"applicability": f.fix.applicability, "message": f.fix.message, "edits": edits}
        why = [{"filename": s.filename, "row": s.row, "message": s.message} for s in f.why]
        rows.append({
            "code": f.code, "name": f.name, "severity": f.severity, "message": f.message, "filename": f.filename,
            "location": place(f.location), "end_location": place(f.end_location), "fix": fix, "url": URL.format(f.name),
            "cell": f.cell, "noqa_row": f.noqa_row, "why": why, "help": f.help,
        })  # fmt: skip
    return json.dumps(rows, indent=2)


def as_concise(findings: Sequence[Finding], sources: Sources, color: bool) -> str:
    return "\n".join(f"{f.filename}:{f.location.row}:{f.location.column}: {f.code} {f.message}" for f in findings)


def as_github(findings: Sequence[Finding], sources: Sources, color: bool) -> str:
    def escape(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    lines = []
    for f in findings:
        kind = {"error": "error", "warning": "warning", "info": "notice"}[f.severity]
        lines.append(
            f"::{kind} title=sharpbits ({f.code}),file={f.filename},line={f.location.row},col={f.location.column},"
            f"endLine={f.end_location.row},endColumn={f.end_location.column}::{escape(f'{f.code} {f.message}')}"
        )
    return "\n".join(lines)


def as_full(findings: Sequence[Finding], sources: Sources, color: bool) -> str:
    """Code, message, the code with a caret, the chain of evidence, and what to write instead."""

    def paint(text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if color else text

    out: list[str] = []
    for f in findings:
        out.append(paint(f"{f.code} {f.name}", "1;36" if f.severity == "info" else "1;31") + ": " + paint(f.message, "1"))
        out.append(f"  {paint('-->', '34')} {f.filename}:{f.location.row}:{f.location.column}")
        source = sources.get(f.filename)
        lines = source.text.splitlines() if source is not None else []
        if 0 < f.location.row <= len(lines):
            width = len(str(f.location.row))
            row = lines[f.location.row - 1]
            lead = "".join("\t" if c == "\t" else " " for c in row[: f.location.column - 1])
            end = f.end_location.column - 1 if f.end_location.row == f.location.row else len(row)
            carets = "^" * max(end - f.location.column + 1, 1)
            out += [f"{' ' * width} |", f"{f.location.row} | {row}", f"{' ' * width} | {lead}{paint(carets, '31')}"]
        for step in f.why:
            out.append(f"  {paint('why', '33')}: {step.message} ({step.filename}:{step.row})")
        if f.help:
            out.append(f"  {paint('help', '32')}: {f.help}" + ("" if f.fix is None else f" [{f.fix.applicability} fix]"))
        out.append("")
    return "\n".join(out).rstrip()


FORMATS: dict[str, Callable[[Sequence[Finding], Sources, bool], str]] = {
    "full": as_full, "concise": as_concise, "json": as_json, "github": as_github,
}  # fmt: skip


def statistics(findings: Sequence[Finding]) -> str:
    counts = Counter((f.code, f.name) for f in findings)
    return "\n".join(f"{count:6}  {code}  {name}" for (code, name), count in counts.most_common())
