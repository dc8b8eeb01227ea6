"""Whether a ratio got worse: the newest results beside the baseline of the repository.

    pytest benchmarks --benchmark-autosave                         measures, and saves below .benchmarks
    python -m benchmarks.regression [FILE …] [--tolerance 2.5]     status 1 where a ratio is worse than is tolerated
    python -m benchmarks.regression [FILE …] --accept              makes it the baseline, in a small form

Only ratios are held against each other, since they alone mean the same on another machine: the ratio at the largest size of
each row, with that of the newest baseline that has the row on the same kind of device. Worse is what helps less: a sharp
form that costs less beside its safe one than it did, a lint that costs more beside a parse. Several files are several runs of
the same on one machine: of each benchmark the quickest counts, which is the one that was disturbed least.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.ratios import BASELINE, NEWEST, Ratio, Result, parsed, results

#: How many times worse a ratio may be. A parse and a lint take seconds, and both are one process; many a form takes
#: microseconds, on a machine that does other things.
TOLERANCE = {"sharp/safe": 2.5, "lint/parse": 1.25}
DEFAULT_TOLERANCE = 1.25
#: Of these ratios a smaller one is worse.
WORSE_WHEN_SMALLER = {"sharp/safe"}


@dataclass(frozen=True)
class Change:
    before: Ratio
    after: Ratio
    tolerance: float

    @property
    def worse(self) -> float:
        """How many times worse: 1 is the same, less is better."""
        factor = self.after.ratio / self.before.ratio
        return 1 / factor if self.after.what in WORSE_WHEN_SMALLER else factor

    @property
    def fails(self) -> bool:
        return self.worse > self.tolerance

    def __str__(self) -> str:
        return f"{self.after}: {self.after.what} {self.before.ratio:.3g} → {self.after.ratio:.3g}"


def changes(newest: Result, baselines: Iterable[Result], tolerance: float | None = None) -> list[Change]:
    """Each row of the newest result that a baseline has at the same size, the worst first."""
    before: dict[tuple[Any, ...], Ratio] = {}
    for baseline in baselines:  # the oldest first: the newest stays
        before.update({(*ratio.key, ratio.size): ratio for ratio in baseline.ratios})
    found = []
    for key, after in newest.largest().items():
        if (old := before.get((*key, after.size))) and old.ratio > 0 and after.ratio > 0:
            found.append(Change(old, after, tolerance or TOLERANCE.get(after.what, DEFAULT_TOLERANCE)))
    return sorted(found, key=lambda change: -change.worse)


def report(newest: Result, baselines: Sequence[Result], tolerance: float | None = None) -> tuple[list[str], int]:
    """What to say, and the status to end with."""
    found = changes(newest, baselines, tolerance)
    if not found:
        return [f"{newest.path}: no baseline has any of its rows"], 2
    failing = [change for change in found if change.fails]
    lines = [f"worse than tolerated ({change.tolerance:g} times): {change}, {change.worse:.2f} times worse" for change in failing]
    lines += [f"better: {change}, {1 / change.worse:.2f} times" for change in found if 1 / change.worse > change.tolerance]
    typical = math.exp(sum(math.log(change.worse) for change in found) / len(found))
    lines.append(f"{len(found)} ratios: {len(failing)} worse than tolerated; {typical:.2f} times their baseline's on average (more is worse)")
    return lines, int(bool(failing))


def compact(saved: dict[str, Any]) -> str:
    """A result as pytest-benchmark reads it, without what nobody compares: one line for each benchmark, four digits."""
    head = {key: value for key, value in saved.items() if key != "benchmarks"}
    cpu = head["machine_info"].get("cpu", {})
    head["machine_info"]["cpu"] = {key: cpu[key] for key in ("arch", "bits", "count", "brand_raw") if key in cpu}
    benches = []
    for bench in saved["benchmarks"]:
        kept = {key: value for key, value in bench.items() if key not in ("params", "options")}
        kept["params"], kept["options"] = None, {}
        kept["stats"] = {key: _rounded(value) for key, value in bench["stats"].items() if key != "data"}
        benches.append(json.dumps(kept))
    text = json.dumps(head, indent=1)[:-2]
    return f'{text},\n "benchmarks": [\n' + ",\n".join(benches) + "\n]}\n"


def quickest(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Of each benchmark the run that took the least time, with the ratios that follow; the last run says when and where."""
    found: dict[str, dict[str, Any]] = {}
    for run in runs:
        for bench in run["benchmarks"]:
            name = bench["fullname"]
            if name not in found or bench["stats"]["min"] < found[name]["stats"]["min"]:
                found[name] = bench
    safe = {bench["group"]: bench["stats"]["min"] for bench in found.values() if bench["extra_info"].get("form") == "safe"}
    for bench in found.values():
        if "ratio" in bench["extra_info"] and bench["group"] in safe and len(runs) > 1:
            bench["extra_info"]["ratio"] = round(bench["stats"]["min"] / safe[bench["group"]], 4)
    return {**runs[-1], "benchmarks": list(found.values())}


def _rounded(value: Any) -> Any:
    return float(f"{value:.4g}") if isinstance(value, float) else value


def accept(saved: dict[str, Any], path: Path, folder: Path = BASELINE) -> Path:
    """The result as a baseline; it keeps its name and its machine's folder."""
    kept = folder / path.parent.name / path.name
    number = 1 + max((int(other.name[:4]) for other in kept.parent.glob("[0-9]*.json")), default=0)
    kept = kept.with_name(f"{number:04}_{path.name.partition('_')[2]}")
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(compact(saved), encoding="utf-8")
    return kept


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.regression", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path, help="results of pytest-benchmark; the newest below .benchmarks without them")
    parser.add_argument("--baseline", type=Path, default=BASELINE, help="the folder of the baselines")
    parser.add_argument("--tolerance", type=float, help=f"how many times worse a ratio may be, for all of them; by themselves: {TOLERANCE}")
    parser.add_argument("--accept", action="store_true", help="make the result the baseline")
    given = parser.parse_args(arguments)
    files = given.files or [result.path for result in results(NEWEST)[-1:]]
    if not files:
        print(f"nothing to compare: no results below {NEWEST} (pytest benchmarks --benchmark-autosave makes them)")
        return 2
    saved = quickest([json.loads(path.read_text(encoding="utf-8")) for path in files])
    if given.accept:
        print(f"baseline: {accept(saved, files[-1], given.baseline)}")
        return 0
    newest = parsed(saved, files[-1])
    print(f"{newest.path}: JAX {newest.jax}, {', '.join(newest.devices)}")
    lines, status = report(newest, results(given.baseline), given.tolerance)
    print("\n".join(lines))
    return status


if __name__ == "__main__":
    sys.exit(main())
