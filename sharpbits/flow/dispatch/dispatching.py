"""What JAX is given to do, and when: at import, in loops, under a clock."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...project import Module
from .capturing import Capturing
from .elements import Elements
from .growth import Growth
from .importing import Importing
from .managers import Managers
from .pace import Pace
from .timing import Timing
from .unrolling import Unrolling

_CLOCKS = frozenset({"time", "timeit", "datetime"})


class Dispatching(Capturing, Elements, Growth, Importing, Managers, Timing, Unrolling):
    def begin_dispatching(self) -> None:
        self.work, self.pace = 0, Pace()
        self.timing = any(map(_reads_clocks, self.project.modules))
        self.importers, self.import_work, self.growing, self.element_loops, self.outside_arrays = set(), [], [], {}, {}

    def settle_dispatching(self) -> Iterator[Any]:
        """What is told only when everything has run."""
        yield from (self.settle_imports, self.settle_growth, self.settle_elements)


def _reads_clocks(module: Module) -> bool:
    if module.unread:
        return any(f"import {name}" in module.unread or f"from {name}" in module.unread for name in _CLOCKS)
    return any(dotted.split(".")[0] in _CLOCKS for level, dotted in module.imports if not level)
