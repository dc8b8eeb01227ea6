"""What the linter's benchmarks share: code to lint, and processor time that is held beside a parse of the same code.

Processor time, since the clock on the wall tells what else the machine does; and the parse is measured right before each
round, since how fast a processor is changes from minute to minute.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import libcst

from benchmarks.clocks import Told

TOLD = Told()


class Run(NamedTuple):
    """What a process cost, with those that it started: seconds by the clock and of processors, megabytes at most in one process."""

    wall: float
    cpu: float
    memory: float


def process(line: list[str], statuses: Sequence[int] = (0,)) -> Run:
    """A command whose output nobody needs; `statuses` are those that it may end with."""
    began = time.perf_counter()
    silent = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
    # As users run it: Python keeps the modules that it has compiled.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    child = os.posix_spawn(line[0], line, environment, file_actions=silent)
    _, status, usage = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status) not in statuses:
        raise RuntimeError(f"{' '.join(line)}: ended with status {os.waitstatus_to_exitcode(status)}")
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Run(time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def command(*arguments: str) -> Run:
    """The command line, in a process of its own."""
    return process([sys.executable, "-m", "sharpbits", "lint", "--isolated", "--quiet", "--exit-zero", *arguments])


def parsed(texts: Iterable[bytes | str]) -> float:
    """Processor time of `libcst.parse_module`, without garbage collection, which makes it dearer."""
    gc.collect()
    gc.disable()
    try:
        began = time.process_time()
        for text in texts:
            libcst.parse_module(text)
        return time.process_time() - began
    finally:
        gc.enable()


def installed(home: Path, names: Iterable[str]) -> dict[str, Path]:
    """Copies of installed packages below a folder that is no installation, as those are left out of a lint."""
    found: dict[str, Path] = {}
    for name in names:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.submodule_search_locations:
            found[name] = home / name
            shutil.copytree(next(iter(spec.submodule_search_locations)), found[name] / name, ignore=_no_code)
    return found


def _no_code(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name == "__pycache__" or not (name.endswith(".py") or os.path.isdir(os.path.join(folder, name)))]


def code(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.rglob("*.py"))]


def beside(benchmark: Any, base: Callable[[], float], seconds: Callable[[], float], rounds: int, row: str, measure: str, size: int = 0, unit: str = "") -> float:
    """Measure with a parse before each round; the least of both make the ratio, as the others hold what else the machine did."""
    bases: list[float] = []
    costs: list[float] = []

    def once() -> None:
        costs.append(seconds())
        TOLD.add(costs[-1])

    benchmark.pedantic(once, setup=lambda: bases.append(base()), rounds=rounds)
    return tell(benchmark, min(costs) / min(bases), row, measure, size, unit)


def tell(benchmark: Any, ratio: float, row: str, measure: str, size: int = 0, unit: str = "") -> float:
    benchmark.group = f"{row}: {measure}"
    benchmark.extra_info.update(what="lint/parse", row=row, measure=measure, device="cpu", size=size, unit=unit, ratio=round(ratio, 4))
    return ratio


@contextmanager
def shares(places: Mapping[str, tuple[Any, str]]) -> Iterator[dict[str, float]]:
    """While it runs: how long each of some functions takes, without those of the others that it calls. Each is given by who has it, and its name there."""
    spent = dict.fromkeys(places, 0.0)
    inside: list[float] = []
    before = {name: getattr(owner, attribute) for name, (owner, attribute) in places.items()}

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            began = time.process_time()
            inside.append(0.0)
            try:
                return function(*args, **kwargs)
            finally:
                whole = time.process_time() - began
                spent[name] += whole - inside.pop()
                if inside:
                    inside[-1] += whole

        return run

    for name, (owner, attribute) in places.items():
        setattr(owner, attribute, timed(name, before[name]))
    try:
        yield spent
    finally:
        for name, (owner, attribute) in places.items():
            setattr(owner, attribute, before[name])


def lint_table(infos: Iterable[Mapping[str, Any]]) -> list[str]:
    """Lines of text, one for each row and measure, in the order of the run."""
    found: dict[tuple[str, str], list[str]] = {}
    for info in infos:
        if "what" in info and info["what"] != "sharp/safe":
            more = "".join(f", {key} {value}" for key, value in info.items() if key in ("speedup", "seconds", "memory", "version", "findings"))
            size = f" at {info['size']:,} {info['unit']}" if info["unit"] else ""
            found.setdefault((info["row"], info["measure"]), []).append(f"{info.get('ratio', info.get('parses', 0.0)):6.2f}{size}{more}")
    width = max((len(row) for row, _ in found), default=0)
    wide = max((len(measure) for _, measure in found), default=0)
    return [f"{row:{width}}  {measure:{wide}}  {'; '.join(figures)}" for (row, measure), figures in found.items()]
