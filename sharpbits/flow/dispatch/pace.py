"""How far a program is with the work that it gives to JAX, and what a reading of the clock remembers of it; see `timing.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from ...values import Api, Array, Class, Const, External, Func, Mapping, Numpy, Py, Seq, Site, Value


@dataclass(slots=True, frozen=True)
class Work:
    """Something that JAX was given to do; `order` is its number in the sequence of what happens."""

    order: int = 0
    site: Site = Site("", 0)
    name: str = ""
    #: The rounds of loops that it was started in.
    round: Any = ()
    #: It is the first call of a compiled function.
    first: bool = False
    #: What was called gives something that can be waited for.
    awaitable: bool = True


@dataclass(slots=True)
class Pace:
    """How far the program is."""

    now: int = 0
    #: The last work that takes time, and the last that may take some; the last point where the host may have waited.
    hard: Work = Work()
    some: Work = Work()
    waited: int = 0
    #: The last first call of a compiled function.
    compiled: Work = Work()
    #: The rounds of the loops around the code that runs, from the innermost one on.
    round: Any = ()
    #: How often the clock was read.
    readings: int = 0
    #: What was made since then (by the engine's clock) is new to the program.
    since: int = 0

    def copy(self) -> Pace:
        return replace(self)


@dataclass(slots=True)
class Reading:
    """The clock was read at `site`, when the pace was `at`."""

    site: Site
    pace: Pace = field(repr=False)
    at: Pace = field(repr=False)


@dataclass(slots=True, eq=False)
class Block(Value):
    """The block of a `with`, for the generator that yields to it."""

    run: Callable[[], bool]
    #: Does the program go on after it? None before it has run.
    alive: bool | None = None


#: The variable that holds it; no name of Python is like it.
BLOCK = "\0block"


def reads_array(value: Value) -> bool:
    """Would a conversion to text or a number read an array?"""
    return not (type(value) in (Const, Py) or (type(value) is Array and value.trace is not None) or type(value) is External)


def has_no_array(value: Value) -> bool:
    """Is it certain that no array of JAX is in the value?"""
    if isinstance(value, Seq):
        return all(map(has_no_array, value.items)) if value.items is not None else has_no_array(value.elem)
    if isinstance(value, Mapping):
        return value.items is not None and all(has_no_array(v) for _, v in value.items)
    return type(value) in (Const, Py, Api, Class, Func) or (type(value) is Numpy and not value.maybe)


def inside(one: Any, other: Any) -> bool:
    """Are the rounds `one` in a loop inside of those of `other`?"""
    while one != () and one != other:
        one = one[0]
    return bool(one == other)
