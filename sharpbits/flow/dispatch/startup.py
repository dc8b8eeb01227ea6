"""Settings that count at the start, and how far the program is when it changes them."""

from __future__ import annotations

from typing import Any

from ... import events as ev
from ...data.startup import AT_FIRST_USE, AT_IMPORT, ENTRIES, FUNCTIONS, IMPORTERS, OPTIONS, PROCESSES
from ...project import Module
from ...syntax import Node
from ...values import Const, Mapping, Site, Value
from ..evaluate import Evaluate
from ..state import Frame
from .importing import is_test

#: Who asks JAX whether it runs already sets nothing too late.
_ASKING = "backends_are_initialized"


class Startup(Evaluate):
    #: 2: JAX computes by now; 1: its devices were asked for; and where that was first.
    jax_runs: int
    began: Site | None
    assuming: bool
    precise: set[tuple[str, int]]
    #: By module, how far JAX is when it has been imported.
    at_import: dict[str, tuple[int, Site | None]]
    #: Modules in which JAX has been imported.
    imported: set[str]
    #: Settings of a function that nobody calls, in which JAX may compute: reported when it does.
    pending: list[tuple[ev.LateSetting, Frame]]
    #: What modules set too late, and where JAX was used before.
    too_late: set[tuple[str, Site | None]]

    def import_seen(self, dotted: str, module: Module | None, frame: Frame) -> None:
        """An import in the body of a module."""
        if frame.parent is not None:
            return
        if module is None:
            if dotted.split(".")[0] in IMPORTERS:
                self.imported.add(frame.module.path)
            return
        if any(not level and name.split(".")[0] in IMPORTERS for level, name in module.imports):
            self.imported.add(frame.module.path)
        if module.path in self.at_import:
            if self.at_import[module.path][0] > self.jax_runs:
                self.jax_runs, self.began = self.at_import[module.path]
            self.at_import[frame.module.path] = self.jax_runs, self.began

    def startup_call(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> None:
        if name == "jax.config.update":
            option = args[0] if args else kwargs.get("name")
            if option == Const("jax_default_matmul_precision"):
                self.precise.add(("", 0))
            if type(option) is Const and option.value in OPTIONS:
                self.set_option(option.value, node, frame)
        elif name in FUNCTIONS:
            if self.jax_runs:
                self.late(name, "used", node, frame)
        elif name == "os.environ.update":
            given = args[0] if args else Mapping(tuple(kwargs.items()))
            for key, _ in (given.items or ()) if type(given) is Mapping else ():
                self.environment_set(Const(key), node, frame)
        elif args:
            self.environment_set(args[0], node, frame)

    def environment_set(self, key: Value, node: Node, frame: Frame) -> None:
        """`os.environ[key] = …`."""
        if type(key) is not Const:
            return
        if key.value in AT_IMPORT and frame.module.path in self.imported:
            # What a function sets may be meant for other processes.
            if frame.parent is None or not self.mentions(frame, PROCESSES):
                self.late(key.value, "imported", node, frame)
        elif key.value in AT_FIRST_USE and self.jax_runs:
            self.late(key.value, "used", node, frame)

    def set_option(self, option: str, node: Node, frame: Frame) -> None:
        # The width of numbers counts for arrays, not for devices.
        if self.jax_runs > (option == "jax_enable_x64"):
            self.late(option, "used", node, frame)
        elif self.assuming and frame.parent is not None and frame.parent.parent is None and not self.muted:
            # Under a name that says so, a function may well be what starts the program.
            entry = frame.name != "__init__" and frame.name.lower().lstrip("_").startswith(ENTRIES)
            if not entry and not frame.decorated:
                self.pending.append((ev.LateSetting(self.site(node, frame), self.staged, option, "function"), frame))

    def late(self, name: str, when: str, node: Node, frame: Frame) -> None:
        if self.began is not None and when == "used" and is_test(self.began.path) and self.began.path != frame.module.path:
            return  # a program does not begin with a test
        # Which test modules are imported before this one is the runner's affair.
        test = frame.name.startswith(("test", "setUp", "tearDown")) if frame.parent is not None else frame.module.parts[-1].startswith("test_")
        if frame.parent is None and when == "used" and not frame.conditions and not test and not self.muted:
            # Where each module of a package sets it, the first one to be too late is the one to move.
            if (name, self.began) in self.too_late:
                return
            self.too_late.add((name, self.began))
        if not test and not self.put_back(name, frame) and not any(_ASKING in _words(condition) for condition, _ in frame.conditions):
            self.emit(ev.LateSetting(self.site(node, frame), self.staged, name, when, self.began))

    def put_back(self, name: str, frame: Frame) -> bool:
        """Whether the function sets the option more than once: it knows that others have wishes of their own."""
        return _words(frame.body).count(name) > 1

    def mentions(self, frame: Frame, names: frozenset[str]) -> bool:
        return not names.isdisjoint(_words(frame.body))

    def settle_pending(self) -> None:
        """The end of a function that nobody calls."""
        if self.jax_runs:
            self.events.extend(event for event, frame in self.pending if not self.put_back(event.setting, frame))
        self.pending.clear()


def _words(body: Any) -> list[Any]:
    """The names, attributes and strings of a block."""
    found: list[Any] = []
    stack: list[Any] = [body]
    while stack:
        part = stack.pop()
        if type(part) is tuple:
            stack += part
        elif type(part) is str:
            found.append(part)
    return found
