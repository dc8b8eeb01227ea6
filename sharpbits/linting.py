"""The whole way from paths to what is reported, and fixes written back."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .analysis import AnalysisOptions, analyse
from .finding import Finding, Location
from .settings import Settings
from .source import Source, SourceError, find_files, project_root, read_source
from .suppress import check_suppressions, find_suppressions


@dataclass(slots=True)
class LintResult:
    findings: list[Finding]
    sources: dict[str, Source]
    #: Files that could not be read, and what the operating system said.
    errors: list[Finding] = field(default_factory=list)

    @property
    def crashed(self) -> bool:
        return any(f.code == "SB004" for f in self.findings)


def lint_sources(
    sources: Sequence[Source], wanted: Sequence[str], settings: Settings, *, jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> list[Finding]:  # fmt: skip
    """Findings of the wanted files that the settings select and no comment silences."""
    options = AnalysisOptions(settings.target_jax, settings.extend_transforms, jobs, progress)
    chosen = set(wanted)
    selected = settings.selected()
    by_file: dict[str, list[Finding]] = {}
    for finding in analyse(sources, wanted=chosen, options=options).findings:
        by_file.setdefault(finding.filename, []).append(finding)
    out: list[Finding] = []
    for source in sources:
        if source.path not in chosen:
            continue
        suppressions = find_suppressions(source.text)
        active = selected - settings.ignored_in(source.path)
        kept = [f for f in by_file.get(source.path, ()) if f.code in active]
        kept = [f for f in kept if not suppressions.silences(f)]
        kept += [f for f in check_suppressions(source.path, suppressions, active) if f.code in active]
        out += sorted(kept, key=lambda f: (f.location, f.code))
    return out


def load(paths: Sequence[str], settings: Settings) -> tuple[list[Source], list[str], list[Finding]]:
    """Sources of the whole project, the paths that are wanted, and findings for files that cannot be read."""
    exclude = (*settings.exclude, *settings.extend_exclude)
    wanted = list(find_files(paths, exclude, settings.respect_gitignore))
    known = {os.path.realpath(p) for p in wanted}
    context: list[str] = []
    roots = {project_root(p) for p in wanted[:1] + [p for p in paths if os.path.isfile(p)]}
    inside = any(os.path.isdir(p) and os.path.realpath(p) in {os.path.realpath(r) for r in roots} for p in paths)
    if not inside:
        for root in sorted(roots):
            if os.path.realpath(root) not in ("/", os.path.realpath(os.path.expanduser("~"))):
                context += [p for p in find_files([root], exclude, settings.respect_gitignore) if os.path.realpath(p) not in known]
    sources: list[Source] = []
    errors: list[Finding] = []
    for path in (*wanted, *context):
        try:
            sources.append(read_source(path))
        except SourceError as error:
            if path in wanted:
                here = Location(error.row, 1)
                errors.append(Finding("SB001", "syntax-error", "error", error.message, path, here, here, noqa_row=error.row))
    return sources, wanted, errors


def lint_paths(
    paths: Sequence[str], settings: Settings | None = None, *, jobs: int = 1, progress: Callable[[int, int], None] | None = None
) -> LintResult:
    settings = settings or Settings()
    sources, wanted, errors = load(paths, settings)
    findings = lint_sources(sources, wanted, settings, jobs=jobs, progress=progress)
    return LintResult([*errors, *findings], {s.path: s for s in sources})


def lint_text(text: str, filename: str = "<text>", settings: Settings | None = None) -> list[Finding]:
    """Findings for one piece of code, without its project."""
    return lint_sources([Source(filename, text)], [filename], settings or Settings())
