"""Comments that silence findings: `# noqa`, `# noqa: SB301`, `# sharpbits: ignore[SB301]`, `# sharpbits: ignore-file`.

A comment silences what is reported on its row and, on the first or last row of a statement of several rows, what is
reported anywhere in that statement. Whatever stands behind the codes is the reason.
"""

from __future__ import annotations

import re
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import StringIO

from .finding import Edit, Finding, Fix, Location
from .rule import all_rules
from .source import split_lines

_CODE = r"[A-Za-z]+[0-9]+|[a-z]+(?:-[a-z]+)+"
_NOQA = re.compile(rf"#\s*(?P<keyword>noqa)\b(?:\s*:\s*(?P<list>(?:{_CODE})(?:[,\s]+(?:[A-Za-z]+[0-9]+))*))?", re.IGNORECASE)
_IGNORE = re.compile(r"#\s*(?P<keyword>sharpbits:\s*ignore)(?!-file)\b(?P<list>\[[^\]]*\])?")
_IGNORE_FILE = re.compile(r"#\s*sharpbits:\s*ignore-file\b")
#: Directives about the linter's own reports are not themselves weighed.
_OWN = ("SB002", "SB003")


@dataclass(slots=True)
class Suppression:
    """One directive in a comment; columns are 1-based, the end is exclusive."""

    row: int
    column: int
    end: int
    #: Our codes among those that are listed; None silences every code.
    codes: tuple[str, ...] | None
    #: What is listed, as it is written, and the code that each stands for (None: another tool's).
    listed: tuple[tuple[str, str | None], ...] = ()
    #: The place of the list in its row: where single codes are taken out.
    list_column: int = 0
    list_text: str = ""
    used: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Suppressions:
    whole_file: bool = False
    items: list[Suppression] = field(default_factory=list)
    #: The text, for those who edit it.
    lines: Sequence[str] = ()
    _by_row: dict[int, list[Suppression]] = field(default_factory=dict)
    #: For each row of a statement of several rows: its first and last row.
    _statements: dict[int, tuple[int, int]] = field(default_factory=dict)

    def add(self, item: Suppression) -> None:
        self.items.append(item)
        self._by_row.setdefault(item.row, []).append(item)

    def silences(self, finding: Finding) -> bool:
        """Does a comment silence this finding? Notes which one did."""
        row = finding.location.row
        hit = self.whole_file
        for place in {row, finding.noqa_row, *self._statements.get(row, ())}:
            for item in self._by_row.get(place, ()):
                if item.codes is None or finding.code in item.codes:
                    item.used.add(finding.code)
                    hit = True
        return hit


def find_suppressions(text: str, *, silent: bool = False) -> Suppressions:
    """The directives in the comments of a file. Strings are no comments.

    In a file without findings (`silent`), only those matter that name a rule of ours.
    """
    found = Suppressions()
    if not _may_hold_any(text, silent):
        return found
    found.lines = split_lines(text)
    for row, column, comment in _comments(found):
        if _IGNORE_FILE.search(comment):
            found.whole_file = True
        for pattern in (_NOQA, _IGNORE):
            for match in pattern.finditer(comment):
                found.add(_directive(match, row, column, comment, noqa=pattern is _NOQA))
    return found


def _may_hold_any(text: str, silent: bool) -> bool:
    """A look at the text: to take it apart costs a hundred times as much."""
    if "sharpbits:" in text:
        return True
    lists = re.findall(r"(?i)noqa([^\n]*)", text)
    if not silent:
        return bool(lists)
    names = {rule.name for rule in all_rules().values()} if lists else set()
    return any(re.search(r"(?i)SB\d", listed) or not names.isdisjoint(re.findall(r"[\w-]+", listed)) for listed in lists)


def _directive(match: re.Match[str], row: int, column: int, comment: str, *, noqa: bool) -> Suppression:
    # A further `#` begins a directive of another tool.
    end = comment.find("#", match.end())
    end = len(comment) if end < 0 else end
    item = Suppression(row, column + match.start() + 1, column + len(comment[:end].rstrip()) + 1, None)
    if match["list"] is None:
        return item
    text = match["list"].strip("[]")
    listed = [(word, _code(word, noqa=noqa)) for word in re.split(r"[,\s]+", text) if word]
    if noqa and listed and listed[0][1] is None and "-" in listed[0][0]:
        return item  # no name of ours: what follows is a reason
    item.codes = tuple(code for _, code in listed if code is not None)
    item.listed = tuple(listed)
    item.list_column = column + match.start("list") + 1
    item.list_text = match["list"]
    return item


def _code(word: str, *, noqa: bool) -> str | None:
    """The code that a listed word stands for; None where it belongs to another tool."""
    if re.fullmatch(r"SB[0-9]+", word, re.IGNORECASE):
        return word.upper()
    named = {rule.name: code for code, rule in all_rules().items()}.get(word)
    return named or (None if noqa else word)


def _comments(found: Suppressions) -> list[tuple[int, int, str]]:
    """Row (1-based), column (0-based) and text of each comment; notes statements of several rows on the way."""
    comments: list[tuple[int, int, str]] = []
    first, reached = 0, 0
    try:
        for token in tokenize.generate_tokens(StringIO("\n".join(found.lines) + "\n").readline):
            reached = token.start[0]
            if token.type == tokenize.COMMENT:
                comments.append((*token.start, token.string))
            elif token.type == tokenize.NEWLINE:
                if first and token.start[0] > first:
                    span = (first, token.start[0])
                    found._statements.update(dict.fromkeys(range(first, token.start[0] + 1), span))
                first = 0
            elif not first and token.type not in (tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER):
                first = token.start[0]
    except (tokenize.TokenError, SyntaxError):
        # Newer syntax than this Python's own tokenizer knows: of what is left, take rows that hold no quotes.
        for row in range(reached + 1, len(found.lines) + 1):
            before, hash_, after = found.lines[row - 1].partition("#")
            if hash_ and '"' not in before and "'" not in before:
                comments.append((row, len(before), hash_ + after))
    return comments


def check_suppressions(path: str, suppressions: Suppressions, selected: set[str]) -> list[Finding]:
    """SB002 for codes that silence nothing, SB003 for codes that do not exist."""
    rules = all_rules()
    out: list[Finding] = []
    for item in suppressions.items:
        if item.codes is None:
            continue
        here, end = Location(item.row, item.column), Location(item.row, item.end)
        unknown = [c for c in item.codes if c not in rules]
        for code in unknown if "SB003" not in item.codes else ():
            message = f"`{code}` is no rule of sharpbits, and nothing is suppressed"
            finding = Finding("SB003", rules["SB003"].name, "error", message, path, here, end, "see `sharpbits rules`", noqa_row=item.row)
            out.append(finding)
        unused = [c for c in item.codes if c in selected and c not in item.used and c not in _OWN]
        if (unused or not item.listed) and "SB002" not in item.codes:
            words = ", ".join(f"`{c}`" for c in unused)
            message = f"{words} is suppressed here, and nothing reports it" if unused else "this suppression names no rule"
            fix = Fix("safe", "remove what is not needed", (_removal(item, unused, suppressions.lines),))
            finding = Finding("SB002", rules["SB002"].name, "error", message, path, here, end, "remove it", fix=fix, noqa_row=item.row)
            out.append(finding)
    return out


def _removal(item: Suppression, unused: list[str], lines: Sequence[str]) -> Edit:
    """Take out the unused codes; with the last of them, the directive, its reason and the blanks before it."""
    kept = [word for word, code in item.listed if code not in unused]
    if kept:
        text = ", ".join(kept)
        text = f"[{text}]" if item.list_text.startswith("[") else text
        stop = item.list_column + len(item.list_text)
        return Edit(Location(item.row, item.list_column), Location(item.row, stop), text)
    line = lines[item.row - 1]
    before, after = line[: item.column - 1], line[item.end - 1 :].lstrip()
    if after:
        return Edit(Location(item.row, item.column), Location(item.row, len(line) - len(after) + 1), "")
    if not before.strip() and item.row < len(lines):
        return Edit(Location(item.row, 1), Location(item.row + 1, 1), "")
    return Edit(Location(item.row, len(before.rstrip()) + 1), Location(item.row, len(line) + 1), "")
