"""Ratios out of benchmarks, and what pytest-benchmark saved of them.

A benchmark that says in its `extra_info` what its `ratio` is a ratio of (`what`) is followed: `sharp/safe` for the two forms
of a gotcha, `lint/parse` for the linter.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Where pytest-benchmark keeps results by itself, and where the repository keeps those to compare with.
NEWEST = Path(".benchmarks")
BASELINE = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Ratio:
    #: What stands for the same benchmark in another run, whatever its size.
    row: str
    device: str
    measure: str
    size: int
    unit: str
    what: str
    ratio: float

    @property
    def key(self) -> tuple[str, str, str]:
        return self.row, self.device, self.measure

    def __str__(self) -> str:
        size = f" at {self.size} {self.unit}" if self.unit else ""
        return f"{self.row} {self.measure} ({self.device}){size}"


@dataclass(frozen=True)
class Result:
    """A file of pytest-benchmark."""

    path: Path
    when: str
    commit: str
    jax: str
    devices: tuple[str, ...]
    ratios: tuple[Ratio, ...]

    def largest(self) -> dict[tuple[str, str, str], Ratio]:
        """The ratio at the largest size of each row: there the growth shows most, and what else the machine did least."""
        found: dict[tuple[str, str, str], Ratio] = {}
        for ratio in self.ratios:
            if ratio.key not in found or ratio.size > found[ratio.key].size:
                found[ratio.key] = ratio
        return found


def load(path: Path) -> Result:
    return parsed(json.loads(path.read_text(encoding="utf-8")), path)


def parsed(saved: dict[str, Any], path: Path) -> Result:
    machine = saved["machine_info"]
    ratios = tuple(_ratio(bench) for bench in saved["benchmarks"] if {"ratio", "what"} <= set(bench["extra_info"]))
    return Result(path, saved["datetime"], saved["commit_info"].get("id") or "", machine.get("jax", ""), tuple(machine.get("devices", ())), ratios)


def _ratio(bench: dict[str, Any]) -> Ratio:
    info = bench["extra_info"]
    return Ratio(
        row=info.get("row") or bench["fullname"].rpartition("/")[2],
        device=info.get("device", "cpu"),
        measure=info.get("measure", info["what"]),
        size=int(info.get("size", 0)),
        unit=info.get("unit", ""),
        what=info["what"],
        ratio=float(info["ratio"]),
    )


def results(folder: Path) -> list[Result]:
    """All results under a folder, the oldest first."""
    return sorted(map(load, folder.rglob("*.json")), key=lambda result: (result.when, result.path))


def table(rows: Iterable[tuple[dict[str, Any], float]]) -> list[str]:
    """Lines of text, one for each gotcha, device and measure; seconds too where the device is no CPU. Rows are (extra_info, seconds)."""
    found: dict[tuple[str, str, str], dict[int, str]] = {}
    for info, seconds in rows:
        if info.get("what") != "sharp/safe" or info["form"] != "sharp":
            continue
        figure = f"{info['ratio']:.2f}" if "ratio" in info else info.get("fails", "?")
        if info["device"] != "cpu":
            figure += f" ({seconds * 1e3:.3g} ms)"
        found.setdefault((f"{info['row']} {info['name']}", info["device"], info["measure"]), {})[info["size"]] = f"{figure} at {info['size']} {info['unit']}"
    width = max((len(name) for name, _, _ in found), default=0)
    return [f"{name:{width}}  {device:4} {measure:12} " + ", ".join(sizes[s] for s in sorted(sizes)) for (name, device, measure), sizes in sorted(found.items())]
