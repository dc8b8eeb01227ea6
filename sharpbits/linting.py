"""The whole way from paths to what is reported."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from .cache import Cache
from .finding import Finding, Location
from .notebook import in_cells
from .settings import Settings, find_settings
from .source import Source, SourceError, find_files, project_root, read_source
from .suppress import check_suppressions, find_suppressions

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class LintResult:
    """Findings in the order of files and places, and the sources by the names that findings use."""

    findings: list[Finding]
    sources: dict[str, Source] = field(default_factory=dict)

    @property
    def crashed(self) -> bool:
        """Did the analyser fail on a file?"""
        return any(f.code == "SB004" for f in self.findings)

    @property
    def failed(self) -> bool:
        """Is there more than remarks?"""
        return any(f.severity != "info" for f in self.findings)


@dataclass(slots=True)
class Loaded:
    """A project as read: all its sources, the paths to report on, and what could not be read of these."""

    sources: list[Source]
    wanted: list[str]
    errors: list[Finding]


def load(paths: Sequence[str], settings: Settings, *, root: str | None = None, force_exclude: bool = False) -> Loaded:
    """The files under the paths, and those of their project: a helper is traced by whoever imports it, be it a notebook."""
    wanted = [*settings.find_files(paths, force_exclude=force_exclude)]
    loaded = Loaded([], wanted, [])
    for path in wanted:
        try:
            loaded.sources.append(read_source(path))
        except SourceError as error:
            here = Location(error.row, error.column)
            loaded.errors.append(
                Finding("SB001", "syntax-error", "error", error.message, path, here, here, noqa_row=error.row)
            )
    if wanted:
        add_context(loaded, paths, settings, root)
    return loaded


def add_context(loaded: Loaded, paths: Sequence[str], settings: Settings, root: str | None = None) -> None:
    """Add what else belongs to the project of the paths: it is read, and not reported on."""
    known = {os.path.realpath(p) for p in loaded.wanted}
    folders = [os.path.realpath(p) for p in paths if os.path.isdir(p)]
    for path in _around(paths, folders, settings, root):
        key = os.path.realpath(path)
        if key in known:
            continue
        known.add(key)
        try:
            loaded.sources.append(read_source(_displayed(path)))
        except SourceError:
            continue  # it is not asked about


def _around(paths: Sequence[str], folders: Sequence[str], settings: Settings, root: str | None) -> Iterator[str]:
    done: set[str] = set()
    for path in paths:
        top = os.path.abspath(root) if root is not None else project_root(path)
        # Whose home or whole disk is a repository does not want it read for one file.
        marked = top is not None and os.path.realpath(top) not in ("/", os.path.realpath(os.path.expanduser("~")))
        folder = top if marked and top is not None else os.path.abspath(path)
        if not marked and not os.path.isdir(folder):
            folder = os.path.dirname(folder)
        real = os.path.realpath(folder)
        if real in done or any(real == f or real.startswith(f.rstrip(os.sep) + os.sep) for f in folders):
            continue
        done.add(real)
        yield from settings.find_files([folder]) if marked else _beside(folder)


def _beside(folder: str) -> Iterator[str]:
    """Modules and packages in a folder that is no project: what a script there can import."""
    try:
        entries = sorted(os.scandir(folder), key=lambda e: e.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.endswith(".py") and entry.is_file():
            yield entry.path
        elif entry.is_dir(follow_symlinks=False) and os.path.isfile(os.path.join(entry.path, "__init__.py")):
            yield from find_files([entry.path])


def _displayed(path: str) -> str:
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative


def lint_sources(
    sources: Sequence[Source], wanted: Sequence[str], settings: Settings, *, jobs: int = 1, progress: Progress | None = None,
    cache: Cache | None = None,
) -> list[Finding]:  # fmt: skip
    """Findings of the wanted files that the settings select and no comment silences."""
    selected = settings.selected()
    # Imports are found by place, so the analysis sees absolute paths; the user sees those that were given.
    absolute = {s.path: s.path if s.path.startswith("<") else os.path.abspath(s.path) for s in sources}
    shown = {full: path for path, full in absolute.items()}
    asked = {absolute[p] for p in wanted if p in absolute}
    found = analyse([replace(s, path=absolute[s.path]) for s in sources], asked, settings, selected, jobs, progress, cache, _target(settings, wanted))
    by_file: dict[str, list[Finding]] = {}
    for f in found:
        steps = tuple(replace(step, filename=shown.get(step.filename, step.filename)) for step in f.why)
        path = shown.get(f.filename, f.filename)
        by_file.setdefault(path, []).append(replace(f, filename=path, why=steps))
    by_path = {s.path: s for s in sources}
    out: list[Finding] = []
    for path in wanted:
        if path in by_path:
            active = selected - settings.ignored_in(path)
            out += _filter(by_path[path], by_file.get(path, []), active)
    return out


def _target(settings: Settings, wanted: Sequence[str]) -> str:
    """The releases of JAX that the code is for: as set, else as the project's own dependency says, else empty for the newest."""
    if settings.target_jax is not None or not wanted or wanted[0].startswith("<"):
        return settings.target_jax or ""
    from .dependencies import jax_requirement

    root = project_root(wanted[0])
    return (jax_requirement(root) if root is not None else None) or ""


def analyse(
    sources: Sequence[Source], asked: set[str], settings: Settings, codes: set[str], jobs: int, progress: Progress | None, cache: Cache | None,
    target: str = "",
) -> list[Finding]:  # fmt: skip
    if cache is not None:
        from .widths import uses_64_bits
        from .workers import analyse_in_shares, processes

        texts = {s.path: s.text for s in sorted(sources, key=lambda s: s.path)}
        extend = {name: str(row.get("like", "jax.jit")) for name, row in settings.extend_transforms.items()}
        count = processes(jobs, sum(map(len, texts.values())))
        return analyse_in_shares(texts, asked, extend, codes, count, progress or (lambda done, total: None), cache, target, uses_64_bits(texts.values()))
    from .analysis import AnalysisOptions
    from .analysis import analyse as analysed

    return analysed(sources, wanted=asked, options=AnalysisOptions(target, settings.extend_transforms, jobs, progress, codes)).findings


def _filter(source: Source, findings: list[Finding], active: set[str]) -> list[Finding]:
    suppressions = find_suppressions(source.text, silent=not findings)
    if suppressions.whole_file:
        return []
    whole = not any(f.code in ("SB001", "SB004") for f in findings)
    kept = [f for f in findings if f.code in active and not suppressions.silences(f)]
    if whole:
        # Nothing is known of what a file that was not understood would report.
        kept += [f for f in check_suppressions(source.path, suppressions, active) if f.code in active]
    return sorted(kept, key=lambda f: (f.location, f.code))


def lint_paths(
    paths: Sequence[str], settings: Settings | None = None, *, jobs: int = 1, progress: Progress | None = None
) -> LintResult:
    """Lint files and folders; without settings, by those of the nearest settings file. Raises SettingsError."""
    settings = settings or find_settings(paths[0] if paths else ".")
    loaded = load(paths, settings)
    findings = lint_sources(loaded.sources, loaded.wanted, settings, jobs=jobs, progress=progress)
    sources = {s.path: s for s in loaded.sources}
    return LintResult([*loaded.errors, *in_cells(findings, sources)], sources)


def lint_text(text: str, filename: str = "<text>", settings: Settings | None = None) -> list[Finding]:
    """Findings for one piece of code, without its project; without settings, those of the default rules."""
    return lint_sources([Source(filename, text)], [filename], settings or Settings())
