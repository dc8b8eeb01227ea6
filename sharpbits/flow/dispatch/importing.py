"""What JAX computes while modules are imported: statements of modules and classes, and defaults of their functions."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any

from ... import events as ev
from ...project import Module
from ...syntax import Node
from ...values import Api, Array, Class, External, Site, Value
from ..evaluate import Evaluate
from ..execute import STATEMENTS
from ..libraries.hosts import is_program
from ..paths import walk
from ..state import Frame

#: Statements without others in them; those have blocks of their own.
_SIMPLE = frozenset({"assign", "ann", "aug", "expr", "assert"})
#: Classes that make dataclasses of themselves.
_FIELDS = frozenset({"dataclass", "pytree", "equinox", "linen", "namedtuple"})
#: `import a.b`, or `from .a import b, c`, at the top of a module.
_IMPORT = re.compile(r"^(?:from|import)[ \t]+(\.*)([\w.]*)(?:[ \t]+import[ \t]+([^#\n]+))?", re.MULTILINE)
_NAME = re.compile(r"\w+")
_TESTS = frozenset({"tests", "test", "testing"})


class Importing(Evaluate):
    #: Modules that others import when they are imported, tests aside.
    importers: set[str]
    jax_runs: int
    began: Site | None
    import_work: list[tuple[ev.AtImport, Module, Class | None, bool]]

    def outer_block(self, body: tuple[Node, ...], frame: Frame) -> bool:
        """The statements of a module or class."""
        certain = not self.muted and (_at_import(frame) or frame.owner is not None)
        conditions = len(frame.conditions)
        alive = True
        for statement in body:
            work, runs = self.work, (self.jax_runs, self.began)
            if STATEMENTS[statement[0]](self, statement, frame) is False:
                alive = False
                break
            if statement[0] == "if" and self.jax_runs != runs[0] and is_program(statement[2]) and self.is_imported(frame.module):
                self.jax_runs, self.began = runs  # who imports it does not run this
            if certain and self.work > work and statement[0] in _SIMPLE:
                self.worked_at_import(statement, frame)
        del frame.conditions[conditions:]
        return alive

    def is_imported(self, module: Module) -> bool:
        """Is the module run because another one imports it?"""
        return any(other.state == "running" and other is not module for other in self.project.modules)

    def defaults(self, params: Any, frame: Frame) -> dict[str, Value]:
        """The defaults of a function's parameters."""
        found: dict[str, Value] = {}
        for param in params:
            if param[2] is not None:
                before = self.work
                found[param[0]] = self.eval(param[2], frame)
                if self.work > before and frame.function is None:
                    self.work = before  # of this rule alone
                    if not self.staged and _at_import(frame):
                        self.emit(ev.AtImport(self.site(param[2], frame), None, "default", self.worked(param[2], frame), True))
        return found

    def worked_at_import(self, statement: Node, frame: Frame) -> None:
        site, owner = self.site(statement, frame), frame.owner
        form = "module" if owner is None else "field" if statement[0] == "ann" and "ClassVar" not in _words(statement[3]) else "class"
        held = frame.env.get(statement[2][2]) if form == "field" and statement[2][0] == "name" else None
        if type(held) is External:
            held = dict(held.kwargs).get("default")  # `field(default=…)`
        event = ev.AtImport(site, None, form, self.worked(statement, frame), False, refused=type(held) is Array and not held.maybe)
        self.import_work.append((event, frame.module, owner, _at_import(frame)))

    def worked(self, node: Node, frame: Frame) -> str:
        """The first function of JAX that is called there."""
        for part in walk(node, False):
            if part[0] == "call":
                called = self.quiet(part[2], frame)
                if type(called) is Api and called.name.startswith("jax."):
                    return called.name
        return ""

    def imported_by(self, module: Module, frame: Frame) -> None:
        if frame.parent is None and not frame.conditions and not is_test(frame.module.path):
            self.importers.add(module.path)

    def drives(self, module: Module) -> bool:
        """Does a module without a word of JAX in it import one that has some, at its top? Then it may be the program that runs that one."""
        for dots, dotted, names in _IMPORT.findall(module.unread):
            found = self.project.find(dotted, len(dots), module)
            inside = [self.project.find(f"{dotted}.{name}" if dotted else name, len(dots), module) for name in _NAME.findall(names)] if dots or found is not None else []
            if any(other is not None and other.body is not None for other in (found, *inside)):
                return True
        return False

    def settle_imports(self) -> None:
        for event, module, owner, at_import in self.import_work:
            event.imported = module.path in self.importers
            event.kind = "" if owner is None else owner.kind
            event.refused &= event.kind != "namedtuple"
            if event.form == "field" and event.kind not in _FIELDS:
                event.form = "class"
            # A class that a function makes has refused its default all the same.
            if at_import or (event.form == "field" and event.refused):
                self.events.append(event)


def _at_import(frame: Frame) -> bool:
    """Does the code run whenever its module is imported?"""
    up: Frame | None = frame
    while up is not None:
        if up.function is not None or up.conditions:
            return False
        up = up.parent
    return True


def _words(node: Node) -> set[Any]:
    return {part[-1] for part in walk(node) if part[0] in ("name", "attr")}


def is_test(path: str) -> bool:
    pure = PurePath(path)
    return pure.stem.startswith("test_") or pure.stem.endswith("_test") or pure.stem == "conftest" or not _TESTS.isdisjoint(pure.parts)
