"""Marked code: `#! SB101` at the end of a line wants a report there, `#? SB101` allows one; everything else has to be silent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from sharpbits import Finding, Settings
from sharpbits.linting import lint_sources
from sharpbits.source import Source

_MARK = re.compile(r"\s*#([!?])\s*((?:SB\d{3}|\||\s)+)\s*$")


@dataclass(frozen=True)
class Mark:
    row: int
    codes: frozenset[str]
    required: bool


def read_marked(path: Path) -> tuple[str, list[Mark]]:
    lines, marks = [], []
    for row, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        while found := _MARK.search(line):
            for group in found[2].split():
                marks.append(Mark(row, frozenset(group.strip("|").split("|")), found[1] == "!"))
            line = line[: found.start()]
        lines.append(line)
    return "\n".join(lines) + "\n", marks


def judge(root: Path, families: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """(missed marks, unexpected reports) of a file or a folder that is one project."""
    files = [root] if root.is_file() else sorted(root.rglob("*.py"))
    marks: dict[str, list[Mark]] = {}
    sources = []
    for file in files:
        name = file.name if root.is_file() else file.relative_to(root).as_posix()
        text, marks[name] = read_marked(file)
        sources.append(Source(name, text))
    findings = [f for f in lint_sources(sources, [s.path for s in sources], Settings(target_jax="newest")) if f.code.startswith(families)]
    missed = [
        f"{name}:{mark.row} {'|'.join(sorted(mark.codes))}" for name, found in marks.items() for mark in found
        if mark.required and any(c.startswith(families) for c in mark.codes) and not any(_meets(f, name, mark) for f in findings)
    ]  # fmt: skip
    extra = [
        f"{f.filename}:{f.location.row} {f.code} {f.message}" for f in findings
        if not any(_meets(f, f.filename, mark) for mark in marks[f.filename])
    ]  # fmt: skip
    return missed, extra


def _meets(finding: Finding, name: str, mark: Mark) -> bool:
    near = finding.location.row - 1 <= mark.row <= max(finding.location.row, finding.end_location.row) + 1
    return finding.filename == name and finding.code in mark.codes and near
