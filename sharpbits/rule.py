"""All that a rule may import: how it is declared, what it sees, and what it says.

    @rule("SB304", "assert-on-tracer", on=(Truth,), fix="hint", proof="raises TracerBoolConversionError")
    def assert_on_tracer(event: Truth) -> Iterator[Report]:
        \"\"\"An `assert` on a traced value. ...\"\"\"

The docstring is the documentation: its first line is the summary. Rules are found by walking `sharpbits.rules`.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from .values import Site, Trace, Why

FixKind = Literal["safe", "unsafe", "hint"]


@dataclass(slots=True, frozen=True)
class Rewrite:
    """Replace the node at `replace` by `template`.

    `{0}`, `{1}`, ... stand for the source of `parts` (put into parentheses where precedence asks for it), `{0:tuple}` for
    a list that becomes a tuple;
    `{jnp}`, `{jax}`, `{np}`, `{lax}` for the module's own name of that library (no such name: no fix).
    Other braces are doubled, as for `str.format`.
    """

    replace: Site
    template: str
    parts: tuple[Site, ...] = ()


@dataclass(slots=True, frozen=True)
class Rename:
    """Write `new` for the name or attribute path at `replace`, as the module can spell it; what is missing is imported."""

    replace: Site
    new: str
    parts: tuple[Site, ...] = ()


@dataclass(slots=True, frozen=True)
class MoveImport:
    """Import each old name of `moves`, (old, new), from elsewhere in the import statement at `replace`; a new name that is empty: not at all.

    The code's own names stay, but where a path through the import changes: then `uses`, (place, what is to be there), follow.
    """

    replace: Site
    moves: tuple[tuple[str, str], ...]
    uses: tuple[tuple[Site, str], ...] = ()

    @property
    def parts(self) -> tuple[Site, ...]:
        return tuple([site for site, _ in self.uses])


@dataclass(slots=True, frozen=True)
class KeywordRename:
    """Rename a keyword argument of the call at `replace`."""

    replace: Site
    old: str
    new: str
    parts: tuple[Site, ...] = ()


@dataclass(slots=True, frozen=True)
class SplitKey:
    """Split a key before the statement of the call at `replace`, which gets the sub-key.

    `names`: variables that hold the key there; None for any that is called like one. `again`: the call that uses it a second time.
    """

    replace: Site
    names: tuple[str, ...] | None
    again: Site | None = None

    @property
    def parts(self) -> tuple[Site, ...]:
        return () if self.again is None else (self.again,)


@dataclass(slots=True, frozen=True)
class DebugPrint:
    """Make fields of `jax.debug.print` of what the call at `replace` shows.

    `fields`: (number of the argument, number of the expression in it where it is an f-string, else -1). `plain`: the call is a `print`.
    """

    replace: Site
    fields: tuple[tuple[int, int], ...]
    plain: bool = False
    parts: tuple[Site, ...] = ()


Edited = Rewrite | Rename | MoveImport | KeywordRename | SplitKey | DebugPrint


@dataclass(slots=True)
class Report:
    """What a rule says. `because` is the trace (or other evidence) that the `why` chain prints."""

    site: Site
    message: str
    help: str = ""
    because: Trace | Why | None = None
    rewrites: tuple[Edited, ...] = ()
    #: "safe" or "unsafe"; the rule's own kind when empty.
    applicability: str = ""
    fix_message: str = ""
    severity: str = ""
    related: tuple[tuple[Site, str], ...] = ()
    #: The names of libraries that the report is about, for summaries.
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    code: str
    name: str
    on: str
    events: tuple[type, ...]
    fix: FixKind
    proof: str
    doc: str
    check: Callable[[Any], Iterator[Report] | Report | None] | None = field(compare=False)

    @property
    def summary(self) -> str:
        return self.doc.strip().splitlines()[0]

    @property
    def severity(self) -> str:
        return "info" if self.on == "info" else "error"


def rule(
    code: str, name: str, *, events: tuple[type, ...], on: str = "yes", fix: FixKind = "hint", proof: str = ""
) -> Callable[[Callable[[Any], Any]], Rule]:
    """Declare a rule; the decorated function is called for each event of the types in `events`."""

    def declare(check: Callable[[Any], Any]) -> Rule:
        return Rule(code, name, on, events, fix, proof, inspect.cleandoc(check.__doc__ or name), check)

    return declare


def as_written(name: str) -> str:
    """A function as people write it: `np.sin`, `jnp.sin`, `print`."""
    for module, short in (("builtins.", ""), ("jax.numpy.", "jnp."), ("numpy.", "np.")):
        if name.startswith(module):
            return short + name.removeprefix(module)
    return name


def built_in(code: str, name: str, doc: str, *, fix: FixKind = "hint") -> Rule:
    """A rule of family SB0: other stations report it, and no event belongs to it."""
    return Rule(code, name, "yes", (), fix, "", inspect.cleandoc(doc), None)


@cache
def all_rules() -> dict[str, Rule]:
    """Every rule by code, found by walking the package `sharpbits.rules`."""
    from . import rules

    found: dict[str, Rule] = {}
    for module in pkgutil.walk_packages(rules.__path__, rules.__name__ + "."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, Rule):
                if value.code in found and found[value.code] is not value:
                    raise ValueError(f"two rules have the code {value.code}")
                found[value.code] = value
    return dict(sorted(found.items()))
