"""The gotchas of cost: which of their functions stand side by side, and what grows.

The functions are those of the gotchas themselves (`gotchas/`); a row says what they are called with.
A new row needs no more: `test_gotchas.py` measures it, the plots and the site show it.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

GOTCHAS = Path(__file__).parents[1] / "gotchas"

Function = Callable[..., Any]


@dataclass(frozen=True)
class Cost:
    """One row: `sharp` and `safe` are names in the gotcha's module."""

    code: str
    sharp: str
    safe: str
    #: From a size to the arguments of both functions.
    arguments: Callable[[int], tuple[Any, ...]]
    sizes: tuple[int, ...]
    #: What the size counts.
    unit: str
    #: What a reader should know, above all where the safe form is the dearer one.
    note: str
    #: What is done to both functions first, such as `jax.grad`.
    wrap: Callable[[Function], Function] = lambda function: function
    #: The arguments of the safe function, where they are not the same.
    safe_arguments: Callable[[int], tuple[Any, ...]] | None = None
    #: A constant of the gotcha's module that goes with the size: its name, and its value by size.
    constant: tuple[str, Callable[[int], Any]] | None = None
    #: The function is called this many times: as often as the size says.
    repeated: bool = False
    #: The sharp form ends with this error: its ratio says nothing about a cost.
    fails: type[Exception] | None = None

    @property
    def key(self) -> str:
        """Names the row: the code, and the sharp function where it has a name of its own."""
        return "-".join([self.code, *self.sharp.split("_")[1:]]) if self.sharp.startswith("sharp") else f"{self.code}-{self.sharp}"

    def function(self, form: str, size: int) -> Callable[[], Any]:
        """The sharp or the safe form, ready to be called."""
        module = gotcha(self.code)
        if self.constant:
            name, value = self.constant
            setattr(module, name, value(size))
        arguments = (self.arguments if form == "sharp" or not self.safe_arguments else self.safe_arguments)(size)
        call = self.wrap(getattr(module, self.sharp if form == "sharp" else self.safe))
        if form == "sharp" and self.fails:
            call = caught(call, self.fails)
        if self.repeated:
            return lambda: [call(*arguments) for _ in range(size)]
        return lambda: call(*arguments)


def caught(function: Function, error: type[Exception]) -> Function:
    def call(*args: Any) -> None:
        try:
            function(*args)
        except error:
            return
        raise AssertionError(f"{function} did not raise {error.__name__}")

    return call


@cache
def gotcha(code: str) -> ModuleType:
    """The module of a gotcha."""
    (path,) = GOTCHAS.glob(f"*/test_{code.lower()}_*.py")
    spec = importlib.util.spec_from_file_location(f"gotcha_{code.lower()}", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def count(size: int) -> tuple[int]:
    return (size,)


def row(size: int) -> tuple[jax.Array]:
    return (jnp.linspace(0.1, 1.0, size),)


def rows(size: int) -> tuple[jax.Array]:
    return (jnp.ones((size, 3)),)


def lanes(size: int) -> tuple[jax.Array]:
    return (jnp.linspace(-1000.0, 1000.0, size),)


def nothing(size: int) -> tuple[()]:
    return ()


def orthogonal(size: int) -> tuple[jax.Array]:
    return (jnp.asarray(np.linalg.qr(np.random.default_rng(0).normal(size=(size, size)))[0], jnp.float32),)


def batches(size: int) -> tuple[Any, ...]:
    return jnp.ones(3), gotcha("SB506").batches(size)


COSTS = (
    Cost("SB501", "sharp_gradient", "blunt_gradient", count, (1, 4, 16), "rounds", "Each round compiles anew, in the first run and in every other."),
    Cost("SB502", "add_up", "blunt_add_up", lambda _: (np.ones(3, np.float32),), (1, 4, 16), "calls", "Each call compiles anew.", repeated=True),
    Cost(
        "SB503", "sharp_frozen_around_a_list", "blunt_dataclass", nothing, (1, 10, 100), "calls",
        "The sharp form is refused before anything runs. The safe one hashes and compares its static argument at each call.",
        repeated=True, fails=ValueError,
    ),
    Cost(
        "SB504", "sharp_name", "blunt", nothing, (1, 10, 100), "calls",
        "The sharp form is refused where it is made; the safe one is made and called.", repeated=True, fails=ValueError,
    ),
    Cost(
        "SB505", "sharp", "blunt", lambda n: (jnp.ones(2), n), (2, 8, 32), "steps",
        "One compilation for each value of the static argument. Once all are compiled, the sharp form is even a little faster.",
    ),
    Cost(
        "SB506", "sharp", "blunt", batches, (10, 100, 1000), "steps",
        "Waiting at each step keeps Python from running ahead of the device: next to nothing on a CPU. The safe form costs something: to stack so many losses is a large program to compile.",
    ),
    Cost(
        "SB507", "sharp", "blunt", lambda n: (jnp.ones((n, n)),), (32, 96, 192), "rows",
        "Both do the same work. The sharp form stops its clock when Python goes on: what it tells is the time of the dispatch, and not of the run.",
    ),
    Cost(
        "SB508", "sharp_axis", "blunt_axis", rows, (10, 40, 160), "rounds",
        "The unrolled program compiles longer, round for round. Compiled, it may run faster than the rolled one: no loop is left to be counted.",
    ),
    Cost("SB509", "sharp", "blunt", count, (4, 12, 36), "rounds", "One compilation for each length. In a second run they are found again, and copies remain."),
    Cost(
        "SB510", "sharp", "blunt", lambda n: (*row(n), jnp.ones(n)), (10, 100, 400), "elements",
        "Each access is a few programs that Python dispatches.",
    ),
    Cost(
        "SB512", "sharp", "blunt", lambda _: (jnp.ones(3),), (1, 10, 100), "calls",
        "The safe form costs something: it makes its array at each call that gives none.", repeated=True,
    ),
    Cost(
        "SB513", "sharp_global", "blunt_global", lambda n: (jnp.ones(n),), (60, 600, 6000), "columns",
        "The constant is copied into the program, and takes part in its compilation: each program that uses it has its own.",
        safe_arguments=lambda n: (jnp.ones(n), jnp.full((500, n), 2.0)), constant=("WEIGHTS", lambda n: jnp.full((500, n), 2.0)),
    ),
    Cost(
        "SB514", "sharp", "blunt", lambda n: (jnp.arange(64.0), n), (4, 12, 36), "lengths",
        "One compilation for each length. Once all are compiled, the sharp form is no slower; the safe one computes the whole length each time.",
    ),
    Cost(
        "SB515", "sharp_array", "blunt_array", count, (2, 8, 32), "rounds",
        "One program more, however many rounds there are: it weighs where a program takes long to compile.",
    ),
    Cost(
        "SB516", "sharp", "blunt", lambda n: (jnp.ones(3), jnp.ones((n, 3))), (4, 64, 1024), "rows",
        "Three styles, three programs; once all are compiled, the sharp form is about as fast.",
    ),
    Cost("SB311", "sharp", "blunt", row, (10, 40, 160), "rows", "The unrolled program compiles longer, row for row, and may run faster than `scan`."),
    Cost(
        "SB202", "sharp_vmap", "blunt_vmap", lambda _: (jax.random.key(0),), (10, 1000, 100_000), "draws",
        "The safe form costs something: a key for each draw, and different numbers to be made.", wrap=lambda f: jax.jit(lambda key: f(key)), constant=("N", int),
    ),
    Cost(
        "SB401", "sharp", "blunt", row, (10, 1000, 100_000), "elements",
        "The safe form costs something: it prints at each call, and the values travel to the host. The sharp one prints once.",
    ),
    Cost(
        "SB601", "sharp_entropy", "blunt_entropy", row, (10, 1000, 100_000), "elements",
        "A second `where`, which the compiler joins with the first: it costs next to nothing.", wrap=lambda f: jax.jit(jax.grad(f)),
    ),
    Cost(
        "SB602", "sharp_norm", "blunt_norm", row, (10, 1000, 100_000), "elements",
        "A constant under the root costs next to nothing.", wrap=lambda f: jax.jit(jax.grad(f)),
    ),
    Cost(
        "SB612", "sharp", "blunt", orthogonal, (32, 96, 256), "rows",
        "On a CPU float32 is exact either way, and the safe form costs nothing. A GPU or TPU has to do more for it.", wrap=jax.jit,
    ),
    Cost(
        "SB613", "sharp", "blunt", count, (1, 10, 40), "steps",
        "The safe form is one more operation in each step, which costs next to nothing.",
    ),
    Cost(
        "SB709", "sharp_loop", "blunt_loop", lambda n: (*row(n), print_nothing), (10, 100, 1000), "callbacks",
        "Callbacks in order wait for one another: on a CPU that costs next to nothing.", wrap=lambda f: jax.jit(f, static_argnums=1),
    ),
    Cost("SB710", "sharp", "blunt", lambda n: (jnp.ones((1, n)),), (10, 1000, 100_000), "elements", "`pmap` goes its own way to the device, and an older one."),
    Cost(
        "SB711", "sharp_select", "blunt_where", lanes, (10, 1000, 100_000), "lanes",
        "`where` says what happens, and costs the same: both branches run for every lane, either way.", wrap=jax.jit,
    ),
    Cost(
        "SB711", "sharp_loop", "blunt_map", lanes, (10, 100, 1000), "lanes",
        "`lax.map` goes through the lanes one by one, and runs for each what it needs: on a CPU, no slower than the loop of all lanes together.", wrap=jax.jit,
    ),
)  # fmt: skip


def print_nothing(value: Any) -> None:
    """The callback of SB709."""
