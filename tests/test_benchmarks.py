"""The benchmarks run, and a ratio that got worse is found."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.clocks import Compiling, Told
from benchmarks.costs import COSTS, GOTCHAS, Cost, gotcha
from benchmarks.ratios import BASELINE, Ratio, Result, load, table
from benchmarks.regression import TOLERANCE, accept, changes, main, quickest, report

RUN = Ratio("SB501", "cpu", "run", 16, "rounds", "sharp/safe", 10.0)
LINT = Ratio("flax", "cpu", "lint", 0, "", "lint/parse", 1.5)


def result(*ratios: Ratio) -> Result:
    return Result(Path("new.json"), "2026-01-01", "abc", "0.10.2", ("cpu: cpu",), ratios)


@pytest.mark.parametrize("cost", COSTS, ids=lambda cost: cost.key)
@pytest.mark.parametrize("form", ["safe", "sharp"])
def test_what_is_measured_runs(cost: Cost, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    cost.function(form, cost.sizes[0])()


def test_each_row_has_a_name_of_its_own_and_sizes_that_grow() -> None:
    assert len({cost.key for cost in COSTS}) == len(COSTS)
    assert all(len(cost.sizes) >= 3 and list(cost.sizes) == sorted(cost.sizes) for cost in COSTS)
    assert all(hasattr(gotcha(cost.code), name) for cost in COSTS for name in (cost.sharp, cost.safe))


def test_every_gotcha_of_compilation_is_measured() -> None:
    measured = {cost.code for cost in COSTS} | {"SB511"}  # a process of its own: test_start
    assert {path.stem[5:10].upper() for path in GOTCHAS.glob("sb5_*/test_sb*.py")} <= measured


def test_compilations_inside_of_others_count_once() -> None:
    clock = Compiling()
    clock.spent.clear()
    clock.listen("/jax/core/compile/jaxpr_trace_duration", 0.5)
    clock.listen("/jax/core/compile/jaxpr_trace_duration", 2.0)
    assert clock() == pytest.approx(2.0, abs=0.01)
    clock.listen("/jax/core/compile/backend_compile_duration", 0.0)
    clock.listen("/jax/checkpoint/write", 9.0)
    assert clock() == pytest.approx(2.0, abs=0.01)
    assert clock.programs == 1


def test_a_clock_that_is_told() -> None:
    clock = Told()
    before = clock()
    clock.add(0.25)
    assert clock() - before == 0.25


def test_a_sharp_form_that_costs_less_beside_its_safe_one_is_worse() -> None:
    (change,) = changes(result(replace(RUN, ratio=2.0)), [result(RUN)])
    assert change.worse == 5.0 and change.fails
    (change,) = changes(result(replace(RUN, ratio=50.0)), [result(RUN)])
    assert change.worse == 0.2 and not change.fails


def test_a_lint_that_costs_more_beside_a_parse_is_worse() -> None:
    (change,) = changes(result(replace(LINT, ratio=3.0)), [result(LINT)])
    assert change.worse == 2.0 and change.fails
    (change,) = changes(result(replace(LINT, ratio=1.6)), [result(LINT)])
    assert not change.fails


def test_only_the_largest_size_is_judged_and_only_beside_the_same_size_on_the_same_device() -> None:
    small = replace(RUN, size=1, ratio=0.001)
    assert [c.after.size for c in changes(result(small, RUN), [result(RUN, replace(small, ratio=1.0))])] == [16]
    assert changes(result(replace(RUN, size=32)), [result(RUN)]) == []
    assert changes(result(replace(RUN, device="gpu")), [result(RUN)]) == []


def test_the_newest_baseline_that_has_the_row_counts() -> None:
    (change,) = changes(result(RUN), [result(replace(RUN, ratio=1.0)), result(replace(RUN, ratio=8.0)), result(LINT)])
    assert change.before.ratio == 8.0


def test_the_report_names_what_got_worse_first() -> None:
    lines, status = report(result(replace(RUN, ratio=1.0), LINT), [result(RUN, LINT)])
    assert status == 1
    assert lines[0] == "worse than tolerated (2.5 times): SB501 run (cpu) at 16 rounds: sharp/safe 10 → 1, 10.00 times worse"
    assert lines[-1].startswith("2 ratios: 1 worse than tolerated")
    assert report(result(replace(RUN, ratio=1.0)), [result(RUN)], tolerance=20.0)[1] == 0
    assert report(result(RUN), [result(LINT)])[1] == 2


def saved(folder: Path, ratio: float, name: str = "0007_cpu.json") -> Path:
    """A file as pytest-benchmark writes it."""
    stats = {"min": 0.123456789, "max": 1.0, "mean": 0.5, "stddev": 0.1, "rounds": 3, "median": 0.5, "iqr": 0.1, "q1": 0.1, "q3": 0.2, "iqr_outliers": 0,
             "stddev_outliers": 1, "outliers": "1;0", "ld15iqr": 0.1, "hd15iqr": 1.0, "ops": 2.0, "total": 1.5, "iterations": 1, "data": [0.1, 0.2]}  # fmt: skip
    info = {"what": "sharp/safe", "row": "SB501", "measure": "run", "device": "cpu", "size": 16, "unit": "rounds", "form": "sharp", "ratio": ratio}
    bench = {"group": "g", "name": "t", "fullname": "benchmarks/t", "params": {"cost": "UNSERIALIZABLE"}, "param": "p", "extra_info": info, "options": {"timer": "x"}, "stats": stats}
    whole = {"machine_info": {"jax": "0.10.2", "devices": ["cpu: cpu"], "cpu": {"flags": ["sse"] * 99}}, "commit_info": {"id": "abc"}, "benchmarks": [bench], "datetime": "2026-01-01T00:00:00", "version": "5"}
    path = folder / "Linux-CPython" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


def test_an_accepted_result_is_small_numbered_and_says_the_same(tmp_path: Path) -> None:
    path = saved(tmp_path, 10.0)
    baseline = tmp_path / "baseline"
    whole = json.loads(path.read_text(encoding="utf-8"))
    first, second = accept(whole, path, baseline), accept(whole, path, baseline)
    assert (first.name, second.name) == ("0001_cpu.json", "0002_cpu.json")
    assert load(first).ratios == load(path).ratios == (replace(RUN, row="SB501"),)
    assert first.stat().st_size < 1500 and "sse" not in first.read_text()


def test_of_several_runs_the_quickest_counts() -> None:
    def run(when: str, safe: float, sharp: float) -> dict[str, Any]:
        forms = [("safe", safe), ("sharp", sharp)]
        benches = [
            {"group": "g", "fullname": form, "stats": {"min": least}, "extra_info": {"form": form, **({"ratio": sharp / safe} if form == "sharp" else {})}}
            for form, least in forms
        ]
        return {"datetime": when, "benchmarks": benches}

    whole = quickest([run("first", 1.0, 9.0), run("second", 2.0, 4.0)])
    assert whole["datetime"] == "second"
    assert [bench["stats"]["min"] for bench in whole["benchmarks"]] == [1.0, 4.0]
    assert whole["benchmarks"][1]["extra_info"]["ratio"] == 4.0
    assert quickest([run("first", 1.0, 9.0)])["benchmarks"][1]["extra_info"]["ratio"] == 9.0


def test_the_command_fails_on_a_ratio_that_got_worse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([]) == 2
    saved(tmp_path / ".benchmarks", 10.0, "0001_cpu.json")
    assert main(["--baseline", "kept", "--accept"]) == 0
    assert main(["--baseline", "kept"]) == 0
    worse = saved(tmp_path / "elsewhere", 10.0 / (2 * TOLERANCE["sharp/safe"]))
    capsys.readouterr()
    assert main([str(worse), "--baseline", "kept"]) == 1
    assert "SB501 run (cpu) at 16 rounds: sharp/safe 10 → 2, 5.00 times worse" in capsys.readouterr().out
    assert main([str(worse), "--baseline", "kept", "--tolerance", "6"]) == 0


def test_seconds_of_a_cpu_are_not_shown() -> None:
    info = {"what": "sharp/safe", "row": "SB501", "name": "jit-in-loop", "measure": "run", "device": "cpu", "size": 16, "unit": "rounds", "form": "sharp", "ratio": 10.0}
    assert table([(info, 0.5), ({**info, "form": "safe"}, 0.05), ({**info, "device": "gpu"}, 0.5), ({"what": "lint/parse"}, 1.0)]) == [
        "SB501 jit-in-loop  cpu  run          10.00 at 16 rounds",
        "SB501 jit-in-loop  gpu  run          10.00 (500 ms) at 16 rounds",
    ]


def test_pytest_benchmark_reads_the_baseline() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest_benchmark", "--storage", BASELINE.as_uri(), "compare", "--columns", "min", "--sort", "name"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    names = [bench["name"] for path in BASELINE.rglob("*.json") for bench in json.loads(path.read_text(encoding="utf-8"))["benchmarks"]]
    assert len(names) > 100
    assert all(name in done.stdout for name in names)


def test_plots_are_drawn_for_both_themes(tmp_path: Path) -> None:
    from benchmarks.plots import draw, times

    assert [times(value) for value in (0.031, 1.0, 2.345, 12.3, 20_500.0)] == ["0.031×", "1×", "2.3×", "12×", "20k×"]
    small, gpu = replace(RUN, size=1, ratio=1.0), replace(RUN, device="gpu", ratio=100.0)
    assert draw([result(small, RUN, gpu), result(replace(RUN, ratio=12.0), replace(LINT, what="lint/parse"))], tmp_path) == ["SB501"]
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {f"{name}-{theme}.svg" for name in ("SB501", "devices", "time") for theme in ("light", "dark")}
    text = (tmp_path / "SB501-light.svg").read_text()
    assert "rounds" in text and "sharp / safe" in text and "GPU" in text
