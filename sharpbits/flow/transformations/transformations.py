"""What the engine knows of transformations beyond who is traced: signatures, axes, pytrees, lanes. One station each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .axisnames import AxisNames
from .batches import Batches
from .derivatives import CustomRules
from .lanes import Lanes
from .pytrees import Pytrees
from .treemaps import TreeMaps
from .wrapping import Wrapping


class Transformations(AxisNames, Batches, CustomRules, Lanes, Pytrees, TreeMaps, Wrapping):
    def begin_transformations(self) -> None:
        self.keyword_calls, self.plain_calls, self.wraps, self.customs = set(), set(), {}, {}
        self.axes, self.axis_uses, self.assuming, self.naming = set(), {}, False, 0
        self.registrations, self.registers_any, self.strangers, self.subclassed, self.static_arrays = {}, False, {}, set(), {}
        self.modules_of_equinox = []
        self.sharded = self.looping = 0

    def settlements(self) -> Iterator[Any]:
        """What is told only when everything has run."""
        yield from (self.settle_wraps, self.settle_customs, self.settle_axes, self.settle_pytrees)
