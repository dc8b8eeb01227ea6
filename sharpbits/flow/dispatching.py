"""What JAX is given to do, and when: at import, in loops, under a clock."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .elements import Elements
from .growth import Growth
from .importing import Importing
from .unrolling import Unrolling


class Dispatching(Elements, Growth, Importing, Unrolling):
    def begin_dispatching(self) -> None:
        self.work = 0
        self.importers, self.import_work, self.growing, self.element_loops = set(), [], [], {}

    def settle_dispatching(self) -> Iterator[Any]:
        """What is told only when everything has run."""
        yield from (self.settle_imports, self.settle_growth, self.settle_elements)
