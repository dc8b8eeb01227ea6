"""The command line. The only place that prints."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from . import __version__

if TYPE_CHECKING:
    from .fixing import Fixed
    from .linting import LintResult, Loaded
    from .settings import Settings

_LONG_RUN = 100


class Misuse(click.ClickException):
    """What the user has to change: status 2."""

    exit_code = 2


class _Group(click.Group):
    """An error of our own ends with status 2, which never means that something was found."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, OSError):
            raise
        except Exception as error:
            import traceback

            traceback.print_exc()
            raise Misuse(f"internal error ({type(error).__name__}): please report it with the lines above") from error


def run() -> None:
    """The program. It runs once, so that nothing has to be cleared away on the way, nor at the end: a tenth of the time of a long run."""
    gc.disable()
    try:
        main(prog_name="sharpbits")
    finally:
        gc.freeze()


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sharpbits")
def main() -> None:
    """Find the sharp bits of JAX in your code, by knowing what is traced and why."""


def _codes(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    from .settings import SettingsError, check_codes

    codes = tuple(code.strip() for item in value for code in item.split(",") if code.strip())
    try:
        check_codes(codes, param.opts[0])
    except SettingsError as error:
        raise Misuse(str(error)) from error
    return codes


def _target(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    from .data.versions import Target

    try:
        return value if value is None or Target.read(value) else None
    except ValueError as error:
        raise Misuse(f"{param.opts[0]}: {error}") from error


def _code_option(name: str, help: str) -> Callable[[Any], Any]:
    return click.option(name, multiple=True, callback=_codes, metavar="CODES", help=help)


@main.command()
@click.argument("paths", nargs=-1, type=click.Path())
@_code_option("--select", "Only these rules: codes, prefixes or names, with commas between them.")
@_code_option("--ignore", "Not these rules.")
@_code_option("--extend-select", "These rules too.")
@_code_option("--extend-ignore", "Not these rules either.")
@click.option("--fix", is_flag=True, help="Apply safe fixes.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: also fixes that change what the program computes.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing.")
@click.option("--output-format", type=click.Choice(["full", "concise", "json", "github"]), default="full", show_default=True)
@click.option("--statistics", is_flag=True, help="Count findings by rule.")
@click.option("--exit-zero", is_flag=True, help="End with status 0 whatever is found.")
@click.option("--config", type=click.Path(), help="Read settings from this TOML file.")
@click.option("--isolated", is_flag=True, help="Read no settings file.")
@click.option("--target-jax", metavar="RELEASES", callback=_target, help="The releases of JAX that the code is for, as 0.10 or '>=0.6,<0.11'; default: what the project declares, else the newest.")
@click.option("--project-root", type=click.Path(exists=True, file_okay=False), help="The folder whose modules may be imported; default: the nearest with a pyproject.toml, setup file or .git.")
@click.option("--force-exclude", is_flag=True, help="Excludes count for files that are named, too.")
@click.option("--jobs", "-j", type=click.IntRange(min=1), default=1, show_default=True, help="How many processes to use.")
@click.option("--quiet", "-q", is_flag=True, help="Print findings alone.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.option("--stdin-filename", help="The name of the code that is read from standard input (`-`).")
@click.option("--show-settings", is_flag=True, help="Print the settings in force, and stop.")
@click.option("--no-cache", is_flag=True, help="Look nothing up in the cache, and add nothing to it.")
@click.option("--cache-dir", type=click.Path(file_okay=False), help="The folder of the cache; default: .sharpbits_cache in the project.")
def lint(
    paths: tuple[str, ...], select: tuple[str, ...], ignore: tuple[str, ...], extend_select: tuple[str, ...],
    extend_ignore: tuple[str, ...], fix: bool, unsafe_fixes: bool, diff: bool, output_format: str, statistics: bool,
    exit_zero: bool, config: str | None, isolated: bool, target_jax: str | None, project_root: str | None, force_exclude: bool,
    jobs: int, quiet: bool, color: str, stdin_filename: str | None, show_settings: bool, no_cache: bool, cache_dir: str | None,
) -> None:  # fmt: skip
    """Lint files and folders (default: the current folder; `-` reads standard input).

    Ends with status 0 when nothing is found, 1 with findings, 2 on misuse or an internal error.
    """
    if config and isolated:
        raise Misuse("--config and --isolated exclude each other")
    if "-" in paths and len(paths) > 1:
        raise Misuse("`-` cannot be linted together with other paths")
    missing = next((p for p in paths if p != "-" and not os.path.exists(p)), None)
    if missing is not None:
        raise Misuse(f"no such file or folder: {missing}")
    piped = "-" in paths
    start = (stdin_filename or ".") if piped else (paths or (".",))[0]
    settings = _settings(start, config, isolated, select, ignore, extend_select, extend_ignore)
    settings = replace(settings, target_jax=target_jax) if target_jax is not None else settings
    if show_settings:
        shown = {key: getattr(settings, key) for key in settings.__slots__}
        click.echo(json.dumps({**shown, "selected": sorted(settings.selected())}, indent=2, default=list))
        return

    from .cache import Cache
    from .linting import LintResult, lint_sources, load
    from .notebook import in_cells

    loaded = _read_standard_input(stdin_filename, settings, project_root) if piped else load(
        paths or (".",), settings, root=project_root, force_exclude=force_exclude
    )  # fmt: skip
    progress, close = _progress(len(loaded.sources), quiet)
    try:
        cache = None if no_cache or piped else Cache(cache_dir or _cache_folder(settings, start))
        findings = lint_sources(loaded.sources, loaded.wanted, settings, jobs=jobs, progress=progress, cache=cache)
    finally:
        close()
    before = {s.path: s for s in loaded.sources}
    sources = before
    fixed: Fixed | None = None
    if fix or diff:
        from .fixing import fix_sources

        gc.enable()  # what one round leaves is cleared away before the next
        fixed = fix_sources(
            loaded.sources, findings, lambda changed: lint_sources(changed, loaded.wanted, settings, jobs=jobs), unsafe=unsafe_fixes
        )
        sources = {s.path: s for s in fixed.sources}
        if not diff:
            findings = fixed.findings
    result = LintResult([*loaded.errors, *in_cells(findings, sources)], sources)
    if fixed is not None and diff:
        _print_diff(before, fixed, loaded.wanted, quiet)
        changed = any(sources[path].text != before[path].text for path in before)
        sys.exit(2 if result.crashed else int(changed and not exit_zero))
    if fixed is not None:
        _write(before, fixed, loaded.wanted, piped)
    # The fixed code goes to standard output, so that findings have to go elsewhere.
    _print_findings(result, output_format, statistics, color, quiet, fixed.count if fixed is not None else 0, to_error=piped and fix)
    if fixed is not None and fixed.refused:
        click.echo(f"Not fixed, since the result was no better: {', '.join(sorted(fixed.refused))}", err=True)
    sys.exit(2 if result.crashed else int(result.failed and not exit_zero))


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True))
@click.option("--from", "start", metavar="VERSION", help="The release that the code runs on now; default: what the project declares.")
@click.option("--to", "goal", metavar="VERSION", default="newest", show_default=True, help="The release that it is to run on.")
@click.option("--fix", is_flag=True, help="Rewrite what has a drop-in.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing.")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def upgrade(paths: tuple[str, ...], start: str | None, goal: str, fix: bool, diff: bool, output_format: str) -> None:
    """What an upgrade of JAX breaks, what breaks next, and the rewrite where there is a drop-in.

    Ends with status 0 when nothing is removed, 1 when something is, 2 on misuse.
    """
    from .data.versions import Target
    from .dependencies import jax_requirement
    from .fixing import fix_sources
    from .linting import lint_sources, load
    from .source import project_root
    from .upgrade import CODES, summary, table

    wanted = paths or (".",)
    declared = project_root(wanted[0])
    start = start or (jax_requirement(declared) if declared is not None else None)
    try:
        before, after = Target.read(start) if start else None, Target.read(goal)
    except ValueError as error:
        raise Misuse(str(error)) from error
    settings = replace(_settings(wanted[0], None, False, CODES, (), (), ()), target_jax=goal)
    # Of a range that is supported now, the oldest release is where the way begins.
    before = Target(before.oldest, before.oldest) if before is not None and before.oldest != before.newest and before.newest > after.newest else before
    loaded = load(wanted, settings)
    findings = lint_sources(loaded.sources, loaded.wanted, settings)
    if fix or diff:
        texts = {s.path: s for s in loaded.sources}
        gc.enable()
        fixed = fix_sources(loaded.sources, findings, lambda changed: lint_sources(changed, loaded.wanted, settings))
        if diff:
            _print_diff(texts, fixed, loaded.wanted, True)
            return
        _write(texts, fixed, loaded.wanted, False)
        click.echo(f"{_count(fixed.count, 'place')} rewritten.", err=True)
        findings = fixed.findings
    changes = summary(findings, before)
    if output_format == "json":
        click.echo(json.dumps([c.as_json() for c in changes], indent=2))
    else:
        click.echo(table(changes, "newest" if goal == "newest" else goal), nl=False)
    for f in loaded.errors:
        click.echo(f"{f.filename}:{f.location.row}: {f.message}", err=True)
    sys.exit(2 if loaded.errors else int(any(c.status == "removed" for c in changes)))


def _cache_folder(settings: Settings, start: str) -> str:
    from .cache import default_folder
    from .source import project_root

    if settings.cache_dir:
        return os.path.join(settings.root, settings.cache_dir)
    root = settings.root if settings.path else project_root(start)
    return default_folder(root or (start if os.path.isdir(start) else os.path.dirname(start) or "."))


@main.command()
@click.argument("path", default=".", type=click.Path(exists=True))
@click.option("--cache-dir", type=click.Path(file_okay=False), help="The folder of the cache, where it is not the project's own.")
def clean(path: str, cache_dir: str | None) -> None:
    """Remove the cache of the project at PATH."""
    from .cache import Cache

    folder = cache_dir or _cache_folder(_settings(path, None, False, (), (), (), ()), path)
    click.echo(f"Removed {folder}" if Cache(folder).clean() else f"No cache at {folder}")


def _settings(
    start: str, config: str | None, isolated: bool, select: tuple[str, ...], ignore: tuple[str, ...],
    extend_select: tuple[str, ...], extend_ignore: tuple[str, ...],
) -> Settings:  # fmt: skip
    from .settings import Settings, SettingsError, find_settings, read_settings

    try:
        settings = Settings() if isolated else read_settings(config) if config is not None else find_settings(start)
    except SettingsError as error:
        raise Misuse(str(error)) from error
    if select:
        # What is chosen here is chosen afresh, whatever the file ignores.
        settings = replace(settings, select=select, ignore=(), extend_select=(), extend_ignore=())
    return replace(
        settings, ignore=(*settings.ignore, *ignore), extend_select=(*settings.extend_select, *extend_select),
        extend_ignore=(*settings.extend_ignore, *extend_ignore),
    )  # fmt: skip


def _read_standard_input(filename: str | None, settings: Settings, root: str | None) -> Loaded:
    """The piped code and, where it has a file name, the project around that file."""
    from .finding import Finding, Location
    from .linting import Loaded, add_context
    from .source import SourceError, decode

    path = filename or "<stdin>"
    loaded = Loaded([], [path], [])
    data = sys.stdin.buffer.read()
    try:
        loaded.sources.append(decode(path, data))
    except SourceError as error:
        here = Location(error.row, error.column)
        loaded.errors.append(Finding("SB001", "syntax-error", "error", error.message, path, here, here, noqa_row=error.row))
    if filename is not None:
        add_context(loaded, [path], settings, root)
    return loaded


def _print_diff(before: Any, fixed: Fixed, wanted: Sequence[str], quiet: bool) -> None:
    from .fixing import unified_diff

    after = {s.path: s for s in fixed.sources}
    for path in wanted:
        if path in before:
            click.echo(unified_diff(before[path], after[path]), nl=False)
    if not quiet:
        click.echo(f"Would fix {_count(fixed.count, 'problem')}.", err=True)


def _write(before: Any, fixed: Fixed, wanted: Sequence[str], piped: bool) -> None:
    from .fixing import write_source

    failed: list[str] = []
    for source in fixed.sources:
        if piped and source.path in wanted:
            sys.stdout.buffer.write(source.encode())
            sys.stdout.buffer.flush()
        elif source.text != before[source.path].text:
            try:
                write_source(before[source.path], source)
            except OSError as error:
                failed.append(f"{source.path}: {error.strerror or error}; the file is as it was")
    if failed:
        raise Misuse("\n".join(failed))


def _print_findings(
    result: LintResult, output_format: str, statistics: bool, color: str, quiet: bool, fixed: int, *, to_error: bool
) -> None:
    from . import report

    stream = sys.stderr if to_error else sys.stdout
    if statistics:
        text = report.statistics(result.findings, as_json=output_format == "json")
    else:
        text = report.FORMATS[output_format](result.findings, result.sources, _colored(color, stream))
    if text:
        click.echo(text, err=to_error, color=True)
    if quiet or output_format not in ("full", "concise"):
        return
    failing = sum(f.severity != "info" for f in result.findings)
    remarks = len(result.findings) - failing
    words = [f"Found {_count(failing, 'problem')}" + (f" and {_count(remarks, 'remark')}" if remarks else "")]
    if not result.findings:
        words = ["All clear"]
    if fixed:
        words.append(f"{fixed} fixed")
    kinds = [f.fix.applicability for f in result.findings if f.fix is not None]
    if kinds.count("safe"):
        words.append(f"{kinds.count('safe')} fixable with `--fix`")
    if kinds.count("unsafe"):
        words.append(f"{kinds.count('unsafe')} with `--fix --unsafe-fixes`")
    click.echo(("\n" if text and output_format == "full" else "") + ", ".join(words) + ".", err=to_error)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"


def _colored(choice: str, stream: Any) -> bool:
    if choice != "auto":
        return choice == "always"
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and bool(stream.isatty())


def _progress(count: int, quiet: bool) -> tuple[Callable[[int, int], None] | None, Callable[[], None]]:
    """A bar on standard error for long runs on a terminal."""
    if quiet or count < _LONG_RUN or not sys.stderr.isatty():
        return None, lambda: None
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("linting", total=count)
    bar.start()
    return lambda done, total: bar.update(task, completed=done, total=total), bar.stop


@main.command()
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def rules(output_format: str) -> None:
    """List all rules."""
    from .rule import all_rules

    known = all_rules().values()
    if output_format == "json":
        keys = ("code", "name", "on", "fix", "proof", "summary", "doc")
        click.echo(json.dumps([{key: getattr(r, key) for key in keys} for r in known], indent=2))
        return
    width = max(len(r.name) for r in known)
    click.echo(f"{'code':5}  {'name':{width}}  {'on':4}  {'fix':6}  what")
    for r in known:
        click.echo(f"{r.code}  {r.name:{width}}  {r.on:4}  {r.fix:6}  {r.summary}")


@main.command()
@click.argument("code")
def rule(code: str) -> None:
    """Explain one rule, by its code or name."""
    from .rule import all_rules
    from .settings import SettingsError, check_codes

    known = all_rules()
    found = known.get(code.upper()) or next((r for r in known.values() if r.name == code), None)
    if found is None:
        try:
            check_codes([code], "rule")
        except SettingsError as error:
            raise Misuse(str(error)) from error
        raise Misuse(f"`{code}` stands for several rules: {', '.join(c for c in known if c.startswith(code))}")
    on = {"yes": "by default", "opt": "when selected by its own code or name", "info": "as a remark: it fails no run"}
    click.echo(f"{found.code} {found.name}\n\n{found.doc}\n\nReported: {on[found.on]}. Fix: {found.fix}.")
    if found.proof:
        click.echo(f"What JAX does: {found.proof}.")
