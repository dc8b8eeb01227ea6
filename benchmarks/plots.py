"""Plots of ratios: over sizes, by device, and over time.

    python -m benchmarks.plots FOLDER [RESULTS …] [--format svg]      from the results of the repository where none are named

Above 1 the sharp form is the dearer one, below 1 the safe one is. Writes `SB501-….svg` for each row, `devices.svg` and
`time.svg`, each in a light and a dark form.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from benchmarks.ratios import BASELINE, Ratio, Result, load, results

THEMES = {"light": ("#24292f", "#d0d7de"), "dark": ("#e6edf3", "#444c56")}
#: Colours and signs that are told apart without colours too.
MEASURES = {
    "compile": ("#d95f02", "o"), "dispatch": ("#7570b3", "s"), "run": ("#1b9e77", "^"), "import": ("#d95f02", "o"), "first result": ("#1b9e77", "^"),
}  # fmt: skip


@contextmanager
def _theme(name: str) -> Iterator[None]:
    ink, lines = THEMES[name]
    settings = {
        "text.color": ink, "axes.labelcolor": ink, "xtick.color": ink, "ytick.color": ink, "axes.edgecolor": lines, "grid.color": lines, "font.size": 10,
        "axes.spines.top": False, "axes.spines.right": False, "legend.frameon": False, "svg.fonttype": "none", "svg.hashsalt": "sharpbits",
        "savefig.transparent": True, "axes.titlesize": 11, "font.family": "sans-serif",
    }  # fmt: skip
    with plt.rc_context(settings):
        yield


def times(value: float, _: object = None) -> str:
    """A ratio in few letters: 0.05×, 1.3×, 12×, 20k×."""
    return f"{value / 1000:.0f}k×" if value >= 10_000 else f"{value:,.0f}×" if value >= 10 else f"{value:.2g}×"


def count(value: float, _: object = None) -> str:
    return f"{value:,.0f}"


def _ratios_along(axis: Any) -> None:
    low, high = axis.get_view_interval()
    axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0) if high / low < 50 else (1.0,), numticks=5))
    axis.set_major_formatter(FuncFormatter(times))
    axis.set_minor_formatter(NullFormatter())


def _one(axes: Any, *, along: str) -> None:
    """The line where both forms cost the same."""
    draw = axes.axhline if along == "x" else axes.axvline
    draw(1.0, color=axes.xaxis.label.get_color(), linewidth=1, linestyle="--", zorder=1)


def growth(ratios: Sequence[Ratio]) -> Any:
    """One row of the costs: its ratios over sizes, a part for each device."""
    devices = sorted({ratio.device for ratio in ratios})
    figure, parts = plt.subplots(1, len(devices), figsize=(0.8 + 4.2 * len(devices), 3.1), squeeze=False, sharey=True, layout="constrained")
    for axes, device in zip(parts[0], devices):
        for measure, (colour, sign) in MEASURES.items():
            points = sorted((r.size, r.ratio) for r in ratios if r.device == device and r.measure == measure)
            if points:
                axes.plot(*zip(*points), color=colour, marker=sign, markersize=6, label=measure, zorder=3)
        axes.set_yscale("log")
        low, high = axes.get_ylim()
        axes.set_ylim(min(low, 0.4), max(high, 2.5))
        _ratios_along(axes.yaxis)
        sizes = sorted({r.size for r in ratios if r.device == device})
        if len(sizes) > 1:
            axes.set_xscale("log")
        axes.set_xticks(sizes, [count(size) for size in sizes])
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.set_xlabel(ratios[0].unit)
        axes.set_title(device.upper() if len(device) == 3 else device, loc="left")
        axes.grid(axis="y", linewidth=0.6)
        _one(axes, along="x")
    parts[0][0].set_ylabel("sharp / safe")
    parts[0][-1].legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return figure


def by_device(ratios: Sequence[Ratio]) -> Any:
    """All rows at their largest size, a part for each measure, a colour for each device."""
    measures = ("compile", "dispatch", "run")
    rows = sorted({ratio.row for ratio in ratios if ratio.measure in measures}, reverse=True)
    devices = sorted({ratio.device for ratio in ratios})
    figure, parts = plt.subplots(1, len(measures), figsize=(2.2 + 2.6 * len(measures), 0.9 + 0.26 * len(rows)), squeeze=False, sharey=True, layout="constrained")
    colours = ["#1b9e77", "#d95f02", "#7570b3"]
    for axes, measure in zip(parts[0], measures):
        for device, colour, sign in zip(devices, colours, "o^s"):
            points = [(r.ratio, rows.index(r.row)) for r in ratios if r.measure == measure and r.device == device]
            for ratio, height in points:
                axes.plot([1.0, ratio], [height, height], color=colour, linewidth=2, alpha=0.5, zorder=2)
            if points:
                axes.plot(*zip(*points), sign, color=colour, label=device, zorder=3)
        axes.set_xscale("log")
        _ratios_along(axes.xaxis)
        axes.set_yticks(range(len(rows)), rows)
        axes.tick_params(axis="y", length=0)
        axes.set_title(measure, loc="left")
        axes.grid(axis="x", linewidth=0.6)
        _one(axes, along="y")
    parts[0][0].set_ylim(-0.7, len(rows) - 0.3)
    if len(devices) > 1:
        parts[0][-1].legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    figure.supxlabel("← the safe form costs more       sharp / safe       the sharp form costs more →", fontsize=10)
    return figure


def over_time(found: Sequence[Result]) -> Any:
    """How each row changed since the first result, a part for each device: a line for each row and measure, the worst of them named."""
    devices = sorted({ratio.device for result in found for ratio in result.ratios})
    figure, parts = plt.subplots(1, len(devices), figsize=(0.8 + 5.5 * len(devices), 3.6), squeeze=False, sharey=True, layout="constrained")
    for axes, device in zip(parts[0], devices):
        runs = [result for result in found if any(r.device == device for r in result.ratios)]
        lines: dict[tuple[str, str, str], list[tuple[int, float]]] = {}
        for place, result in enumerate(runs):
            for key, ratio in result.largest().items():
                if ratio.device == device and ratio.what == "sharp/safe":
                    lines.setdefault(key, []).append((place, ratio.ratio))
        for (_, _, measure), points in lines.items():
            colour, sign = MEASURES.get(measure, ("#666666", "o"))
            axes.plot([place for place, _ in points], [ratio / points[0][1] for _, ratio in points], color=colour, marker=sign, markersize=4, alpha=0.6)
        axes.set_yscale("log")
        low, high = axes.get_ylim()
        axes.set_ylim(min(low, 0.4), max(high, 2.5))
        _ratios_along(axes.yaxis)
        axes.set_xticks(range(len(runs)), [f"{result.when[:10]}\nJAX {result.jax}\n{result.commit[:7]}" for result in runs])
        axes.set_xlim(-0.5, len(runs) - 0.5)
        axes.set_title(device.upper() if len(device) == 3 else device, loc="left")
        axes.grid(axis="y", linewidth=0.6)
        _one(axes, along="x")
    seen = [m for m in MEASURES if any(r.measure == m for result in found for r in result.ratios)]
    for measure in seen:
        parts[0][-1].plot([], [], color=MEASURES[measure][0], marker=MEASURES[measure][1], label=measure)
    parts[0][-1].legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    parts[0][0].set_ylabel("sharp / safe, beside the first result")
    return figure


def newest_of_each(found: Iterable[Result]) -> list[Ratio]:
    """The ratios of the newest result that has them."""
    kept: dict[tuple[str, str, str, int], Ratio] = {}
    for result in found:
        kept.update({(*ratio.key, ratio.size): ratio for ratio in result.ratios if ratio.what == "sharp/safe"})
    return list(kept.values())


def draw(found: Sequence[Result], folder: Path, form: str = "svg") -> list[str]:
    """Writes all plots; the rows that have one."""
    folder.mkdir(parents=True, exist_ok=True)
    ratios = newest_of_each(found)
    by_row: dict[str, list[Ratio]] = {}
    for ratio in ratios:
        by_row.setdefault(ratio.row, []).append(ratio)
    largest = list(Result(Path(), "", "", "", (), tuple(ratios)).largest().values())
    plots = {**{row: (growth, of_row) for row, of_row in by_row.items()}, "devices": (by_device, largest), "time": (over_time, found)}
    for theme in THEMES:
        for name, (plot, data) in plots.items():
            with _theme(theme):
                figure = plot(data)  # type: ignore[operator]
                figure.savefig(folder / f"{name}-{theme}.{form}", dpi=110, metadata={"Date": None} if form == "svg" else None)
                plt.close(figure)
    return sorted(by_row)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plots", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("results", nargs="*", type=Path)
    parser.add_argument("--format", default="svg", choices=("svg", "png"))
    given = parser.parse_args(arguments)
    found = sorted(map(load, given.results), key=lambda result: result.when) if given.results else results(BASELINE)
    if not found:
        print(f"no results in {BASELINE}")
        return 2
    print(*draw(found, given.folder, given.format))
    return 0


if __name__ == "__main__":
    sys.exit(main())
