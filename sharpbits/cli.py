"""The command line. The only place that prints."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from . import __version__


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sharpbits")
def main() -> None:
    """Find the sharp bits of JAX in your code, by knowing what is traced and why."""


def _codes(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code.strip() for item in value for code in item.split(",") if code.strip())


@main.command()
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--select", multiple=True, callback=_codes, metavar="CODES", help="Only these rules: codes, prefixes or names.")
@click.option("--ignore", multiple=True, callback=_codes, metavar="CODES", help="Not these rules.")
@click.option("--extend-select", multiple=True, callback=_codes, metavar="CODES", help="These rules too.")
@click.option("--extend-ignore", multiple=True, callback=_codes, metavar="CODES", help="Not these rules either.")
@click.option("--fix", is_flag=True, help="Apply safe fixes.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: apply fixes that change what the program computes, too.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing.")
@click.option("--output-format", type=click.Choice(["full", "concise", "json", "github"]), default="full", show_default=True)
@click.option("--statistics", is_flag=True, help="Count findings by rule.")
@click.option("--exit-zero", is_flag=True, help="End with status 0 whatever is found.")
@click.option("--config", type=click.Path(), help="Read settings from this TOML file.")
@click.option("--isolated", is_flag=True, help="Read no settings file.")
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes for reading and parsing.")
@click.option("--quiet", "-q", is_flag=True, help="Print findings alone.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.option("--stdin-filename", default="<stdin>", help="The name of the code that is read from standard input (`-`).")
@click.option("--show-settings", is_flag=True, help="Print the settings in force, and stop.")
@click.option("--no-cache", is_flag=True, help="Accepted for scripts; there is no cache yet.")
def lint(
    paths: tuple[str, ...], select: tuple[str, ...], ignore: tuple[str, ...], extend_select: tuple[str, ...],
    extend_ignore: tuple[str, ...], fix: bool, unsafe_fixes: bool, diff: bool, output_format: str, statistics: bool,
    exit_zero: bool, config: str | None, isolated: bool, jobs: int, quiet: bool, color: str, stdin_filename: str,
    show_settings: bool, no_cache: bool,
) -> None:  # fmt: skip
    """Lint files and folders (default: the current folder; `-` reads standard input).

    Ends with status 0 when nothing is found, 1 with findings, 2 on misuse or an internal error.
    """
    from . import report as reports
    from .finding import Finding
    from .fixing import fix_source, unified_diff, write_source
    from .linting import LintResult, lint_sources, load
    from .settings import Settings, SettingsError, check_codes, find_settings, read_settings
    from .source import Source, SourceError, decode

    try:
        for items, name in ((select, "--select"), (ignore, "--ignore"), (extend_select, "--extend-select"), (extend_ignore, "--extend-ignore")):
            check_codes(items, name)
        start = next((p for p in paths if p != "-"), stdin_filename if "-" in paths and stdin_filename != "<stdin>" else ".")
        settings = Settings() if isolated else read_settings(config) if config else find_settings(start)
    except SettingsError as error:
        raise _misuse(str(error)) from error
    settings = replace(
        settings, select=select or settings.select, ignore=ignore or settings.ignore,
        extend_select=(*settings.extend_select, *extend_select), extend_ignore=(*settings.extend_ignore, *extend_ignore),
    )  # fmt: skip
    if show_settings:
        shown = {k: getattr(settings, k) for k in Settings.__slots__}
        click.echo(json.dumps({**shown, "selected": sorted(settings.selected())}, indent=2, default=list))
        return
    piped: Source | None = None
    if "-" in paths:
        try:
            piped = decode(stdin_filename, sys.stdin.buffer.read())
        except SourceError as error:
            raise _misuse(str(error)) from error
        sources, wanted, errors = [piped], [piped.path], list[Finding]()
    else:
        missing = next((p for p in paths if not os.path.exists(p)), None)
        if missing is not None:
            raise _misuse(f"no such file or folder: {missing}")
        sources, wanted, errors = load(paths or (".",), settings)
    bar, close = _progress(len(sources), quiet)
    try:
        findings = lint_sources(sources, wanted, settings, jobs=jobs, progress=bar)
    finally:
        close()
    fixed = 0
    if fix or diff:
        known = {s.path: s for s in sources}
        left: list[Finding] = []
        for path in wanted:
            source = known.get(path)
            mine = [f for f in findings if f.filename == path]
            usable = [f for f in mine if f.fix is not None and (unsafe_fixes or f.fix.applicability == "safe")]
            if source is None or not (usable or source is piped):
                left += mine
                continue
            changed, rest, count = fix_source(source, [s for p, s in known.items() if p != path], settings, unsafe_fixes)
            known[path] = changed
            fixed += count
            if diff:
                click.echo(unified_diff(source, changed), nl=False)
                left += mine
            else:
                if source is piped:
                    click.echo(changed.text, nl=False)
                elif changed.text != source.text:
                    try:
                        write_source(changed)
                    except OSError as error:
                        raise _misuse(f"{path}: {error.strerror}; nothing was changed") from error
                left += rest
        findings, sources = left, list(known.values())
        if diff:
            sys.exit(0 if exit_zero or not fixed else 1)
    result = LintResult([*errors, *findings], {s.path: s for s in sources})
    text = reports.FORMATS[output_format](result.findings, result.sources, _colored(color))
    if statistics:
        text = reports.statistics(result.findings)
    to_error = piped is not None and fix
    if text:
        click.echo(text, err=to_error, color=True)
    if not quiet and output_format == "full" and not statistics:
        failing = sum(f.severity != "info" for f in result.findings)
        infos = len(result.findings) - failing
        fixable = sum(f.fix is not None and f.fix.applicability == "safe" for f in result.findings)
        words = f"Found {failing} problem{'s' * (failing != 1)}" + (f" and {infos} remark{'s' * (infos != 1)}" if infos else "")
        words += f" ({fixed} fixed)" if fixed else ""
        words += f"; {fixable} can be fixed with `--fix`" if fixable and not fix else ""
        click.echo(("\n" if text else "") + (words + "." if result.findings else "All clear."), err=to_error)
    if result.crashed:
        sys.exit(2)
    sys.exit(1 if any(f.severity != "info" for f in result.findings) and not exit_zero else 0)


def _misuse(message: str) -> click.ClickException:
    error = click.ClickException(message)
    error.exit_code = 2
    return error


def _colored(choice: str) -> bool:
    if choice != "auto":
        return choice == "always"
    return "NO_COLOR" not in os.environ and sys.stdout.isatty()


def _progress(count: int, quiet: bool) -> tuple[Callable[[int, int], None] | None, Callable[[], None]]:
    """A bar on standard error for long runs on a terminal."""
    if quiet or count < 200 or not sys.stderr.isatty():
        return None, lambda: None
    from rich.console import Console
    from rich.progress import Progress

    progress = Progress(console=Console(stderr=True), transient=True)
    task = progress.add_task("reading", total=count)
    progress.start()
    return lambda done, total: progress.update(task, completed=done, total=total), progress.stop


@main.command()
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def rules(output_format: str) -> None:
    """List all rules."""
    from .rule import all_rules

    known = all_rules().values()
    if output_format == "json":
        rows = [{"code": r.code, "name": r.name, "on": r.on, "fix": r.fix, "proof": r.proof, "summary": r.summary} for r in known]
        click.echo(json.dumps(rows, indent=2))
        return
    for r in known:
        click.echo(f"{r.code}  {r.name:32} {r.on:5} {r.fix:7} {r.summary}")


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
            raise _misuse(str(error)) from error
        raise _misuse(f"`{code}` stands for several rules: {', '.join(c for c in known if c.startswith(code))}")
    click.echo(f"{found.code} {found.name}\n\n{found.doc}\n")
    click.echo(f"Reported: {({'yes': 'by default', 'opt': 'when selected by name', 'info': 'as a remark'})[found.on]}. Fix: {found.fix}.")
    if found.proof:
        click.echo(f"What JAX does: {found.proof}.")
