"""What the linter costs, in multiples of `libcst.parse_module` on the same files: 1.5 means half of a parse on top of it.

Station by station, whole packages from the command line (alone, with a cold and a warm cache, with one changed file, with two
processes), the start, and what it costs to lint more lines of code of one shape: a cost that grows with the lines stays the
same multiple.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks import shapes
from benchmarks.measures import TOLD, Run, beside, code, command, installed, parsed, process, shares, tell
from sharpbits import Settings, analysis, lint_paths, lint_text, linting, positions, syntax
from sharpbits.flow.engine import Engine

pytestmark = pytest.mark.benchmark(timer=TOLD)
ROUNDS = 3
#: Of the bench extra, two packages written in JAX, and a larger one.
PACKAGES = ("chex", "optax", "flax")
#: Stations of the data, by the function that does the work of each.
STATIONS: dict[str, tuple[Any, str]] = {
    "read and decode": (linting, "load"), "parse": (syntax, "parse_bare"), "lower": (analysis, "lower"), "interpret": (Engine, "run"),
    "releases": (analysis, "_lives"), "judge": (analysis, "_judge"), "places": (positions, "_locate"), "suppressions": (linting, "_filter"),
    "the rest": (linting, "lint_sources"),
}  # fmt: skip
#: Budgets: the whole lint in parses, the start in starts of a process that parses, memory. `benchmarks.packages` has those in seconds.
WHOLE, START, MEGABYTES = 1.5, 3.0, 1000


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return installed(tmp_path_factory.mktemp("packages"), PACKAGES)


@pytest.fixture(scope="module")
def stations(packages: dict[str, Path]) -> tuple[list[dict[str, float]], list[float]]:
    """Rounds of a lint of two packages, each with a parse before it."""
    folders = [packages[name] for name in PACKAGES[:2]]
    texts = [text for folder in folders for text in code(folder)]
    lint_paths([__file__], Settings())  # what is imported once is no part of it
    rounds, parses = [], []
    for _ in range(ROUNDS):
        parses.append(parsed(texts))
        with shares(STATIONS) as spent:
            for folder in folders:
                lint_paths([str(folder)], Settings())
        rounds.append(spent)
    return rounds, parses


@pytest.mark.parametrize("station", STATIONS)
def test_station(benchmark: Any, stations: tuple[list[dict[str, float]], list[float]], station: str) -> None:
    rounds, parses = stations
    left = iter(rounds)
    benchmark.pedantic(lambda: TOLD.add(next(left)[station]), rounds=ROUNDS)
    tell(benchmark, min(spent[station] for spent in rounds) / min(parses), "stations", station)


def test_all_stations(benchmark: Any, stations: tuple[list[dict[str, float]], list[float]]) -> None:
    rounds, parses = stations
    left = iter(rounds)
    benchmark.pedantic(lambda: TOLD.add(sum(next(left).values())), rounds=ROUNDS)
    assert tell(benchmark, min(sum(spent.values()) for spent in rounds) / min(parses), "stations", "all") <= WHOLE


def test_one_small_file(benchmark: Any, tmp_path: Path) -> None:
    """A whole process, beside one that imports LibCST and parses the file."""
    file = tmp_path / "train.py"
    file.write_text(shapes.functions(10), encoding="utf-8")
    parse = [sys.executable, "-c", "import sys, libcst; libcst.parse_module(open(sys.argv[1], 'rb').read())", str(file)]
    command("--no-cache", str(file))
    beside(benchmark, lambda: process(parse).cpu, lambda: command("--no-cache", str(file)).cpu, 5, "start", "one small file")
    benchmark.extra_info["seconds"] = round(benchmark.stats.stats.min, 2) if benchmark.stats else 0.0
    assert benchmark.extra_info["ratio"] < START


def whole(benchmark: Any, folder: Path, measure: str, lint: Callable[[], Run], rounds: int = 2) -> None:
    texts = code(folder)
    beside(benchmark, lambda: parsed(texts), lambda: lint().cpu, rounds, folder.name, measure)


@pytest.mark.parametrize("name", PACKAGES[1:])
class TestWholePackage:
    """The command line, from its start to its end."""

    def test_without_a_cache(self, benchmark: Any, packages: dict[str, Path], name: str) -> None:
        runs: list[Run] = []

        def lint() -> Run:
            runs.append(command("--no-cache", str(packages[name])))
            return runs[-1]

        whole(benchmark, packages[name], "without a cache", lint)
        benchmark.extra_info["memory"] = f"{max(run.memory for run in runs):.0f} MB"
        assert max(run.memory for run in runs) < MEGABYTES

    def test_with_a_cold_cache(self, benchmark: Any, packages: dict[str, Path], name: str, tmp_path: Path) -> None:
        fresh = iter(range(9))
        whole(benchmark, packages[name], "cold cache", lambda: command("--cache-dir", str(tmp_path / str(next(fresh))), str(packages[name])))

    def test_with_a_warm_cache(self, benchmark: Any, packages: dict[str, Path], name: str, tmp_path: Path) -> None:
        command("--cache-dir", str(tmp_path), str(packages[name]))
        whole(benchmark, packages[name], "warm cache", lambda: command("--cache-dir", str(tmp_path), str(packages[name])))

    def test_one_changed_file(self, benchmark: Any, packages: dict[str, Path], name: str, tmp_path: Path) -> None:
        """A file of the usual size; all that import it, and all that it imports, are interpreted again."""
        command("--cache-dir", str(tmp_path), str(packages[name]))
        files = sorted(packages[name].rglob("*.py"), key=lambda path: path.stat().st_size)
        changed = files[len(files) // 2]

        def lint() -> Run:
            changed.write_bytes(changed.read_bytes() + b"\n# changed\n")
            return command("--cache-dir", str(tmp_path), str(packages[name]))

        whole(benchmark, packages[name], "one changed file", lint)

    def test_with_two_processes(self, benchmark: Any, packages: dict[str, Path], name: str) -> None:
        """Processor time, which sharing makes a little dearer; and by the clock, how many times as fast it is where two processors are free."""
        alone = command("--no-cache", str(packages[name])).wall
        runs: list[Run] = []

        def lint() -> Run:
            runs.append(command("--no-cache", "--jobs", "2", str(packages[name])))
            return runs[-1]

        whole(benchmark, packages[name], "two processes", lint)
        benchmark.extra_info["speedup"] = round(alone / min(run.wall for run in runs), 2)


@pytest.mark.parametrize("size", [1_000, 10_000, 100_000])
def test_more_lines(benchmark: Any, size: int) -> None:
    growth(benchmark, "functions", size, 1 if size > 10_000 else ROUNDS)


@pytest.mark.parametrize("size", [500, 4_000])
@pytest.mark.parametrize("shape", [name for name in shapes.SHAPES if name != "functions"])
def test_more_of_one_shape(benchmark: Any, shape: str, size: int) -> None:
    growth(benchmark, shape, size, 2)


def growth(benchmark: Any, shape: str, size: int, rounds: int) -> None:
    text = shapes.SHAPES[shape](size)
    lint_text("import jax\n")

    def lint() -> float:
        began = time.process_time()
        lint_text(text)
        return time.process_time() - began

    beside(benchmark, lambda: parsed([text]), lint, rounds, "lines", shape, size, "lines")
