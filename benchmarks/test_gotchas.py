"""Each gotcha of cost, its sharp form beside its safe one: compile time, dispatch time and run time, over a sweep of sizes.

`compile` is what JAX spends on tracing, lowering and compiling in a first call with empty caches. `dispatch` is a later
call until Python goes on, `run` a later call until the results are there. Whatever the machine, on every device that JAX has.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import jax
import pytest

from benchmarks.clocks import Compiling, Told
from benchmarks.costs import COSTS, Cost, gotcha
from sharpbits.rule import all_rules

#: Seconds for the rounds of one benchmark; at least three, at most a thousand rounds.
BUDGET = 0.1
FORMS = ("safe", "sharp")
COMPILING = Compiling()
TOLD = Told()
#: What the safe form took, by group.
SAFE: dict[str, float] = {}


def devices() -> dict[str, jax.Device]:
    """The first device of each platform."""
    found = {}
    for name in ("cpu", "gpu", "tpu"):
        with contextlib.suppress(RuntimeError):
            found[name] = jax.devices(name)[0]
    return found


DEVICES = devices()


SWEPT = [
    pytest.param(cost, device, size, form, id=f"{cost.key}-{device}-{size}-{form}")
    for device in DEVICES for cost in COSTS for size in cost.sizes for form in FORMS
]  # fmt: skip


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """No cache on disk, and what the gotchas print is not shown."""
    cached = jax.config.jax_enable_compilation_cache
    jax.config.update("jax_enable_compilation_cache", False)
    with contextlib.redirect_stdout(io.StringIO()):
        yield
    jax.config.update("jax_enable_compilation_cache", cached)


def describe(benchmark: Any, code: str, key: str, measure: str, device: str, size: int, unit: str, form: str) -> None:
    name = all_rules()[code].name
    benchmark.group = f"{key} {name}: {measure}, {size} {unit} ({device})"
    benchmark.extra_info.update(
        what="sharp/safe", row=key, gotcha=code, name=name, measure=measure, device=device, kind=DEVICES[device].device_kind, size=size, unit=unit, form=form
    )


def compare(benchmark: Any) -> None:
    """The least of all rounds, as the others hold what else the machine did; the sharp form's beside the safe one's."""
    if benchmark.stats is None:  # --benchmark-disable
        return
    least = benchmark.stats.stats.min
    if benchmark.extra_info["form"] == "safe":
        SAFE[benchmark.group] = least
    elif SAFE.get(benchmark.group) and least and not benchmark.extra_info.get("fails"):
        benchmark.extra_info["ratio"] = round(least / SAFE[benchmark.group], 4)


def rounds_for(seconds: float) -> int:
    return min(max(int(BUDGET / max(seconds, 1e-9)), 3), 1000)


def prepare(benchmark: Any, cost: Cost, measure: str, device: str, size: int, form: str) -> Callable[[], Any]:
    describe(benchmark, cost.code, cost.key, measure, device, size, cost.unit, form)
    if form == "sharp" and cost.fails:
        benchmark.extra_info["fails"] = cost.fails.__name__
    return cost.function(form, size)


def settle(results: Any) -> None:
    jax.block_until_ready(results)
    jax.effects_barrier()


def timed(function: Callable[[], Any]) -> float:
    began = time.perf_counter()
    settle(function())
    return time.perf_counter() - began


@pytest.mark.benchmark(timer=COMPILING)
@pytest.mark.parametrize(("cost", "device", "size", "form"), SWEPT)
def test_compile(benchmark: Any, cost: Cost, device: str, size: int, form: str) -> None:
    with jax.default_device(DEVICES[device]):
        function = prepare(benchmark, cost, "compile", device, size, form)
        jax.clear_caches()
        once = timed(function)

        def empty() -> None:
            jax.clear_caches()
            COMPILING.spent.clear()
            COMPILING.programs = 0

        benchmark.pedantic(lambda: settle(function()), setup=empty, rounds=2 if once > BUDGET else 4)
    benchmark.extra_info["programs"] = COMPILING.programs
    compare(benchmark)


@pytest.mark.parametrize(("cost", "device", "size", "form"), SWEPT)
def test_dispatch(benchmark: Any, cost: Cost, device: str, size: int, form: str) -> None:
    with jax.default_device(DEVICES[device]):
        function = prepare(benchmark, cost, "dispatch", device, size, form)
        timed(function)
        on_its_way: list[Any] = []

        def arrive() -> None:
            settle(on_its_way)
            on_its_way.clear()

        benchmark.pedantic(lambda: on_its_way.append(function()), setup=arrive, rounds=rounds_for(timed(function)))
        arrive()
    compare(benchmark)


@pytest.mark.parametrize(("cost", "device", "size", "form"), SWEPT)
def test_run(benchmark: Any, cost: Cost, device: str, size: int, form: str) -> None:
    with jax.default_device(DEVICES[device]):
        function = prepare(benchmark, cost, "run", device, size, form)
        timed(function)
        benchmark.pedantic(lambda: settle(function()), rounds=rounds_for(timed(function)))
    compare(benchmark)


#: The import of a module alone, and until a first result is there: the backend has to start anyway, where a program uses JAX.
STARTS = {"import": "", "first result": "; jax.numpy.ones(3).block_until_ready()"}


@pytest.mark.benchmark(timer=TOLD)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("measure", STARTS)
@pytest.mark.parametrize("device", DEVICES)
def test_start(benchmark: Any, measure: str, device: str, form: str) -> None:
    """SB511: a module that computes when it is imported, in a process where JAX is imported and has not started."""
    folder = gotcha("SB511").FOLDER
    module = {"sharp": "sharp_constants", "safe": "blunt_constants"}[form]
    program = f"import time, jax, jax.numpy; began = time.perf_counter(); import {module}{STARTS[measure]}; print(time.perf_counter() - began)"
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    if device == "cpu":
        environment["JAX_PLATFORMS"] = "cpu"

    def start() -> None:
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
        TOLD.add(float(done.stdout))

    describe(benchmark, "SB511", "SB511", measure, device, 1, "import", form)
    benchmark.pedantic(start, rounds=3)
    compare(benchmark)
