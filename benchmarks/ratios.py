"""Ratios out of benchmarks: the sharp form of a gotcha to its safe one, the whole lint to a parse."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def table(rows: Iterable[tuple[dict[str, Any], float]]) -> list[str]:
    """Lines of text, one for each gotcha, device and measure; seconds too where the device is no CPU. Rows are (extra_info, seconds)."""
    found: dict[tuple[str, str, str], dict[int, str]] = {}
    units: dict[str, str] = {}
    for info, seconds in rows:
        if info.get("what") != "sharp/safe" or info["form"] != "sharp":
            continue
        figure = f"{info['ratio']:.2f}" if "ratio" in info else info.get("fails", "?")
        if info["device"] != "cpu":
            figure += f" ({seconds * 1e3:.3g} ms)"
        units[info["row"]] = info["unit"]
        found.setdefault((f"{info['row']} {info['name']}", info["device"], info["measure"]), {})[info["size"]] = f"{figure} at {info['size']} {info['unit']}"
    width = max((len(name) for name, _, _ in found), default=0)
    return [f"{name:{width}}  {device:4} {measure:12} " + ", ".join(sizes[s] for s in sorted(sizes)) for (name, device, measure), sizes in sorted(found.items())]
