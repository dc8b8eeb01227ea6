"""What the engine finds out of a piece of code: the values of its variables."""

from __future__ import annotations

from typing import Any

from sharpbits.analysis import at_full_speed
from sharpbits.events import Event
from sharpbits.flow.engine import Engine
from sharpbits.project import Module, Project
from sharpbits.syntax import lower
from sharpbits.values import UNKNOWN, Value

HEADER = "import functools\nimport jax\nimport jax.numpy as jnp\nimport numpy as np\nfrom jax import lax\n"


def run(text: str, x64: bool = False) -> tuple[dict[str, Value], list[Event]]:
    """The variables of a module after it has run, and the events on the way; an error of the engine is raised."""
    module = Module("module.py", *lower(text))
    crashed: list[BaseException] = []
    engine = Engine(Project([module]), {}, lambda _, error: crashed.append(error), x64)
    with at_full_speed():
        events = engine.run()
    if crashed:
        raise crashed[0]
    return module.frame.env, events


def reveal(text: str, name: str = "x", x64: bool = False) -> Value:
    """The value of one variable of the code, below the usual imports."""
    return run(HEADER + text, x64)[0].get(name, UNKNOWN)


def show(value: Any) -> str:
    """`float32[3,?]`, `float32*[]` where the type is weak, `?` for what is not known."""
    kind = type(value).__name__
    if kind not in ("Array", "Numpy"):
        return "(" + ", ".join(map(show, value.items)) + ")" if kind == "Seq" and value.items is not None else repr(value)
    shape = "?" if value.shape is None else "[" + ",".join("?" if n is None else str(n) for n in value.shape) + "]"
    return f"{'np ' if kind == 'Numpy' else ''}{value.dtype or '?'}{'*' if kind == 'Array' and value.weak else ''}{shape}"
