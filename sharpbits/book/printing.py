"""The book on a terminal."""

from __future__ import annotations

import re
import textwrap
from typing import Any

from .form import Book, Gotcha, Outcome, Part, Run
from .reading import FAMILIES
from .telling import chapters, in_words, needed

#: Stands for a space at which no line is broken.
_SPACE = "\N{NO-BREAK SPACE}"
_CODE = re.compile(r"`([^`]+)`")


class Printer:
    """Prints gotchas as they come; `reporter` is pytest's own."""

    def __init__(self, reporter: Any, verbose: int) -> None:
        self.reporter = reporter
        self.verbose = verbose
        self.family = ""

    @property
    def width(self) -> int:
        return max(60, min(int(self.reporter._tw.fullwidth), 130))

    def line(self, text: str = "", **style: bool) -> None:
        self.reporter.ensure_newline()
        self.reporter.write_line(text, **style)

    def header(self, run: Run) -> list[str]:
        libraries = ", ".join(f"{name} {version}" for name, version in run.libraries.items() if name not in ("hypothesis", "pytest"))
        return [
            f"gotchas: JAX {run.jax}, jaxlib {run.jaxlib} on {run.platform}: {', '.join(_counted(run.devices))}",
            f"         Python {run.python}, {run.machine}; {libraries}",
        ]

    def gotcha(self, gotcha: Gotcha) -> None:
        if gotcha.family != self.family:
            self.family = gotcha.family
            title = next(family.title for family in FAMILIES if family.family == gotcha.family)
            self.line()
            self.line(f"{gotcha.family}  {title}", bold=True)
            self.line("═" * (len(gotcha.family) + 2 + len(title)))
        self.line()
        self.line(f"{gotcha.code} {gotcha.name}", bold=True, cyan=True)
        self.wrapped(gotcha.title, "  ")
        if self.verbose:
            if gotcha.about:
                for paragraph in gotcha.about.split("\n\n"):
                    self.wrapped(" ".join(paragraph.split()), "  ")
            self.code("sharp", [*needed(gotcha, "sharp"), *gotcha.of_role("sharp")])
            self.code("safe", [*needed(gotcha, "blunt"), *gotcha.of_role("blunt")])
            self.line()
        for sentence in gotcha.sentences:
            self.sentence(sentence.text, sentence.outcomes)

    def sentence(self, text: str, outcomes: list[Outcome]) -> None:
        results = {outcome.result for outcome in outcomes}
        if "failed" in results:
            sign, style = "✗", {"red": True, "bold": True}
        elif results == {"skipped"}:
            sign, style = "-", {"yellow": True}
        else:
            sign, style = "✓", {"green": True}
        self.wrapped(text, "      ", first="    ", sign=sign, style=style)
        for line in in_words(outcomes, everything=self.verbose > 0):
            self.wrapped(line, "          ", first="        ")

    def code(self, title: str, parts: list[Part]) -> None:
        if not parts:
            return
        self.line()
        self.line(f"  {title}:", bold=True)
        for number, part in enumerate(parts):
            if number:
                self.line()
            marked = {mark.line: mark for mark in part.marks}
            source = coloured(part.source) if self.reporter.hasmarkup else part.source
            for row, text in enumerate(source.splitlines(), 1):
                mark = marked.get(row)
                self.line("    " + text + (f"   ◀ {' '.join(mark.codes)}" if mark else ""))

    def table(self, book: Book) -> None:
        run = book.runs[0]
        self.line()
        rows = chapters(book)
        wide = max(len(title) for _, title, *_ in rows)
        self.line(f"{'family'.ljust(wide + 5)}  gotchas  sentences  tests  passed  failed  skipped   seconds", bold=True)
        for family, title, gotchas, sentences, tests, passed, failed, skipped, seconds in rows:
            self.line(
                f"{family:3}  {title.ljust(wide)}  {gotchas:7}  {sentences:9}  {tests:5}  {passed:6}  {failed:6}  {skipped:7}  {seconds:8.1f}",
                red=bool(failed),
            )
        self.line(f"on {run.platform} ({', '.join(_counted(run.devices))}) with JAX {run.jax}")

    def wrapped(self, text: str, indent: str, first: str | None = None, sign: str = "", style: dict[str, bool] | None = None) -> None:
        """A paragraph with code in backticks: it loses them where the terminal has colours."""
        start = (indent if first is None else first) + (f"{sign} " if sign else "")
        space = self.width - len(indent)
        # A piece of code is not broken where it fits into a line.
        kept = _CODE.sub(lambda code: code[0].replace(" ", _SPACE) if len(code[0]) < space else code[0], text)
        lines = textwrap.wrap(kept, self.width, initial_indent=start, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        if not self.reporter.hasmarkup:
            for line in lines:
                self.line(line.replace(_SPACE, " "))
            return
        writer, inside = self.reporter._tw, False
        self.reporter.ensure_newline()
        for number, line in enumerate(lines):
            line = line.replace(_SPACE, " ")
            if sign and number == 0:
                line = line.removeprefix(start)
                writer.write(start, **(style or {}))
            for piece in re.split("(`)", line):
                if piece == "`":
                    inside = not inside
                else:
                    writer.write(piece, **({"cyan": True} if inside else {}))
            writer.line()


def _counted(names: list[str]) -> list[str]:
    return [f"{names.count(name)} × {name}" for name in dict.fromkeys(names)]


def coloured(source: str) -> str:
    """Python with the colours of a terminal, where Pygments is there (pytest brings it)."""
    try:
        from pygments import highlight
        from pygments.formatters import TerminalFormatter
        from pygments.lexers import PythonLexer
    except ImportError:
        return source
    return str(highlight(source, PythonLexer(stripnl=False), TerminalFormatter())).rstrip("\n")
