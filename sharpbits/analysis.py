"""Stations 2 to 6 in a row: sources in, findings out.

    result = analyse(sources, wanted={"train.py"}, options=AnalysisOptions())

All sources form one project; findings come for those that are wanted. Neither JAX nor the code is run.
"""

from __future__ import annotations

import gc
import sys
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import libcst as cst

from .events import OldAttribute, OldValue
from .finding import Finding, Location, Severity, Step
from .flow.engine import Engine
from .parsing import parse, python_tree
from .positions import Place, locate
from .project import Module, Project
from .rewriting import apply_rewrites, library_names
from .rule import Report, Rule, all_rules
from .source import split_lines
from .syntax import Node, lower
from .values import Site, Trace, Why
from .widths import uses_64_bits

#: A file without any of these words holds no JAX code, and nothing in it can matter.
_WORDS = ("jax", "flax", "haiku", "optax", "equinox", "numpyro", "chex", "diffrax", "brax", "jumanji", "jnp")
#: The rules that ask about releases.
_LIFE = frozenset({"SB901", "SB902", "SB903", "SB904"})
_MAX_STEPS = 8


class SourceLike(Protocol):
    """What the analysis reads of a source: where it is, and its text."""

    @property
    def path(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class AnalysisOptions:
    #: The releases of JAX that the code is for, a version or a range (see `data.versions.Target`); empty for the newest.
    target_jax: str | None = None
    #: Transformations of the user's own libraries: dotted name -> {"like": known transformation}.
    extend_transforms: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    #: The most processes to use: 0 for as many as there are CPUs. Small projects are not shared out.
    jobs: int = 1
    progress: Callable[[int, int], None] | None = None
    #: The rules that are asked; None for all.
    codes: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class AnalysisResult:
    findings: list[Finding]


def analyse(
    sources: Sequence[SourceLike], *, wanted: Collection[str] | None = None, options: AnalysisOptions | None = None
) -> AnalysisResult:
    """Findings of every rule, unfiltered, in the order of files and places."""
    options = options or AnalysisOptions()
    chosen = {s.path for s in sources} if wanted is None else set(wanted)
    # In one order, whoever asks: the first of two definitions counts.
    texts = {s.path: s.text for s in sorted(sources, key=lambda s: s.path)}
    findings: list[Finding] = []
    extend = {name: str(row.get("like", "jax.jit")) for name, row in options.extend_transforms.items()}
    x64 = uses_64_bits(texts.values())
    progress = options.progress or (lambda done, total: None)
    count = 1
    if options.jobs != 1:
        from .workers import analyse_in_shares, processes  # which brings much of Python's own library

        count = processes(options.jobs, sum(map(len, texts.values())))
    if count > 1:
        findings = analyse_in_shares(texts, chosen, extend, options.codes, count, progress, target=options.target_jax or "", x64=x64)
    else:
        modules: list[Module] = []
        with at_full_speed():
            for number, (path, text) in enumerate(texts.items()):
                progress(number, len(texts))
                module = read_module(path, text, path in chosen)
                if isinstance(module, Module):
                    modules.append(module)
                elif module is not None:
                    findings.append(module)
            findings += interpret(modules, texts, chosen, extend, options.codes, options.target_jax or "", x64)
    progress(len(texts), len(texts))
    findings.sort(key=lambda f: (f.filename, f.location, f.code))
    return AnalysisResult(findings)


@contextmanager
def at_full_speed() -> Iterator[None]:
    """Without garbage collection, since nothing here is garbage before the end, and as deep as code is nested."""
    collecting = gc.isenabled()
    gc.disable()
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, 12000))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
        if collecting:
            gc.enable()


def read_module(path: str, text: str, asked: bool) -> Module | Finding | None:
    """Stations 2 and 3 for one file: a module, or what is wrong with the file, if anybody asked about it."""
    try:
        if relevant(text):
            return Module(path, *lower(text))
        if asked:
            check_syntax(text)
        # Read when a module that matters imports it.
        return Module(path, None, unread=text)
    except cst.ParserSyntaxError as error:
        return _syntax_error(path, text, error) if asked else None
    except Exception as error:
        return _internal_error(path, error) if asked else None


def interpret(
    modules: list[Module], texts: Mapping[str, str], chosen: set[str], extend: Mapping[str, str], codes: Collection[str] | None,
    target: str = "", x64: bool = False,
) -> list[Finding]:  # fmt: skip
    """Stations 4 to 6 for modules that import nothing but each other."""
    crashed: dict[str, BaseException] = {}
    engine = Engine(Project(modules), extend, lambda module, error: crashed.setdefault(module.path, error), x64)
    events: list[Any] = engine.run()
    if codes is None or not _LIFE.isdisjoint(codes):
        events = [*events, *_lives(engine.project, events, texts, chosen, codes, target, crashed)]
    findings = _judge(events, texts, chosen, codes, crashed, {module.path: module.body or () for module in modules})
    return [*(_internal_error(path, error) for path, error in crashed.items() if path in chosen), *findings]


def _lives(
    project: Project, events: list[Any], texts: Mapping[str, str], chosen: set[str], codes: Collection[str] | None, target: str,
    crashed: dict[str, BaseException],
) -> list[Any]:  # fmt: skip
    """What the code uses that some release does not have."""
    from .data.versions import Target
    from .flow.lives.lifetimes import api_uses

    old = [event for event in events if type(event) in (OldAttribute, OldValue)]
    failed = lambda module, error: crashed.setdefault(module.path, error)  # noqa: E731
    return api_uses(project, texts, chosen, Target.read(target) if target else Target(), old, codes is not None and "SB903" in codes, failed)


def relevant(text: str) -> bool:
    return any(word in text for word in _WORDS)


def check_syntax(text: str) -> None:
    """A file that holds no JAX code still has to be Python; the built-in parser says so fastest, and LibCST has the last word."""
    try:
        python_tree(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        parse(text)


def _judge(
    events: Iterable[Any], texts: Mapping[str, str], chosen: set[str], codes: Collection[str] | None, crashed: dict[str, BaseException],
    bodies: Mapping[str, tuple[Node, ...]],
) -> list[Finding]:  # fmt: skip
    by_event: dict[type, list[Rule]] = {}
    for rule in all_rules().values():
        if codes is None or rule.code in codes:
            for kind in rule.events:
                by_event.setdefault(kind, []).append(rule)
    reports: dict[tuple[str, Site], tuple[Rule, Report]] = {}
    for event in events:
        if event.site.path not in chosen:
            continue
        for rule in by_event.get(type(event), ()):
            assert rule.check is not None
            try:
                answer = rule.check(event)
                for report in () if answer is None else (answer,) if isinstance(answer, Report) else answer:
                    if report.site.path in chosen:
                        reports.setdefault((rule.code, report.site), (rule, report))
            except Exception as error:
                crashed.setdefault(event.site.path, error)
    return _place([*reports.values()], texts, crashed, bodies)


def _place(
    reports: list[tuple[Rule, Report]], texts: Mapping[str, str], crashed: dict[str, BaseException], bodies: Mapping[str, tuple[Node, ...]]
) -> list[Finding]:
    """Give reports their positions: each file that any of them names is walked once more."""
    needed: dict[str, set[int]] = {}

    def need(site: Site) -> None:
        needed.setdefault(site.path, set()).add(site.at)

    chains = [_chain(report) for _, report in reports]
    for (_, report), chain in zip(reports, chains):
        need(report.site)
        for site, _ in chain:
            need(site)
        for rewrite in report.rewrites:
            need(rewrite.replace)
            for part in rewrite.parts:
                need(part)
    places: dict[Site, Place] = {}
    names: dict[str, dict[str, str]] = {}
    for path, wanted in needed.items():
        if path in texts:
            try:
                places.update({Site(path, at): place for at, place in locate(texts[path], wanted, bodies.get(path, ())).items()})
            except Exception as error:
                crashed.setdefault(path, error)
    out: list[Finding] = []
    for (rule, report), chain in zip(reports, chains):
        place = places.get(report.site)
        if place is None:
            continue
        path = report.site.path
        fix = None
        try:
            if report.rewrites:
                if path not in names:
                    names[path] = library_names(texts[path])
                fix = apply_rewrites(report, rule, places, texts[path], names[path])
        except Exception as error:
            crashed.setdefault(path, error)
        steps = [Step(s.path, places[s].start.row, text) for s, text in chain if s in places]
        end = place.end
        if end.row > place.start.row:
            end = _header_end(texts[path], place)
        severity: Severity = "info" if (report.severity or rule.severity) == "info" else "error"
        out.append(
            Finding(
                rule.code, rule.name, severity, report.message, path, place.start, end, report.help, tuple(steps), fix,
                place.last_row, about=report.about,
            )
        )
    return out


def _header_end(text: str, place: Place) -> Location:
    """A compound statement is shown by its first row."""
    if isinstance(place.node, (cst.FunctionDef, cst.ClassDef, cst.If, cst.For, cst.While, cst.With, cst.Try, cst.TryStar, cst.Match)):
        row = split_lines(text)[place.start.row - 1]
        return Location(place.start.row, len(row.rstrip()) + 1)
    return place.end


def _chain(report: Report) -> list[tuple[Site, str]]:
    why: Why | None = report.because.why if isinstance(report.because, Trace) else report.because
    steps: list[tuple[Site, str]] = []
    while why is not None:
        step = (why.site, why.text)
        if step not in steps:
            steps.append(step)
        why = why.parent
    steps.reverse()
    if len(steps) > _MAX_STEPS:
        # The beginning says why anything is traced, the end how it came here.
        steps = steps[:3] + steps[-(_MAX_STEPS - 3) :]
    return steps + list(report.related)


def _syntax_error(path: str, text: str, error: cst.ParserSyntaxError) -> Finding:
    row, column = max(error.raw_line, 1), max(error.raw_column, 0) + 1
    message = error.message.splitlines()[0] if error.message else "invalid syntax"
    try:
        python_tree(text)  # which says better where it is, and what
    except SyntaxError as better:
        row, column, message = better.lineno or row, max(better.offset or 1, 1), better.msg
    except (ValueError, RecursionError, MemoryError):
        pass
    here = Location(row, column)
    rule = all_rules()["SB001"]
    return Finding("SB001", rule.name, "error", f"not valid Python: {message}", path, here, here, noqa_row=here.row)


def _internal_error(path: str, error: BaseException) -> Finding:
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else "?"
    here = Location(1, 1)
    rule = all_rules()["SB004"]
    text = f"the analyser failed on this file ({type(error).__name__} at {where}: {error})"
    return Finding(
        "SB004", rule.name, "error", text[:300], path, here, here,
        "This is a bug of sharpbits: please report it with the file.", noqa_row=1,
    )  # fmt: skip
