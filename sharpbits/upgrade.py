"""What an upgrade of JAX breaks in a project, by name: the work of `sharpbits upgrade`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .data import lifecycle
from .data.versions import Target, since, state
from .finding import Finding

CODES = ("SB901", "SB902")


@dataclass(slots=True)
class Change:
    """One name that the new release does not have, or deprecates."""

    name: str
    #: "removed" or "deprecated".
    status: str
    version: str
    #: It fails, or warns, before the upgrade, too.
    before: bool
    help: str = ""
    places: list[tuple[str, int]] = field(default_factory=list)
    fixable: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name, "status": self.status, "version": self.version, "before": self.before, "count": len(self.places),
            "fixable": self.fixable, "help": self.help, "places": [{"filename": f, "row": row} for f, row in self.places],
        }  # fmt: skip


def summary(findings: Iterable[Finding], before: Target | None) -> list[Change]:
    """Removed names first, the most used first."""
    changes: dict[tuple[str, str], Change] = {}
    for f in findings:
        if f.code not in CODES:
            continue
        status, sign = ("removed", "-") if f.code == "SB901" else ("deprecated", "~")
        for name in f.about:
            life = _life(name)
            same = before is not None and state(life, before.newest) in (("gone",) if sign == "-" else ("deprecated",))
            change = changes.setdefault((name, status), Change(name, status, since(life, sign), same, f.help if len(f.about) == 1 else _help(name)))
            change.places.append((f.filename, f.location.row))
            change.fixable += f.fix is not None and f.fix.applicability == "safe"
    return sorted(changes.values(), key=lambda c: (c.status != "removed", -len(c.places), c.name))


def _row(name: str) -> lifecycle.Row | None:
    if name.startswith("Array."):
        key = name.removeprefix("Array.")
        return lifecycle.ATTRIBUTES.get(key) or lifecycle.ATTRIBUTES.get(key + "()")
    for table in (lifecycle.NAMES, lifecycle.MODULES, lifecycle.PARAMETERS, lifecycle.OPTIONS, lifecycle.POSITIONS, lifecycle.VALUES):
        if name in table:
            return table[name]
    return _row(name.rpartition(".")[0]) if "." in name else None


def _life(name: str) -> str:
    row = _row(name)
    return row[0] if row is not None else "~0.10.1" if name == "with mesh" else ""


def _help(name: str) -> str:
    row = _row(name)
    return "" if row is None else f"use `{row[1]}`" if row[1] else row[3]


def table(changes: list[Change], to: str) -> str:
    """The summary as text."""
    if not changes:
        return f"Nothing that JAX {to} removes or deprecates.\n"
    out: list[str] = []
    for status, title in (("removed", f"Removed as of JAX {to}"), ("deprecated", f"Deprecated in JAX {to}: what breaks next")):
        rows = [c for c in changes if c.status == status]
        if not rows:
            continue
        out.append(f"{title}:")
        width = min(max(len(c.name) for c in rows), 60)
        for c in rows:
            files = len({f for f, _ in c.places})
            how = "--fix" if c.fixable == len(c.places) else c.help
            out.append(f"  {c.name:{width}}  {c.version:>7}  {len(c.places):4} in {files} file{'s' * (files != 1)}  {how}{'  (before, too)' * c.before}")
        out.append("")
    fixable = sum(c.fixable for c in changes)
    out.append(f"{sum(len(c.places) for c in changes)} uses of {len(changes)} names; {fixable} fixable with `--fix`.")
    return "\n".join(out) + "\n"
