"""The book in words: what a terminal, Markdown and HTML have in common."""

from __future__ import annotations

import re

from .form import Book, Gotcha, Happening, Outcome, Part, Role

#: So many different things are told of one sentence.
_LINES = 6
_LONGEST = 260
#: The longest list of expressions of which the same is told.
_SUBJECTS = 130
_TIMES = re.compile(r", \d+ times$")


def in_words(outcomes: list[Outcome], everything: bool = False) -> list[str]:
    """What happened in all tests of a sentence, the same told once."""
    lines: dict[str, None] = {}
    errors = {outcome.error: None for outcome in outcomes if outcome.error}
    for error in errors:
        lines[error] = None
    groups: dict[tuple[str, str, str], dict[str, Happening]] = {}
    for outcome in outcomes:
        for happening in outcome.happened:
            group = groups.setdefault((happening.kind, happening.type, happening.says), {})
            subject = _subject(happening)
            if subject not in group or group[subject].times < happening.times:
                group[subject] = happening
    for group in groups.values():
        lines[_together(group)] = None
    told = list(lines) if everything else [_shortened(line) for line in lines]
    return told if everything or len(told) <= _LINES else [*told[: _LINES - 1], f"… and {len(told) - _LINES + 1} more like these"]


def _shortened(line: str) -> str:
    """Some messages of JAX are long: they are cut between two words."""
    if len(line) <= _LONGEST:
        return line
    cut = line.rfind(" ", 0, _LONGEST)
    kept = line[: cut if cut > 0 else _LONGEST]
    return kept + ("`" if kept.count("`") % 2 else "") + " …"


def _together(group: dict[str, Happening]) -> str:
    """`sharp()` raised TypeError …, `sharp_traced(x)` raised TypeError …: one line."""
    subjects, happenings = list(group), list(group.values())
    first = happenings[0]
    rest = first.text.removeprefix(subjects[0])
    if len({happening.times for happening in happenings}) > 1:
        rest = _TIMES.sub("", rest)
    if not subjects[0]:
        return first.text
    shown = [_cut(subjects[0])]
    for subject in subjects[1:]:
        if len(", ".join([*shown, subject])) > _SUBJECTS:
            break
        shown.append(subject)
    if len(shown) < len(subjects):
        shown.append(f"{len(subjects) - len(shown)} more")
    if len(shown) > 1:
        for one, many in ((" is ", " are "), (" has ", " have "), (" does not ", " do not "), (" holds", " hold")):
            rest = many + rest.removeprefix(one) if rest.startswith(one) else rest
    return (f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else shown[0]) + rest


def _cut(subject: str) -> str:
    """An expression, without its middle where it is long: what it gave is to be read."""
    return subject if len(subject) <= _SUBJECTS else f"{subject[: _SUBJECTS - 20]} … {subject[-15:]}"


def _subject(happening: Happening) -> str:
    found = re.match(r"`[^`]*`( \(with [^)]*\))?", happening.text)
    return found[0] if found else ""


def needed(gotcha: Gotcha, role: Role) -> list[Part]:
    """What the code of a role uses of the rest of its file: helpers and constants, but no imports."""
    parts = gotcha.of_role(role)
    source = "\n".join(part.source for part in parts)
    files = {part.file for part in parts}
    kept: list[Part] = []
    for part in reversed(gotcha.of_role("support")):
        if part.name and part.file in files and re.search(rf"\b{part.name}\b", source):
            kept.append(part)
            source += part.source
    return kept[::-1]


def chapters(book: Book) -> list[tuple[str, str, int, int, int, int, int, int, float]]:
    """For each family that was run: gotchas, sentences, tests, passed, failed, skipped, seconds."""
    rows = []
    for family in book.families:
        gotchas = [gotcha for gotcha in book.gotchas if gotcha.family == family.family]
        outcomes = [outcome for gotcha in gotchas for sentence in gotcha.sentences for outcome in sentence.outcomes]
        results = [outcome.result for outcome in outcomes]
        counts = (results.count("passed"), results.count("failed"), results.count("skipped"))
        sentences = sum(len(gotcha.sentences) for gotcha in gotchas)
        if gotchas:
            rows.append((family.family, family.title, len(gotchas), sentences, len(outcomes), *counts, sum(o.seconds for o in outcomes)))
    return rows
