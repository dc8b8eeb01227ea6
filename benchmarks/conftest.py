"""What the benchmarks say at the end: one line of ratios for each. Seconds of a CPU depend on who else uses it, so they are left to `-v`."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Generator
from importlib import metadata
from typing import Any

import pytest

from benchmarks.measures import lint_table
from benchmarks.ratios import table


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _commit() -> str:
    done = subprocess.run(["git", "rev-parse", "--short=8", "HEAD"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unversioned"


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """`--benchmark-autosave` names the file by devices, JAX and commit; pytest-benchmark puts it into a folder for each kind of machine."""
    if getattr(config.option, "benchmark_autosave", None):
        from benchmarks.test_gotchas import DEVICES

        config.option.benchmark_save = f"{'-'.join(DEVICES)}-jax{_installed('jax')}-{_commit()}"


def pytest_benchmark_update_machine_info(config: pytest.Config, machine_info: dict[str, Any]) -> None:
    """Which JAX, and which devices; the name of the machine is nobody's business."""
    machine_info["node"] = ""
    machine_info["jax"] = _installed("jax")
    machine_info["jaxlib"] = _installed("jaxlib")
    machine_info["platform"] = platform.platform()


def pytest_benchmark_update_commit_info(config: pytest.Config, commit_info: dict[str, Any]) -> None:
    """The commit, and not where it was checked out."""
    for name in ("project", "branch"):
        commit_info.pop(name, None)


def pytest_benchmark_update_json(config: pytest.Config, benchmarks: list[Any], output_json: dict[str, Any]) -> None:
    output_json["machine_info"]["devices"] = sorted({f"{b['extra_info']['device']}: {b['extra_info']['kind']}" for b in output_json["benchmarks"] if "kind" in b["extra_info"]})


@pytest.hookimpl(wrapper=True)
def pytest_benchmark_group_stats(config: pytest.Config) -> Generator[None, list[Any], list[Any]]:
    groups = yield
    return groups if config.getoption("verbose") > 0 else [g for g in groups if not any(b["extra_info"].get("device") == "cpu" for b in g[1])]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    session = getattr(config, "_benchmarksession", None)
    rows = [(b.extra_info, b.stats.min) for b in session.benchmarks if not b.has_error and b.stats.data] if session else []
    lines = table(rows)
    if lines:
        terminalreporter.section("sharp/safe: how many times as long the sharp form takes")
        terminalreporter.write("\n".join(lines) + "\n")
    lines = lint_table(info for info, _ in rows)
    if lines:
        terminalreporter.section("lint/parse: multiples of libcst.parse_module on the same files")
        terminalreporter.write("\n".join(lines) + "\n")
