"""Jupyter notebooks: their code cells as one text of Python, and back.

In the text a comment stands before each cell, and IPython's own lines (`%timeit f(x)`, `!pip install jax`) are hidden in comments
behind Python that does nothing, so that every row of a cell is a row of the text. A cell that is not Python (`%%bash`), and one
that is tagged with `raises-exception`, shows what is meant to fail: both are left out.
"""

from __future__ import annotations

import ast
import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from .finding import Edit, Finding, Location
from .source import Source, SourceError, split_lines

_HEAD = "# %% [cell {}]"
_HEADS = re.compile(r"^# %% \[cell (\d+)\]$", re.M)
#: What a hidden row looks like; it ends with the row as it was.
_HIDDEN = re.compile(r"^.*?#%\|(.*)$", re.M)
#: Cell magics whose cell is Python.
_PYTHON = frozenset({"time", "timeit", "capture", "prun", "snakeviz", "memit", "python", "python3"})
_MAGIC = re.compile(r"^(\s*)([%!?].*|[\w.%]+\?{1,2}\s*)$")
_ASSIGNED = re.compile(r"^(\s*)([\w, ]+?)\s*=\s*[%!].*$")


@dataclass(frozen=True, slots=True)
class Notebook(Source):
    """`text` holds the code cells; `document` is the file as it was read."""

    document: str = ""

    def encode(self) -> bytes:
        """The bytes of the file, with the code of the text; raises ValueError where the text has other cells than the file."""
        if self.text == _text(_cells(json.loads(self.document))):
            return self.document.encode()
        parts = _HEADS.split(self.text)
        new = {int(number): _shown(code) for number, code in zip(parts[1::2], parts[2::2])}
        document = json.loads(self.document)
        cells = dict(_cells(document))
        if parts[0].strip() or new.keys() != cells.keys():
            raise ValueError("the cells of the notebook are no longer told apart")
        for number, code in new.items():
            cell = document["cells"][number - 1]
            cell["source"] = code if isinstance(cell["source"], str) else code.splitlines(keepends=True)
        indent = re.match(r"\{\r?\n( *|\t*)\"", self.document)
        text = json.dumps(document, indent=len(indent[1]) if indent else None, ensure_ascii=self.document.isascii())
        text += "\n" * self.document.endswith("\n")
        return (text.replace("\n", "\r\n") if "\r\n" in self.document else text).encode()

    @property
    def shown(self) -> str:
        return _shown(self.text)

    def code(self, cell: int) -> str:
        """What the cell shows, with nothing hidden."""
        parts = _HEADS.split(self.text)
        return _shown(parts[parts.index(str(cell), 1) + 1])


def read_notebook(path: str, data: bytes) -> Notebook:
    """The notebook, whose text is empty if it is not about Python; raises SourceError."""
    try:
        document = data.decode()
        content = json.loads(document)
        language = content.get("metadata", {}).get("kernelspec", {}).get("language", "python")
        text = _text(_cells(content)) if language == "python" else ""
    except UnicodeDecodeError as error:
        raise SourceError(path, f"cannot be decoded: {error}") from error
    except json.JSONDecodeError as error:
        raise SourceError(path, f"is no notebook: {error.msg}", error.lineno, error.colno) from error
    except (AttributeError, KeyError, TypeError) as error:
        raise SourceError(path, "is no notebook of version 4") from error
    return Notebook(path, text, document=document)


def _cells(document: Any) -> list[tuple[int, str]]:
    """Number and code of the cells of Python."""
    found = []
    for number, cell in enumerate(document["cells"], 1):
        if cell["cell_type"] != "code" or "raises-exception" in cell.get("metadata", {}).get("tags", ()):
            continue
        source = cell["source"]
        code = source if isinstance(source, str) else "".join(source)
        first = code.lstrip().split("\n", 1)[0]
        magic = re.match(r"%%(\w+)", first)
        if magic is None or magic[1] in _PYTHON:
            found.append((number, code))
    return found


def _text(cells: list[tuple[int, str]]) -> str:
    return "".join([f"{_HEAD.format(number)}\n{_hidden(code)}\n" for number, code in cells])


def _hidden(code: str) -> str:
    """The code with all that only IPython understands in comments."""
    if not re.search(r"[%!?]", code) or _parses(code):
        return code
    rows, goes_on = [], False
    for row in split_lines(code):
        found, assigned = _MAGIC.match(row), _ASSIGNED.match(row)
        if goes_on or row.lstrip().startswith("%%"):
            rows.append(f"#%|{row}")
        elif found is not None:
            rows.append(f"{found[1]}pass #%|{row}")
        elif assigned is not None:
            rows.append(f"{assigned[1]}{assigned[2]} = get_ipython() #%|{row}")
        else:
            rows.append(row)
            continue
        goes_on = row.endswith("\\")
    return "\n".join(rows)


def _parses(code: str) -> bool:
    try:
        ast.parse(code)
    except (SyntaxError, ValueError):
        return False
    return True


def _shown(code: str) -> str:
    """A part of the text as the cell has it."""
    return _HIDDEN.sub(r"\1", code.removeprefix("\n").removesuffix("\n"))


def in_cells(findings: Iterable[Finding], sources: Mapping[str, Source]) -> list[Finding]:
    """Findings in notebooks, by cell (counted from 1, as ruff does) and row in it; all others as they are."""
    return [_in_cell(f, sources) for f in findings]


def _in_cell(f: Finding, sources: Mapping[str, Source]) -> Finding:
    steps = []
    for step in f.why:
        cell, row = _place(sources.get(step.filename), step.row)
        steps.append(replace(step, row=row, cell=cell) if cell is not None else step)
    source = sources.get(f.filename)
    if not isinstance(source, Notebook):
        return replace(f, why=tuple(steps)) if any(step.cell is not None for step in steps) else f

    def moved(place: Location) -> Location:
        return Location(_place(source, place.row)[1], place.column)

    fix = f.fix
    if fix is not None:
        fix = replace(fix, edits=tuple([Edit(moved(e.location), moved(e.end_location), e.content) for e in fix.edits]))
    cell, row = _place(source, f.location.row)
    noqa_row = _place(source, f.noqa_row)[1] if f.noqa_row else 0
    return replace(f, location=Location(row, f.location.column), end_location=moved(f.end_location), noqa_row=noqa_row, cell=cell, why=tuple(steps), fix=fix)


def _place(source: Source | None, row: int) -> tuple[int | None, int]:
    if not isinstance(source, Notebook):
        return None, row
    heads = _rows_of_heads(source.text)
    n = bisect_right(heads, row, key=lambda head: head[0]) - 1
    return (heads[n][1], row - heads[n][0]) if n >= 0 else (None, row)


@lru_cache(maxsize=8)
def _rows_of_heads(text: str) -> list[tuple[int, int]]:
    return [(text.count("\n", 0, m.start()) + 1, int(m[1])) for m in _HEADS.finditer(text)]
