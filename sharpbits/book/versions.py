"""What changed when: the books of several releases of JAX beside each other.

`gotchas/versions.json` is such a comparison, made of real runs (`tox run -m matrix`). Its form is `History`: the releases
in their order, the changes between them, and for every test what was told on which of them.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import asdict, dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, Literal

from .form import Book, Happening, Outcome, Run
from .showing import of_any_module

FORMAT = 1
#: A longer message is cut in the text of a change, and whole in its era.
_LONGEST = 140

#: behaviour: an exception or a warning where there was another or none; value: another value; wording: another message.
Kind = Literal["behaviour", "value", "wording"]


@dataclass(frozen=True)
class Era:
    """Releases in a row on which the same was seen."""

    first: str
    last: str
    #: "raises TypeError: …", "warns DeprecationWarning: …" or "gives 3.0".
    says: str


@dataclass(frozen=True)
class Change:
    code: str
    name: str
    test: str
    sentence: str
    kind: Kind
    #: The expressions that it was seen on.
    seen_on: list[str]
    eras: list[Era]
    #: All of it in a line: "gives 4 until 0.9.2, raises TypeError since 0.10.2".
    text: str


@dataclass(frozen=True)
class Told:
    """What a test told, on these releases."""

    code: str
    test: str
    parameters: str
    releases: list[str]
    result: str
    texts: list[str]


@dataclass(frozen=True)
class History:
    runs: list[Run]
    changes: list[Change]
    told: list[Told]
    format: int = FORMAT


def release(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def compare(books: list[Book]) -> History:
    """Each book is one run; the order does not matter."""
    books = sorted(books, key=lambda book: release(book.runs[0].jax))
    names = [book.runs[0].jax for book in books]
    outcomes: dict[tuple[str, str, str], dict[str, Outcome]] = {}
    titles: dict[tuple[str, str], tuple[str, str]] = {}
    for book in books:
        for gotcha in book.gotchas:
            for sentence in gotcha.sentences:
                titles[gotcha.code, sentence.test] = gotcha.name, sentence.text
                for outcome in sentence.outcomes:
                    outcomes.setdefault((gotcha.code, sentence.test, outcome.parameters), {})[book.runs[0].jax] = outcome
    merged: dict[tuple[str, str, str], Change] = {}
    for (code, test, _), by_release in outcomes.items():
        for change in _changes(code, *titles[code, test], test, by_release):
            key = code, test, change.text
            before = merged.get(key)
            seen_on = list(dict.fromkeys([*(before.seen_on if before else []), *change.seen_on]))
            merged[key] = Change(**{**vars(change), "seen_on": seen_on})
    told = [told for key, by_release in outcomes.items() for told in _told(key, by_release, names)]
    order = {"behaviour": 0, "value": 1, "wording": 2}
    changes = sorted(_gathered(list(merged.values())), key=lambda change: (change.code, order[change.kind], change.test))
    return History([book.runs[0] for book in books], changes, sorted(told, key=lambda t: (t.code, t.test, t.parameters)))


def _changes(code: str, name: str, sentence: str, test: str, by_release: dict[str, Outcome]) -> list[Change]:
    releases = list(by_release)
    seen = [{_key(happening): happening for happening in outcome.happened} for outcome in by_release.values()]
    everywhere = [key for key in seen[0] if all(key in met for met in seen)]
    found = []
    for key in everywhere:
        if change := _change(releases, [[met[key]] for met in seen]):
            found.append((key, *change))
    # What was seen on some releases alone: the test asks each release for what it does.
    rest = [[happening for key, happening in met.items() if key not in everywhere] for met in seen]
    if any(rest) and (change := _change(releases, rest)):
        found.append((next(happening.code for happenings in rest for happening in happenings), *change))
    return [Change(code, name, test, sentence, kind, [key], eras, _line(eras)) for key, kind, eras in found]


def _key(happening: Happening) -> str:
    return happening.code or happening.kind


def _change(releases: list[str], seen: list[list[Happening]]) -> tuple[Kind, list[Era]] | None:
    ways = [[_way(happening) for happening in happenings] for happenings in seen]
    if _differ(ways):
        return "behaviour", _eras(releases, [_says(happenings) for happenings in seen], ways)
    texts = _alike([_says(happenings) for happenings in seen])
    if not _differ(texts):
        return None
    values = all(way[0] == "value" for way in ways[0])
    changed = sum(one != other for one, other in pairwise(texts))
    if values and changed > max(2, 2 * len(texts) // 3):
        return None  # Another value each time: a clock, a random number.
    return "value" if values else "wording", _eras(releases, texts, texts)


_NUMBER = re.compile(r"-?\d+\.\d+(?:e[-+]?\d+)?|-?\d+e[-+]?\d+")


def _alike(texts: list[str]) -> list[str]:
    """The texts, where two that differ in the last digits of floats alone become one."""
    kept: list[str] = []
    for text in texts:
        kept.append(next((known for known in kept if _close(known, text)), text))
    return kept


def _close(one: str, other: str) -> bool:
    if _NUMBER.sub("#", one) != _NUMBER.sub("#", other):
        return False
    pairs = zip(map(float, _NUMBER.findall(one)), map(float, _NUMBER.findall(other)))
    return all(math.isclose(a, b, rel_tol=1e-4, abs_tol=1e-6) for a, b in pairs)


def _way(happening: Happening) -> tuple[str, str]:
    return ("value", "") if happening.kind in ("value", "ran", "examples") else (happening.kind, happening.type)


def _differ(things: list[Any]) -> bool:
    return any(thing != things[0] for thing in things)


def _says(happenings: list[Happening]) -> str:
    return "; ".join(dict.fromkeys(_short(happening) for happening in happenings)) or "nothing is raised"


def _short(happening: Happening) -> str:
    if happening.kind in ("raised", "warned"):
        verb = "raises" if happening.kind == "raised" else "warns"
        return f"{verb} {happening.type}" + (f": {of_any_module(happening.says)}" if happening.says else "")
    if happening.kind == "value":
        return happening.says if happening.says.startswith(("has ", "does not have ", "holds")) else f"gives {happening.says}"
    return "holds" if happening.kind == "examples" else "runs"


def _eras(releases: list[str], texts: list[str], by: list[Any]) -> list[Era]:
    eras = []
    for _, group in groupby(zip(releases, texts, by), key=lambda row: row[2]):
        rows = list(group)
        eras.append(Era(rows[0][0], rows[-1][0], rows[-1][1]))
    return eras


def _line(eras: list[Era]) -> str:
    def says(era: Era) -> str:
        return era.says if len(era.says) <= _LONGEST else era.says[: era.says.rfind(" ", 0, _LONGEST)] + " …"

    words = [f"{says(eras[0])} until {eras[0].last}"]
    words += [f"{says(era)} in {era.first}" + (f" to {era.last}" if era.last != era.first else "") for era in eras[1:-1]]
    return "; ".join([*words, f"{says(eras[-1])} since {eras[-1].first}"])


def _told(key: tuple[str, str, str], by_release: dict[str, Outcome], names: list[str]) -> list[Told]:
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for name in names:
        if name in by_release:
            outcome = by_release[name]
            texts = tuple([*([outcome.error] if outcome.error else []), *(of_any_module(happening.text) for happening in outcome.happened)])
            groups.setdefault((outcome.result, texts), []).append(name)
    return [Told(*key, releases, result, list(texts)) for (result, texts), releases in groups.items()]


def _gathered(changes: list[Change]) -> list[Change]:
    """The changes, where one stands for many values of a gotcha that changed at the same releases, as all draws do with the generator."""
    groups: dict[tuple[str, str, tuple[str, ...]], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.code, change.kind, tuple(era.first for era in change.eras)), []).append(change)
    kept = []
    for (_, kind, _), alike in groups.items():
        if kind != "value" or len(alike) <= _ALIKE:
            kept += alike
        else:
            first, seen_on = alike[0], list(dict.fromkeys(code for change in alike for code in change.seen_on))
            text = f"{first.text}; {len(alike) - 1} other values of this gotcha changed with it"
            kept.append(Change(**{**vars(first), "seen_on": seen_on, "text": text}))
    return kept


def table(history: History, kinds: tuple[Kind, ...] = ("behaviour", "value")) -> str:
    """The changes as tables in Markdown, one for each kind."""
    lines = ["On JAX " + ", ".join(run.jax for run in history.runs) + "."]
    for kind in kinds:
        rows = [_row(change) for change in history.changes if change.kind == kind]
        if rows:
            lines += ["", f"## {_TITLES[kind]}", "", "| | | what | when |", "|---|---|---|---|", *rows]
    return "\n".join(lines) + "\n"


#: So many values of one gotcha that changed at the same releases are shown each by itself.
_ALIKE = 2
_TITLES: dict[Kind, str] = {
    "behaviour": "Errors, warnings and silence that changed",
    "value": "Values that changed",
    "wording": "Messages that were reworded",
}


def _row(change: Change) -> str:
    seen_on = ", ".join(f"`{code}`" for code in change.seen_on[:3]) + (", …" if len(change.seen_on) > 3 else "")
    cells = (change.code, change.name, f"{change.sentence} {seen_on}", change.text)
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def dump(history: History) -> str:
    """One line for each run, change and test, so that a difference can be read."""
    rows = {name: [json.dumps(asdict(row), ensure_ascii=False) for row in getattr(history, name)] for name in ("runs", "changes", "told")}
    parts = [f' "{name}": [\n  ' + ",\n  ".join(lines) + "\n ]" for name, lines in rows.items()]
    return "{\n" + f' "format": {history.format},\n' + ",\n".join(parts) + "\n}\n"


def load(path: Path | str) -> History:
    data = json.loads(Path(path).read_text(encoding="utf-8"))
    changes = [Change(**{**change, "eras": [Era(**era) for era in change["eras"]]}) for change in data["changes"]]
    return History([Run(**run) for run in data["runs"]], changes, [Told(**told) for told in data["told"]], data["format"])
