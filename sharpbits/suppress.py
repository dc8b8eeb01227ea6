"""Comments that silence findings: `# noqa`, `# noqa: SB301`, `# sharpbits: ignore[SB301]`, `# sharpbits: ignore-file`."""

from __future__ import annotations

import re
import tokenize
from dataclasses import dataclass, field
from io import StringIO

from .finding import Edit, Finding, Fix, Location
from .rule import all_rules

_NOQA = re.compile(r"#\s*noqa(?P<codes>:\s*(?P<list>[A-Za-z]+[0-9]+(?:[,\s]+[A-Za-z]+[0-9]+)*))?", re.IGNORECASE)
_IGNORE = re.compile(r"#\s*sharpbits:\s*ignore(?:\[(?P<list>[^\]]*)\])?(?!-file)")
_IGNORE_FILE = re.compile(r"#\s*sharpbits:\s*ignore-file")


@dataclass(slots=True)
class Suppression:
    row: int
    column: int
    end: int
    #: None silences every code.
    codes: tuple[str, ...] | None
    #: Another tool's codes stand in the same comment: it cannot simply be removed.
    shared: bool = False
    used: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Suppressions:
    whole_file: bool = False
    rows: dict[int, list[Suppression]] = field(default_factory=dict)

    def silences(self, finding: Finding) -> bool:
        if self.whole_file:
            return True
        hit = False
        for row in {finding.location.row, finding.noqa_row}:
            for item in self.rows.get(row, ()):
                if item.codes is None or finding.code in item.codes:
                    item.used.add(finding.code)
                    hit = True
        return hit


def find_suppressions(text: str) -> Suppressions:
    found = Suppressions()
    if "noqa" not in text.lower() and "sharpbits:" not in text:
        return found
    try:
        comments = [t for t in tokenize.generate_tokens(StringIO(text).readline) if t.type == tokenize.COMMENT]
    except (tokenize.TokenError, SyntaxError):
        return found
    for token in comments:
        row, column = token.start
        if _IGNORE_FILE.search(token.string):
            found.whole_file = True
        for pattern in (_NOQA, _IGNORE):
            for match in pattern.finditer(token.string):
                listed = match["list"]
                codes = tuple(re.split(r"[,\s]+", listed.strip())) if listed else None
                ours = None if codes is None else tuple(_code(c) for c in codes if pattern is _IGNORE or c.upper().startswith("SB"))
                if codes and not ours:
                    continue
                found.rows.setdefault(row, []).append(
                    Suppression(row, column + match.start() + 1, column + len(token.string) + 1, ours, ours is not None and len(ours) < len(codes or ()))
                )
    return found


def _code(text: str) -> str:
    by_name = {rule.name: code for code, rule in all_rules().items()}
    return by_name.get(text, text.upper() if text[:2].upper() == "SB" else text)


def check_suppressions(path: str, suppressions: Suppressions, selected: set[str]) -> list[Finding]:
    """SB002 for what silences nothing, SB003 for codes that do not exist."""
    rules = all_rules()
    out: list[Finding] = []
    for items in suppressions.rows.values():
        for item in items:
            here, end = Location(item.row, item.column), Location(item.row, item.end)
            for code in item.codes or ():
                if code not in rules:
                    out.append(Finding("SB003", rules["SB003"].name, "error", f"`{code}` is no rule of sharpbits", path, here, end, "see `sharpbits rules`", noqa_row=item.row))
            unused = [c for c in item.codes or () if c in selected and c not in item.used]
            if unused and not suppressions.whole_file:
                fix = None
                if len(unused) == len(item.codes or ()) and not item.shared:
                    fix = Fix("safe", "remove it", (Edit(here, end, ""),))
                out.append(Finding("SB002", rules["SB002"].name, "error", f"`{', '.join(unused)}` is suppressed here, and nothing reports it", path, here, end, "remove it", fix=fix, noqa_row=item.row))
    return out
