"""The pages of the rules, made from what there is: the rules' docstrings, the gotchas and their recorded outcomes, the linter
itself, and the saved benchmarks. Nothing that they say is written here."""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import jaxdocs

from benchmarks.costs import COSTS
from benchmarks.plots import draw, newest_of_each, times
from benchmarks.ratios import BASELINE, Ratio, Result, results
from sharpbits import Finding, Settings
from sharpbits.book.form import Book, Gotcha, Outcome, Part, Run, Sentence, load
from sharpbits.book.reading import FAMILIES, is_gotcha, read
from sharpbits.book.telling import in_words, needed
from sharpbits.book.versions import Change, History
from sharpbits.book.versions import load as load_history
from sharpbits.fixing import fix_sources
from sharpbits.linting import lint_sources
from sharpbits.report.full import as_full
from sharpbits.rule import Rule, all_rules
from sharpbits.source import Source
from tests.marks import read_marked

ROOT = Path(__file__).parents[1]
GOTCHAS = ROOT / "gotchas"
HISTORY = GOTCHAS / "versions.json"
OWN_FAMILY = ("SB0", "The linter itself")
ON = {"yes": "by default", "info": "as a remark, which fails no run", "opt": "when selected by its own code or name"}
FIX = {"safe": "safe", "unsafe": "unsafe", "hint": "by hand"}
#: A report or a diff longer than this is folded.
_LONG = 30
#: So many things are told of one sentence.
_LINES = 6


def titles() -> dict[str, str]:
    return {OWN_FAMILY[0]: OWN_FAMILY[1], **{family.family: family.title for family in FAMILIES}}


@dataclass(frozen=True)
class Documentation:
    """A rule's docstring in its parts."""

    summary: str
    sections: dict[str, str]


def documentation(rule: Rule) -> Documentation:
    summary, *rest = re.split(r"^(Why it bites|Use instead|Fix safety): *", rule.doc, flags=re.MULTILINE)
    first, _, about = summary.partition("\n")
    sections = {"": about.strip(), **{title: text.strip() for title, text in zip(rest[::2], rest[1::2])}}
    return Documentation(first.strip(), sections)


@dataclass
class Site:
    """All that the pages are made from."""

    books: Sequence[Path] = ()
    baselines: Path = BASELINE
    runs: list[Run] = field(default_factory=list)

    @cached_property
    def rules(self) -> dict[str, Rule]:
        return all_rules()

    @cached_property
    def gotchas(self) -> dict[str, Gotcha]:
        """The gotchas as they are in their files, with the outcomes that the books tell of them."""
        found = {gotcha.code: gotcha for gotcha in (read(path, GOTCHAS) for path in sorted(GOTCHAS.rglob("test_sb*.py")) if is_gotcha(path))}
        for path in self.books:
            self._add(load(path), found)
        return found

    def _add(self, book: Book, found: dict[str, Gotcha]) -> None:
        first = len(self.runs)
        self.runs.extend(book.runs)
        for told in book.gotchas:
            mine = {sentence.test: sentence for sentence in found[told.code].sentences} if told.code in found else {}
            for sentence in told.sentences:
                if sentence.test in mine:
                    mine[sentence.test].outcomes.extend(Outcome(**{**vars(outcome), "run": outcome.run + first}) for outcome in sentence.outcomes)

    @cached_property
    def history(self) -> History | None:
        """What the gotchas told on several releases of JAX."""
        return load_history(HISTORY) if HISTORY.exists() else None

    @cached_property
    def results(self) -> list[Result]:
        return results(self.baselines)

    @cached_property
    def ratios(self) -> dict[str, list[Ratio]]:
        found: dict[str, list[Ratio]] = {}
        for ratio in newest_of_each(self.results):
            found.setdefault(ratio.row, []).append(ratio)
        return found

    @cached_property
    def mentions(self) -> dict[str, set[str]]:
        """Which rules tell of which others, in both directions."""
        found: dict[str, set[str]] = {code: set() for code in self.rules}
        for code, rule in self.rules.items():
            gotcha = self.gotchas.get(code)
            text = rule.doc + (f"{gotcha.title} {gotcha.about}" if gotcha else "")
            for other in set(re.findall(r"\bSB\d{3}\b", text)) & set(self.rules) - {code}:
                found[code].add(other)
                found[other].add(code)
        return found

    def write(self, folder: Path) -> None:
        """Writes all pages; what did not change is left alone, so that Sphinx reads it no second time."""
        pages = {f"rules/{code}.md": self.page(code) for code in self.rules}
        pages["rules/index.md"] = self.index()
        pages.update({f"rules/{family}.md": self.family(family, title) for family, title in titles().items()})
        pages["costs.md"] = self.costs()
        pages["versions.md"] = self.versions()
        if self.results:
            draw(self.results, folder / "generated")
        for name, text in pages.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")
        for old in (folder / "rules").glob("*.md"):
            if f"rules/{old.name}" not in pages:
                old.unlink()

    # The pages.

    def index(self) -> str:
        rows = [
            f"| [{code}]({code}.md) | [{rule.name}]({code}.md) | {cell(documentation(rule).summary)} | {_on(rule)} | {FIX[rule.fix]} | {cell(_proof(rule))} |"
            for code, rule in self.rules.items()
        ]
        families = "\n".join(f"{family} {title} <{family}>" for family, title in titles().items())
        count = sum(not code.startswith("SB0") for code in self.rules)
        return (
            f"# All rules\n\n{count} sharp bits of JAX, and {len(self.rules) - count} rules about the linter itself. Each has a page of its own: what happens, what to write "
            "instead, what the linter says, and what its fix does.\n\n"
            ":::{table}\n:class: rules-table cards\n:widths: auto\n\n"
            "| Code | Name | What is reported | Reported | Fix | What JAX does |\n|---|---|---|---|---|---|\n" + "\n".join(rows) + f"\n:::\n\n```{{toctree}}\n:hidden:\n\n{families}\n```\n"
        )

    def family(self, family: str, title: str) -> str:
        codes = [code for code in self.rules if code.startswith(family)]
        rows = [f"| [{code}]({code}.md) | [{self.rules[code].name}]({code}.md) | {cell(documentation(self.rules[code]).summary)} |" for code in codes]
        toc = "\n".join(f"{code} {self.rules[code].name} <{code}>" for code in codes)
        return f"# {family}: {title}\n\n| Code | Name | What is reported |\n|---|---|---|\n" + "\n".join(rows) + f"\n\n```{{toctree}}\n:hidden:\n\n{toc}\n```\n"

    def page(self, code: str) -> str:
        rule, gotcha = self.rules[code], self.gotchas.get(code)
        said = documentation(rule)
        lines = [f"# {code} {rule.name}", "", f"{said.summary}", "", self._facts(rule), ""]
        lines += self._paragraphs(said, "")
        if gotcha:
            lines += ["## What happens", "", gotcha.title, ""]
            lines += [gotcha.about, ""] if gotcha.about else []
            lines += _code([*needed(gotcha, "sharp"), *gotcha.of_role("sharp")])
            lines += self._outcomes(gotcha)
            lines += self._changes(code)
        if text := said.sections.get("Why it bites"):
            lines += ["## Why it bites", "", _sentence(text), ""]
        if text := said.sections.get("Use instead"):
            lines += ["## Use instead", "", _sentence(text), ""]
        if gotcha and gotcha.of_role("blunt"):
            lines += _code([*needed(gotcha, "blunt"), *gotcha.of_role("blunt")])
        if gotcha and gotcha.of_role("fine"):
            lines += ["Good code that looks like it, and is not reported:", "", *_code([*needed(gotcha, "fine"), *gotcha.of_role("fine")])]
        if gotcha:
            lines += self._report(code, gotcha)
        lines += self._cost(code)
        lines += self._neighbours(code)
        return "\n".join(lines).rstrip() + "\n"

    def _facts(self, rule: Rule) -> str:
        facts = [f"**Reported** {ON[rule.on]}", f"**Fix** {FIX[rule.fix]}"]
        if rule.proof:
            facts.append(f"**What JAX does** {_proof(rule)}")
        return "{.facts}\n" + " · ".join(facts)

    def _paragraphs(self, said: Documentation, name: str) -> list[str]:
        return [said.sections[name], ""] if said.sections.get(name) else []

    def _outcomes(self, gotcha: Gotcha) -> list[str]:
        sentences = [s for s in gotcha.sentences if s.outcomes]
        if not sentences:
            return self._told_before(gotcha)
        runs = sorted({outcome.run for sentence in sentences for outcome in sentence.outcomes})
        where = " and ".join(_where(self.runs[number]) for number in runs)
        lines = [f"What really happened, on {where}:", "", "{.outcomes}"]
        for sentence in sentences:
            failed = any(outcome.result == "failed" for outcome in sentence.outcomes)
            lines.append(f"- {'✗' if failed else '✓'} {sentence.text}")
            lines += [f"  - {inline(line)}" for line in self._told(sentence, runs)]
        return [*lines, ""]

    def _told_before(self, gotcha: Gotcha) -> list[str]:
        """What the newest recorded release told: this build has no book of its own."""
        told = [t for t in self.history.told if t.code == gotcha.code] if self.history else []
        if not told or not self.history:
            return ["Its tests say:", "", *(f"- {sentence.text}" for sentence in gotcha.sentences), ""]
        newest = self.history.runs[-1]
        lines = [f"What really happened, on {_where(newest)}:", "", "{.outcomes}"]
        for sentence in gotcha.sentences:
            here = [t for t in told if t.test == sentence.test and newest.jax in t.releases]
            said = list(dict.fromkeys(text for t in here for text in t.texts))
            lines.append(f"- {'✗' if any(t.result == 'failed' for t in here) else '✓'} {sentence.text}")
            lines += [f"  - {inline(line)}" for line in (said if len(said) <= _LINES else [*said[: _LINES - 1], f"… and {len(said) - _LINES + 1} more like these"])]
        return [*lines, ""]

    def _changes(self, code: str) -> list[str]:
        if not self.history:
            return []
        # A message that is worded anew is no news.
        found = [change for change in self.history.changes if change.code == code and change.kind != "wording"]
        releases = [run.jax for run in self.history.runs]
        span = f"JAX {releases[0]} to {releases[-1]}"
        if not found:
            return [f"The same happened on {len(releases)} releases, {span}.", ""]
        return [f"Not the same on all of {len(releases)} releases, {span}:", "", *(f"- {_change(change)}" for change in found), ""]

    def versions(self) -> str:
        lines = ["---", "html_theme.sidebar_secondary.remove: true", "---", "", "# From one JAX to the next", ""]
        if not self.history:
            return "\n".join([*lines, "This build has no runs on other releases: `tox run -m matrix` makes them."]) + "\n"
        runs = self.history.runs
        lines += [
            f"The gotchas were run on {len(runs)} releases of JAX. Each makes sure that its tests pass on all of them; what they saw was not always the same.", "",
            *(f"- JAX {run.jax} with jaxlib {run.jaxlib}, Python {run.python}, on {run.platform.upper()}" for run in runs), "",
        ]  # fmt: skip
        titled = {"behaviour": "What raises, warns, or does not", "value": "Other values", "wording": "Other words for the same error"}
        for kind, title in titled.items():
            found = [change for change in self.history.changes if change.kind == kind]
            if found:
                rows = [f"| [{c.code}](rules/{c.code}.md) {c.name} | {cell(_seen(c))} | {cell(inline(c.text))} |" for c in found if c.code in self.rules]
                table = [":::{table}", ":class: cards", ":widths: auto", "", "| Gotcha | Where | What |", "|---|---|---|", *rows, ":::", ""]
                lines += [f"## {title}", "", *(table if kind != "wording" else ["::::{dropdown} " + f"{len(rows)} messages", *table, "::::", ""])]
        return "\n".join(lines) + "\n"

    def _told(self, sentence: Sentence, runs: Sequence[int]) -> list[str]:
        """What happened; by run where the runs differ."""
        each = {number: in_words([o for o in sentence.outcomes if o.run == number]) for number in runs}
        told = [lines for lines in each.values() if lines]
        if all(lines == told[0] for lines in told):
            return told[0] if told else []
        return [f"{line} ({_where(self.runs[number])})" for number, lines in each.items() for line in lines]

    def _report(self, code: str, gotcha: Gotcha) -> list[str]:
        sources = self._sources(gotcha)
        lint = _linter(code)
        findings = lint(sources)
        if not findings:
            return []
        lines = ["## What the linter says", ""]
        texts = {source.path: source for source in sources}
        first, rest = findings[:1], findings[1:]
        for finding in rest:
            if len(first) < 3 and finding.message not in {f.message for f in first}:
                first.append(finding)
        others = [finding for finding in rest if finding not in first]
        lines += terminal(as_full(first, texts, True))
        if others:
            lines += [f":::{{dropdown}} {len(others)} more of this file", "", *terminal(as_full(others, texts, True)), ":::", ""]
        return [*lines, *self._fix(code, sources, findings, lint)]

    def report(self, file: Path, code: str) -> list[str]:
        """What the linter says first of a file, as its user sees it."""
        source = Source(file.name, file.read_text(encoding="utf-8"))
        finding = _linter(code)([source])[0]
        return terminal(f"$ sharpbits lint {file.name}\n" + as_full([finding], {source.path: source}, True))

    def _fix(self, code: str, sources: Sequence[Source], findings: list[Finding], lint: Callable[[Sequence[Source]], list[Finding]]) -> list[str]:
        lines = ["## The fix", ""]
        if text := documentation(self.rules[code]).sections.get("Fix safety"):
            lines += [_sentence(text), ""]
        fixed = fix_sources(sources, findings, lint, unsafe=True).sources
        diff = [line for before, after in zip(sources, fixed) for line in difference(before.text, after.text)]
        if not diff:
            return [*lines, "There is none to apply: what to write instead depends on what was meant, and the report says what to choose from.", ""] if len(lines) == 2 else lines
        command = "sharpbits lint --fix" + ("" if any(f.fix and f.fix.applicability == "safe" for f in findings) else " --unsafe-fixes")
        lines += [f"`{command}` does this to the gotcha:", ""]
        block = ["```diff", *diff, "```"]
        return [*lines, *(block if len(diff) <= _LONG else [":::{dropdown} The whole diff", *block, ":::"]), ""]

    def _sources(self, gotcha: Gotcha) -> list[Source]:
        """The gotcha as a user's file, without the marks; a folder beside it is a project of its own."""
        path = GOTCHAS / gotcha.path
        around = path.parent / path.stem.removeprefix("test_")
        files = sorted(around.glob("*.py")) if around.is_dir() else [path]
        return [Source(file.name, read_marked(file)[0]) for file in files]

    def _cost(self, code: str) -> list[str]:
        lines: list[str] = []
        for cost in (cost for cost in COSTS if cost.code == code):
            lines += [cost.note, ""]
            if cost.key in self.ratios:
                lines += [
                    f"How many times as long `{cost.sharp}` takes as `{cost.safe}`, over the number of {cost.unit}: to compile, to hand over to the device, and to run a second time.", "",
                    *picture(f"../generated/{cost.key}", f"Ratio of {cost.sharp} to {cost.safe} over {cost.unit}"),
                ]  # fmt: skip
        if not lines and code in self.ratios:
            shown = "; ".join(f"{ratio.measure}: {times(ratio.ratio)} on {ratio.device}" for ratio in self.ratios[code])
            lines = [f"How many times as long the sharp form takes as the safe one: {shown}.", ""]
        return ["## What it costs", "", *lines] if lines else []

    def _neighbours(self, code: str) -> list[str]:
        lines = ["## See also", ""]
        lines += [f"- JAX: [{title}]({address})" for title, address in jaxdocs.links(code)]
        lines += [f"- {self.link(other)}: {documentation(self.rules[other]).summary}" for other in sorted(self.mentions[code])]
        codes = [c for c in self.rules if c[:3] == code[:3]]
        place = codes.index(code)
        near = [c for c in codes[max(place - 1, 0) : place + 2] if c != code and c not in self.mentions[code]]
        lines += [f"- {self.link(other)}: {documentation(self.rules[other]).summary}" for other in near]
        if code in self.gotchas:
            lines.append(f"- The gotcha itself: `gotchas/{self.gotchas[code].path}`, run by `pytest gotchas -k {code.lower()} -v`")
        return [*lines, ""]

    def _costs_of_the_linter(self) -> list[str]:
        """What linting costs beside a parse of the same code, where the results tell it."""
        found = {(ratio.row, ratio.measure, ratio.size): ratio for result in self.results for ratio in result.ratios if ratio.what == "lint/parse"}
        if not found:
            return []
        lines = ["## What the linter costs", "", "As a ratio to `libcst.parse_module` on the same code, in the same run.", ""]
        lines += ["| Of | Measure | Size | Lint / parse |", "|---|---|---|--:|"]
        lines += [f"| {cell(r.row)} | {cell(r.measure)} | {f'{r.size:,} {r.unit}' if r.size else ''} | {times(r.ratio)} |" for r in found.values()]
        return [*lines, ""]

    def link(self, code: str) -> str:
        return f"[{code} {self.rules[code].name}]({code}.md)"

    def costs(self) -> str:
        lines = [
            "---", "html_theme.sidebar_secondary.remove: true", "---", "", "# What sharp bits cost", "",
            "Each gotcha of cost is measured, its sharp form beside its safe one: what JAX spends on compiling in a first call (*compile*), a later call until Python goes on "
            "(*dispatch*), and until its results are there (*run*). Only ratios are told, since seconds belong to one machine. Where the safe form is the dearer one, it says so.", "",
        ]  # fmt: skip
        if not self.results:
            return "\n".join([*lines, "This build has no results: `pytest benchmarks --benchmark-autosave` makes them."]) + "\n"
        newest = self.results[-1]
        lines += ["## At the largest size", "", "::::{div} wide-plot", *picture("generated/devices", "Ratios of all gotchas of cost at their largest size, by device"), "::::", ""]
        lines += [":::{table}", ":class: costs-table cards", ":widths: auto", "", "| Gotcha | Size | Device | Compile | Dispatch | Run | |", "|---|---|---|--:|--:|--:|---|"]
        notes = {cost.key: (cost.code, cost.note) for cost in COSTS}
        largest = Result(newest.path, "", "", "", (), tuple(r for ratios in self.ratios.values() for r in ratios)).largest()
        for row, device in sorted({(row, device) for row, device, _ in largest}):
            found = {measure: largest[row, device, measure] for measure in ("compile", "dispatch", "run") if (row, device, measure) in largest}
            if found and row in notes:
                code, note = notes[row]
                size = next(iter(found.values()))
                cells = [times(found[m].ratio) if m in found else "" for m in ("compile", "dispatch", "run")]
                lines.append(f"| [{row}](rules/{code}.md) | {size.size:,} {size.unit} | {device} | {' | '.join(cells)} | {cell(note)} |")
        lines += [":::", "", *self._costs_of_the_linter(), "## Over time", ""]
        if len(self.results) > 1:
            lines += ["::::{div} wide-plot", *picture("generated/time", "How the ratios changed from one result to the next"), "::::", ""]
        shown = [f"- {result.when[:10]}, JAX {result.jax}, {', '.join(result.devices)}, commit {result.commit[:8]}" for result in self.results]
        lines += ["The results that the repository keeps:", "", *shown, ""]
        lines += [
            "## Measure it yourself", "", "```sh", "pytest benchmarks --benchmark-autosave     # on every device that JAX finds; -v for the seconds", "python -m benchmarks.regression",
            "pytest-benchmark compare                   # whatever was saved, side by side", "```", "",
            "`benchmarks.regression` holds the newest results against those above, and ends with status 1 where a ratio is worse than is tolerated.",
        ]  # fmt: skip
        return "\n".join(lines) + "\n"


def _seen(change: Change) -> str:
    shown = ", ".join(f"`{code}`" for code in change.seen_on[:3]) + (", …" if len(change.seen_on) > 3 else "")
    return f"{change.sentence} {shown}".strip()


def _change(change: Change) -> str:
    return f"{_seen(change)}: {inline(change.text)}"


def _linter(code: str) -> Callable[[Sequence[Source]], list[Finding]]:
    settings = Settings(select=(code,), target_jax="newest")

    def lint(sources: Sequence[Source]) -> list[Finding]:
        return [f for f in lint_sources(sources, [s.path for s in sources], settings) if f.code == code]

    return lint


def difference(before: str, after: str) -> list[str]:
    """What changed, without the file names; hunks are apart by an empty line."""
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2))[2:]
    return ["" if line.startswith("@@") else line for line in lines][1:]


def _code(parts: Sequence[Part]) -> list[str]:
    """Python with the lines at fault emphasised."""
    if not parts:
        return []
    rows: list[str] = []
    marked: list[int] = []
    for part in parts:
        # Two empty lines before a function, as it is written.
        rows += ["", ""] if rows and "\n" in part.source else []
        marked += [len(rows) + mark.line for mark in part.marks]
        rows += part.source.splitlines()
    emphasis = [f":emphasize-lines: {','.join(map(str, sorted(set(marked))))}"] if marked else []
    return ["```{code-block} python", *emphasis, "", *rows, "```", ""]


_ANSI = re.compile(r"\x1b\[([\d;]*)m")
#: A line of code in a report, the line of its carets, and a line of what a fix changes.
_FRAME = re.compile(r" *\d* +\|| *\d+ [-+] ")
_PAINTS = {"31": "red", "1;31": "red bold", "32": "green", "33": "yellow", "1;33": "yellow bold", "34": "blue", "1;36": "blue bold", "1": "bold"}


def terminal(text: str) -> list[str]:
    """A coloured text of a terminal as HTML."""
    painted = _ANSI.sub(lambda found: "</span>" if found[1] == "0" else f'<span class="{_PAINTS.get(found[1], "")}">', html.escape(text, quote=False))
    rows = [f'<span class="printed{"" if _FRAME.match(plain) else " prose"}">{row or "&#8203;"}</span>' for row, plain in zip(painted.splitlines(), _ANSI.sub("", text).splitlines())]
    return ["```{raw} html", f'<pre class="terminal" tabindex="0">{"".join(rows)}</pre>', "```", ""]


def picture(name: str, alt: str) -> list[str]:
    """A plot in its light and its dark form; the theme shows one."""
    return [line for theme in ("light", "dark") for line in (f"```{{image}} {name}-{theme}.svg", f":class: only-{theme} plot", f":alt: {alt}", "```", "")]


def inline(text: str) -> str:
    """A line that JAX or Python said, with nothing that Markdown would read outside of its code."""
    pieces = re.split(r"(`[^`]*`)", text)
    return "".join(piece if piece.startswith("`") else re.sub(r"([\\*_<>\[\]{}$|#])", r"\\\1", piece) for piece in pieces)


def cell(text: str) -> str:
    return text.replace("|", "\\|")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _on(rule: Rule) -> str:
    return {"yes": "yes", "info": "remark", "opt": "opt-in"}[rule.on]


def _proof(rule: Rule) -> str:
    return rule.proof or "–"


def _where(run: Run) -> str:
    kinds: Iterable[str] = dict.fromkeys(run.devices)
    names = [name for name in kinds if name.lower() != run.platform]
    return f"JAX {run.jax} ({', '.join([run.platform.upper(), *names])})"
