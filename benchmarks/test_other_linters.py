"""What sharpbits costs beside other linters: one package, one run, a process each, in multiples of a parse of the package.

    tox run -e linters                                     installs them where they cannot disturb anybody, and runs this
    LINTERS=FOLDER/bin pytest benchmarks/test_other_linters.py       with those in a folder; else with those on the path

They look for other things: pylint and flake8 for what any Python has, TorchFix for PyTorch's changes, jaxlint mostly for
docstrings. What is compared is the price of one more linter.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.measures import TOLD, beside, code, installed, parsed, process

PACKAGE = "chex"
#: How each is run on a folder, without settings, in one process, without a cache; and what it may end with where it finds something.
LINTERS: dict[str, tuple[list[str], tuple[int, ...]]] = {
    "ruff": (["ruff", "check", "--isolated", "--no-cache", "--exit-zero", "--quiet"], (0,)),
    "flake8": (["flake8", "--isolated", "--jobs=1", "--exit-zero"], (0,)),
    "jaxlint": (["jaxlint", "check"], (0, 1)),
    "TorchFix": (["torchfix", "-j1"], (0, 1)),
    "fixit": (["fixit", "--quiet", "lint"], (0, 1)),
    "pylint": (["pylint", f"--rcfile={os.devnull}", "--jobs=1", "--exit-zero", "--score=n", "--recursive=y"], (0,)),
}
FOLDER = os.environ.get("LINTERS") or os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", "")])
FOUND = {name: path for name, (line, _) in LINTERS.items() if (path := shutil.which(line[0], path=FOLDER))}
pytestmark = pytest.mark.benchmark(timer=TOLD)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(tmp_path_factory.mktemp("linted"), [PACKAGE])[PACKAGE]


@pytest.fixture(scope="module")
def versions() -> dict[str, str]:
    """By the Python that stands beside them."""
    program = "import importlib.metadata as m, json; print(json.dumps({d.name: d.version for d in m.distributions()}))"
    beside_them = next(iter(FOUND.values()), "")
    python = shutil.which("python", path=os.path.dirname(beside_them)) or sys.executable
    return json.loads(subprocess.run([python, "-c", program], capture_output=True, text=True, check=True).stdout)  # type: ignore[no-any-return]


def test_sharpbits(benchmark: Any, package: Path) -> None:
    line = [sys.executable, "-m", "sharpbits", "lint", "--isolated", "--no-cache", "--exit-zero"]
    compared(benchmark, package, "sharpbits", line, (0,), "")
    benchmark.extra_info["ratio"] = benchmark.extra_info["parses"]


@pytest.mark.parametrize("name", FOUND)
def test_other(benchmark: Any, package: Path, name: str, versions: dict[str, str]) -> None:
    line, statuses = LINTERS[name]
    compared(benchmark, package, name, [FOUND[name], *line[1:]], statuses, versions.get(name, ""))


def compared(benchmark: Any, package: Path, name: str, line: list[str], statuses: tuple[int, ...], version: str) -> None:
    texts = code(package)
    parses = beside(benchmark, lambda: parsed(texts), lambda: process([*line, str(package)], statuses).cpu, 1 if name == "pylint" else 2, "linters", name)
    # How fast those are is their business: no ratio that is held against a baseline.
    del benchmark.extra_info["ratio"]
    benchmark.extra_info.update(what="linter/parse", parses=round(parses, 2), **{"version": version} if version else {})
