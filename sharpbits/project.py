"""Station 4: the modules of a project, and which of them an import means.

A module is known by the dotted names that its path allows: `src/pkg/sub/mod.py` answers to `pkg.sub.mod` from any
folder above it, so that `src/` layouts, namespace packages and scripts beside their helpers are found without
configuration. Of several candidates the nearest to the importing file wins.
"""

from __future__ import annotations

import sys
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .syntax import Node


#: Libraries whose names have a meaning in `data/`.
_TOLD = frozenset({"jax", "jaxlib", "flax", "optax", "chex", "haiku", "equinox", "numpyro"})
#: Modules that everybody has, or that a program that uses JAX has: a file of that name in a package is not meant.
_ELSEWHERE = sys.stdlib_module_names | _TOLD | {"numpy", "scipy", "torch", "tensorflow", "pytest"}


class Module:
    """A file of the project: its code as tuples and, once run, its variables."""

    __slots__ = ("path", "parts", "name", "body", "rebound", "imports", "frame", "state", "package", "unread")

    def __init__(
        self, path: str, body: tuple[Node, ...] | None, rebound: frozenset[str] = frozenset(),
        imports: frozenset[tuple[int, str]] = frozenset(), unread: str = "",
    ) -> None:  # fmt: skip
        self.path = path
        pure = PurePath(path)
        # Nobody imports a notebook.
        parts = [*pure.parent.parts, pure.name if pure.suffix == ".ipynb" else pure.stem]
        self.package = pure.stem == "__init__"
        if self.package:
            parts.pop()
        self.parts = tuple(parts)
        self.name = ".".join(p for p in parts if p not in ("/", ".", ".."))
        #: None while the file is not parsed: no word of JAX is in it, and nothing that matters has imported it yet.
        self.body = body
        self.rebound = rebound
        self.imports = imports
        self.unread = unread
        self.frame: Any = None
        #: "new", "running" (an import cycle meets it so) or "done".
        self.state = "new"

    def read(self) -> tuple[Node, ...]:
        """The code; raises `libcst.ParserSyntaxError` for a file that is parsed only now."""
        if self.body is None:
            from .syntax import lower

            self.body, self.rebound, self.imports = lower(self.unread)
            self.unread = ""
        return self.body


class Project:
    """Modules by the last part of their dotted name; answers what an import means."""

    def __init__(self, modules: list[Module]) -> None:
        self.modules = modules
        self._by_last: dict[str, list[Module]] = {}
        for module in modules:
            if module.parts:
                self._by_last.setdefault(module.parts[-1], []).append(module)
        self._packages = {module.parts for module in modules if module.package}
        self._found: dict[tuple[str, int, str], Module | None] = {}

    def find(self, dotted: str, level: int, importer: Module) -> Module | None:
        key = (dotted, level, importer.path)
        if key not in self._found:
            self._found[key] = self._find(dotted, level, importer)
        return self._found[key]

    def is_told(self, dotted: str, found: Module, importer: Module) -> bool:
        """Is it a library that `data/` tells of, and the importer none of its own modules? Its examples take it for what it is to everybody."""
        wanted = dotted.split(".")
        top = len(found.parts) - len(wanted) + 1
        return wanted[0] in _TOLD and importer.parts[:top] != found.parts[:top]

    def _find(self, dotted: str, level: int, importer: Module) -> Module | None:
        wanted = tuple(dotted.split(".")) if dotted else ()
        if level:
            up = level - 1 if importer.package else level
            base = importer.parts[: len(importer.parts) - up]
            whole = (*base, *wanted)
            return next((m for m in self._by_last.get(whole[-1] if whole else "", ()) if m.parts == whole), None)
        if not wanted:
            return None
        known = wanted[0] in _ELSEWHERE
        candidates = [m for m in self._by_last.get(wanted[-1], ()) if m.parts[-len(wanted) :] == wanted]
        best: tuple[int, Module] | None = None
        for module in candidates:
            above = module.parts[: -len(wanted)]
            if above in self._packages and (known or above != importer.parts[:-1]):
                # A module of a package is imported by the package's name; beside a script, it may be found by its own.
                continue
            # The folder that holds the first part has to hold the importing file too, or be its `src`.
            near = importer.parts[: len(above)] == above
            if near and (best is None or len(above) > best[0]):
                best = (len(above), module)
        return best[1] if best is not None else None

    def components(self) -> list[list[int]]:
        """Groups of modules, by number, that share nothing: no import and no attribute leads from one to another."""
        number = {module.path: n for n, module in enumerate(self.modules)}
        group = [*range(len(self.modules))]

        def root(n: int) -> int:
            while group[n] != n:
                group[n] = n = group[group[n]]
            return n

        packages = {module.parts: n for n, module in enumerate(self.modules)}
        for n, module in enumerate(self.modules):
            # A package has its modules as attributes, whoever imported them.
            group[root(n)] = root(packages.get(module.parts[:-1], n))
            for level, dotted in module.imports:
                found = self.find(dotted, level, module)
                if found is not None:
                    group[root(n)] = root(number[found.path])
        members: dict[int, list[int]] = {}
        for n in range(len(self.modules)):
            members.setdefault(root(n), []).append(n)
        return [*members.values()]
