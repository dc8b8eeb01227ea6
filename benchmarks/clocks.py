"""Clocks that are told what passed, for what the clock on the wall cannot tell apart."""

from __future__ import annotations

import time

import jax


class Told:
    """Seconds that somebody else measured."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds

    def add(self, seconds: float) -> None:
        self.seconds += seconds


class Compiling:
    """The time that JAX spent tracing, lowering and compiling, by its own account.

    JAX reports each stage when it ends; a function that is traced while another one is counts once.
    """

    def __init__(self) -> None:
        self.spent: list[tuple[float, float]] = []
        self.programs = 0
        jax.monitoring.register_event_duration_secs_listener(self.listen)

    def listen(self, event: str, duration_secs: float, **_: str | int) -> None:
        if not event.startswith("/jax/core/compile/"):
            return
        self.programs += "backend_compile" in event
        end = time.perf_counter()
        start = end - duration_secs
        while self.spent and self.spent[-1][0] >= start:
            self.spent.pop()
        if self.spent:
            start = max(start, self.spent[-1][1])
        self.spent.append((start, end))

    def __call__(self) -> float:
        return sum(end - start for start, end in self.spent)
