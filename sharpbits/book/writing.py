"""The book as a file: JSON for programs, Markdown and HTML for people."""

from __future__ import annotations

import html
import re
from pathlib import Path

from .form import Book, Gotcha, Outcome, Part, Run, dump
from .telling import chapters, in_words, needed

_SIGNS = {"passed": "✓", "failed": "✗", "skipped": "–"}


def write(book: Book, path: Path) -> None:
    """The ending of the file's name says how."""
    make = {".json": dump, ".md": markdown, ".html": page}[path.suffix]
    path.write_text(make(book), encoding="utf-8")


def markdown(book: Book) -> str:
    lines = ["# The sharp bits of JAX, and what really happens", "", *(f"- {_run(book, number)}" for number in range(len(book.runs))), ""]
    lines += ["| family | | gotchas | sentences | tests | passed | failed | skipped |", "|---|---|--:|--:|--:|--:|--:|--:|"]
    lines += [f"| {' | '.join(str(cell) for cell in row[:8])} |" for row in chapters(book)]
    for family in book.families:
        gotchas = [gotcha for gotcha in book.gotchas if gotcha.family == family.family]
        if gotchas:
            lines += ["", f"## {family.family} {family.title}"]
        for gotcha in gotchas:
            lines += ["", f"### {gotcha.code} {gotcha.name}", "", _escaped(gotcha.title)]
            lines += ["", _escaped(gotcha.about)] if gotcha.about else []
            for title, parts in _code(gotcha):
                lines += ["", f"{title}:", "", "```python", *_with_marks(parts), "```"]
            lines.append("")
            for sentence in gotcha.sentences:
                lines.append(f"- {_sign(sentence.outcomes)} {sentence.text}")
                lines += [f"  - {_escaped(told)}" for told in _told(book, sentence.outcomes)]
    return "\n".join(lines) + "\n"


def page(book: Book) -> str:
    """One page that needs nothing else."""
    body = ["<h1>The sharp bits of JAX, and what really happens</h1>", "<ul>"]
    body += [f"<li>{_inline(_run(book, number))}</li>" for number in range(len(book.runs))]
    body += ["</ul>", "<div class=wide><table><tr>", *(f"<th>{name}</th>" for name in _COLUMNS), "</tr>"]
    for row in chapters(book):
        cells = [f'<a href="#{row[0].lower()}">{row[0]}</a>', *(html.escape(str(cell)) for cell in row[1:8])]
        body.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    body.append("</table></div>")
    for family in book.families:
        gotchas = [gotcha for gotcha in book.gotchas if gotcha.family == family.family]
        if gotchas:
            body.append(f'<h2 id="{family.family.lower()}">{family.family} {html.escape(family.title)}</h2>')
        for gotcha in gotchas:
            body.append(f'<section id="{gotcha.code.lower()}"><h3>{gotcha.code} {gotcha.name}</h3><p>{_inline(gotcha.title)}</p>')
            body += [f"<p>{_inline(paragraph)}</p>" for paragraph in gotcha.about.split("\n\n") if paragraph]
            for title, parts in _code(gotcha):
                body.append(f"<h4>{title}</h4>{_coloured(chr(10).join(_with_marks(parts)))}")
            body.append("<ul class=told>")
            for sentence in gotcha.sentences:
                told = "".join(f"<li>{_inline(line)}</li>" for line in _told(book, sentence.outcomes))
                result = _sign(sentence.outcomes)
                body.append(f'<li class="{"failed" if result == "✗" else "passed"}">{result} {_inline(sentence.text)}<ul>{told}</ul></li>')
            body.append("</ul></section>")
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>The sharp bits of JAX</title>'
    return f'<!doctype html>\n<html lang="en"><head>{head}<style>{_STYLE}{_colours()}</style></head>\n<body>\n' + "\n".join(body) + "\n</body></html>\n"


_COLUMNS = ("family", "", "gotchas", "sentences", "tests", "passed", "failed", "skipped")
_STYLE = """
:root { color-scheme: light dark; --line: #8884; --code: #8881; --good: #1a7f37; --bad: #c1121f; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h2 { border-bottom: 1px solid var(--line); margin-top: 3rem; } h4 { margin: 1rem 0 .3rem; }
pre, code { font: .875rem/1.45 ui-monospace, monospace; background: var(--code); border-radius: .3rem; } code { padding: .1em .3em; overflow-wrap: anywhere; }
pre { padding: .7rem 1rem; overflow-x: auto; } .wide { overflow-x: auto; } table { border-collapse: collapse; } td, th { padding: .2rem .6rem; border-bottom: 1px solid var(--line); text-align: left; }
.told { list-style: none; padding-left: 0; } .told ul { padding-left: 1.8rem; } .failed { color: var(--bad); font-weight: 600; }
"""


def _run(book: Book, number: int) -> str:
    run: Run = book.runs[number]
    kinds = ", ".join(f"{run.devices.count(name)} × {name}" for name in dict.fromkeys(run.devices))
    return f"JAX {run.jax}, jaxlib {run.jaxlib}, Python {run.python}, {run.machine}, on {run.platform} ({kinds}), {run.started}, {run.seconds:.0f} s"


def _code(gotcha: Gotcha) -> list[tuple[str, list[Part]]]:
    pairs = [("Sharp", [*needed(gotcha, "sharp"), *gotcha.of_role("sharp")]), ("Safe", [*needed(gotcha, "blunt"), *gotcha.of_role("blunt")])]
    return [(title, parts) for title, parts in pairs if parts]


def _with_marks(parts: list[Part]) -> list[str]:
    lines: list[str] = []
    for part in parts:
        marks = {mark.line: " ".join(mark.codes) for mark in part.marks}
        lines += [""] if lines else []
        lines += [line + (f"  # ← {marks[row]}" if row in marks else "") for row, line in enumerate(part.source.splitlines(), 1)]
    return lines


def _sign(outcomes: list[Outcome]) -> str:
    results = {outcome.result for outcome in outcomes}
    return _SIGNS["failed" if "failed" in results else "passed" if "passed" in results else "skipped"]


def _told(book: Book, outcomes: list[Outcome]) -> list[str]:
    """What happened; by run where the runs differ."""
    each = [in_words([outcome for outcome in outcomes if outcome.run == number]) for number in range(len(book.runs))]
    present = [told for told in each if told]
    if all(told == present[0] for told in present):
        return present[0] if present else []
    return [f"{line} ({book.runs[number].platform}, JAX {book.runs[number].jax})" for number, told in enumerate(each) for line in told]


def _inline(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))


def _escaped(text: str) -> str:
    """Markdown that shows the text as it is, but for code in backticks."""
    pieces = re.split(r"(`[^`]*`)", text)
    return "".join(piece if piece.startswith("`") and piece.endswith("`") else re.sub(r"([\\*_<>\[\]`])", r"\\\1", piece) for piece in pieces)


def _coloured(source: str) -> str:
    try:
        from pygments import highlight
        from pygments.formatters import HtmlFormatter
        from pygments.lexers import PythonLexer
    except ImportError:
        return f"<pre>{html.escape(source)}</pre>"
    return str(highlight(source, PythonLexer(), HtmlFormatter(nowrap=False)))


def _colours() -> str:
    try:
        from pygments.formatters import HtmlFormatter
    except ImportError:
        return ""
    light = HtmlFormatter(style="default", nobackground=True).get_style_defs(".highlight")
    dark = HtmlFormatter(style="monokai", nobackground=True).get_style_defs(".highlight")
    return f"{light}\n@media (prefers-color-scheme: dark) {{ {dark} }}\n.highlight pre {{ background: var(--code); }}"
