"""How far a program is with the work that it gives to JAX, and what a reading of the clock remembers of it; see `timing.py`."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..values import Array, Const, External, Py, Site, Value


@dataclass(slots=True)
class Pace:
    """How far the program is. All are numbers of one sequence."""

    now: int = 0
    #: The last work that takes time, and the last that may take some; the last point where the host may have waited.
    hard: int = 0
    some: int = 0
    waited: int = 0
    #: Where that work was started.
    hard_site: Site = Site("", 0)
    some_site: Site = Site("", 0)
    hard_name: str = ""
    some_name: str = ""
    #: How often the clock was read.
    readings: int = 0


@dataclass(slots=True)
class Reading:
    """The clock was read at `site`, when the pace was `at`."""

    site: Site
    pace: Pace
    at: Pace = field(repr=False)


def reads_array(value: Value) -> bool:
    """Would a conversion to text or a number read an array?"""
    return not (type(value) in (Const, Py) or (type(value) is Array and value.trace is not None) or type(value) is External)
