"""The form of the book: what `--gotchas-report FILE.json` writes, and what a site or a table reads.

`load(path)` gives a `Book` and `dump(book)` its JSON, which has these names and no others. A name is never given another
meaning; names may be added. `FORMAT` is raised when one is taken away.

A book has `runs` (one interpreter with one JAX on one kind of device), `families`, and `gotchas`. A gotcha has `parts`, its
source in pieces, and `sentences`, its tests. A sentence has one outcome for each run and each set of parameters; an outcome
tells in `happened` what was seen, in order.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

FORMAT = 1

Role = Literal["sharp", "blunt", "fine", "test", "support"]
Result = Literal["passed", "failed", "skipped"]
Kind = Literal["raised", "warned", "value", "examples", "ran"]


@dataclass(frozen=True)
class Run:
    """One pass through the gotchas: which JAX, and on what."""

    jax: str
    jaxlib: str
    python: str
    #: "cpu", "gpu" or "tpu", as `jax.default_backend()` says.
    platform: str
    #: What JAX calls each device, such as "NVIDIA H100 80GB HBM3" or "cpu".
    devices: list[str]
    #: The operating system and its machine, such as "Linux x86_64".
    machine: str
    #: Versions of the other libraries that are installed: numpy, flax, optax, ...
    libraries: dict[str, str]
    #: When the run began, UTC, ISO 8601.
    started: str
    seconds: float


@dataclass(frozen=True)
class Family:
    family: str
    folder: str
    title: str


@dataclass(frozen=True)
class Mark:
    """A line where the linter reports. `line` counts from 1 in the source of the part."""

    line: int
    codes: list[str]
    #: False: the linter may report here, for instance since the rule is not on by default.
    required: bool


@dataclass(frozen=True)
class Part:
    """A statement of the gotcha's module: its imports, a function, a class, a constant. In the order of the file."""

    #: "sharp", "sharp_traced", "blunt", ...; empty for what has no name of its own, such as imports.
    name: str
    #: sharp: goes wrong; blunt: the safe form; fine: good code that looks like it; test: proves it; support: the rest.
    role: Role
    #: Without the marks.
    source: str
    #: The file, relative to the folder of the gotchas: most gotchas are one file.
    file: str
    #: The line of the file at which `source` begins.
    line: int
    marks: list[Mark]


@dataclass(frozen=True)
class Happening:
    """Something that was seen while a test ran."""

    #: raised: an exception that was expected. warned: a warning that was expected. value: what an expression gave.
    #: examples: a property held for so many random examples. ran: it ran to its end, and nothing else was asked.
    kind: Kind
    #: The expression or statement, such as "sharp().tolist()".
    code: str
    #: The name of the type of the exception or warning; of a value "" or its type.
    type: str
    #: The first line of the exception's message, the value as text, the number of examples.
    says: str
    #: What the test asserts of a value, such as "sharp().tolist() == [3.0, 1.0, 2.0]".
    claim: str
    #: How many times the same was seen.
    times: int
    #: All of it as a sentence: "`sharp()` raised TypeError: JAX arrays are immutable ...". Plain text with code in backticks;
    #: what else would mean something in Markdown or HTML stands for itself.
    text: str


@dataclass(frozen=True)
class Outcome:
    """What became of one test with one set of parameters in one run."""

    #: The place of its run in `runs`.
    run: int
    #: pytest's id of the parameters, such as "eager" or "sharp_scan-jit"; empty without.
    parameters: str
    result: Result
    #: The first line of the error of a failed test, the reason of a skipped one.
    error: str
    seconds: float
    happened: list[Happening]


@dataclass(frozen=True)
class Sentence:
    """A test: its name is a sentence."""

    test: str
    #: "Assignment to an element raises."
    text: str
    outcomes: list[Outcome]


@dataclass(frozen=True)
class Gotcha:
    code: str
    name: str
    family: str
    #: The first line of the docstring after the name, plain text with code in backticks: "A JAX array is immutable; `x[i] = v` raises."
    title: str
    #: The rest of the docstring, paragraphs of such text; often empty.
    about: str
    #: The file of the tests, relative to the folder of the gotchas: "sb1_arrays/test_sb101_in_place_update.py".
    path: str
    parts: list[Part]
    sentences: list[Sentence]

    def of_role(self, *roles: Role) -> list[Part]:
        return [part for part in self.parts if part.role in roles]


@dataclass(frozen=True)
class Book:
    runs: list[Run]
    families: list[Family]
    gotchas: list[Gotcha]
    format: int = field(default=FORMAT)


def dump(book: Book) -> str:
    return json.dumps({"format": book.format, **asdict(book)}, indent=1, ensure_ascii=False) + "\n"


def load(path: Path | str) -> Book:
    return parse(json.loads(Path(path).read_text(encoding="utf-8")))


def parse(data: dict[str, Any]) -> Book:
    if data["format"] > FORMAT:
        raise ValueError(f"a book of format {data['format']}; this release of sharpbits reads {FORMAT}")
    gotchas = [
        Gotcha(**{
            **gotcha,
            "parts": [Part(**{**part, "marks": [Mark(**mark) for mark in part["marks"]]}) for part in gotcha["parts"]],
            "sentences": [
                Sentence(sentence["test"], sentence["text"], [
                    Outcome(**{**outcome, "happened": [Happening(**happening) for happening in outcome["happened"]]})
                    for outcome in sentence["outcomes"]
                ])
                for sentence in gotcha["sentences"]
            ],
        })
        for gotcha in data["gotchas"]
    ]  # fmt: skip
    return Book([Run(**run) for run in data["runs"]], [Family(**family) for family in data["families"]], gotchas, data["format"])
