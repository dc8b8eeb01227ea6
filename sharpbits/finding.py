"""What the linter hands to its users: findings, the steps of evidence behind them, and their fixes.

Frozen and free of dependencies, so that every station (and the public API) can speak of them.
Rows and columns are 1-based, as in ruff's JSON; the end is exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]
Applicability = Literal["safe", "unsafe"]


@dataclass(frozen=True, slots=True, order=True)
class Location:
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the evidence: why a value is traced, or where the other half of the mistake is."""

    filename: str
    row: int
    message: str
    #: The notebook cell (1-based), None in a plain file; then `row` is a row of the cell.
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text from `location` to `end_location` by `content`."""

    location: Location
    end_location: Location
    content: str


@dataclass(frozen=True, slots=True)
class Fix:
    applicability: Applicability
    message: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    name: str
    severity: Severity
    message: str
    filename: str
    location: Location
    end_location: Location
    help: str = ""
    why: tuple[Step, ...] = ()
    fix: Fix | None = None
    #: The row whose `# noqa` comment also silences this finding: the last row of the statement.
    noqa_row: int = 0
    #: The notebook cell (1-based), None in a plain file; then rows are rows of the cell.
    cell: int | None = None
    #: The names of libraries that it is about.
    about: tuple[str, ...] = ()
