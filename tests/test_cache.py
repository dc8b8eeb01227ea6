"""What the cache remembers is what a run without it finds."""

from __future__ import annotations

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from sharpbits.cache import Cache
from sharpbits.linting import lint_sources, load
from sharpbits.settings import Settings

CASES = Path(__file__).parent / "cases"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A package of several modules that import one another, and some scripts."""
    root = tmp_path / "project"
    for case in ("sb1/09_mesh_from_other_module", "sb2/23_two_modules", "sb2/64_shared_key_module"):
        shutil.copytree(CASES / case, root / case.split("/")[1])
    for case in ("sb1/24_lists_into_jnp.py", "sb2/15_metropolis.py", "sb1/08_bubble_pass_annotated.py"):
        shutil.copy(CASES / case, root)
    (root / "pyproject.toml").write_text("")
    return root


def lint(root: Path, cache: Cache | None = None, paths: list[str] | None = None) -> list[object]:
    settings = Settings(root=str(root))
    loaded = load(paths or [str(root)], settings)
    return [*loaded.errors, *lint_sources(loaded.sources, loaded.wanted, settings, cache=cache)]


@pytest.mark.parametrize(("seed", "edits"), [(0, 60), pytest.param(1, 500, marks=pytest.mark.slow)])
def test_random_edits(project: Path, tmp_path: Path, seed: int, edits: int) -> None:
    random = Random(seed)
    files = sorted(project.rglob("*.py"))
    texts = {path: path.read_text() for path in files}
    pool = [line for text in texts.values() for line in text.splitlines()]
    for number in range(edits):
        path = random.choice(files)
        lines = path.read_text().splitlines() if path.exists() else []
        edit = random.choice(("insert", "delete", "restore", "swap", "remove", "duplicate"))
        if edit == "insert":
            lines.insert(random.randrange(len(lines) + 1), random.choice(pool))
        elif edit == "delete" and lines:
            del lines[random.randrange(len(lines))]
        elif edit == "swap":
            lines = texts[random.choice(files)].splitlines()
        elif edit == "duplicate" and lines:
            lines.append(random.choice(lines))
        elif edit == "restore":
            lines = texts[path].splitlines()
        if edit == "remove":
            path.unlink(missing_ok=True)
        else:
            path.write_text("\n".join(lines) + "\n")
        cache = Cache(tmp_path / "cache")
        one = random.choice([p for p in files if p.exists()])
        for paths in ([str(project)], [str(one)]):
            assert lint(project, cache, paths) == lint(project, None, paths), f"edit {number}: {edit} of {path.name}, linting {paths}"


def test_one_file_is_linted_as_in_its_project(project: Path, tmp_path: Path) -> None:
    whole = lint(project)
    for cache in (None, Cache(tmp_path / "cache")):
        alone = [f for path in sorted(project.rglob("*.py")) for f in lint(project, cache, [str(path)])]
        assert sorted(map(repr, alone)) == sorted(repr(f) for f in whole)
    assert whole


@pytest.mark.parametrize("damage", ["truncated", "garbage", "empty", "folder"])
def test_damaged_entries_are_ignored(project: Path, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "cache"
    wanted = lint(project, Cache(folder))
    for path in [p for p in folder.rglob("*") if p.is_file()]:
        data = path.read_bytes()
        if damage == "folder":
            path.unlink()
            path.mkdir()
        else:
            path.write_bytes({"truncated": data[:-3], "garbage": bytes(reversed(data)), "empty": b""}[damage])
    assert lint(project, Cache(folder)) == wanted


def test_a_folder_that_cannot_be_written_is_no_error(project: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert lint(project, Cache(blocked / "cache")) == lint(project)


def test_several_processes_share_a_folder(project: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sharpbits", "lint", str(project), "--cache-dir", str(tmp_path / "cache"), "--output-format", "json"]

    def run(_: int) -> str:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout

    with ThreadPoolExecutor(4) as pool:
        outputs = set(pool.map(run, range(6)))
    assert len(outputs) == 1
    assert "SB201" in outputs.pop()


def test_settings_are_part_of_the_key(project: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    lint(project, cache)
    settings = Settings(select=("SB1",), root=str(project))
    loaded = load([str(project)], settings)
    codes = {f.code for f in lint_sources(loaded.sources, loaded.wanted, settings, cache=cache)}
    assert codes
    assert all(code.startswith("SB1") for code in codes)


def test_clean_removes_what_lint_has_written(project: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "sharpbits", *arguments], cwd=project, capture_output=True, text=True, check=False)

    before = run("lint", "--output-format", "concise").stdout
    assert (project / ".sharpbits_cache" / ".gitignore").read_text() == "*\n"
    assert run("lint", "--output-format", "concise").stdout == before
    assert "Removed" in run("clean").stdout
    assert not (project / ".sharpbits_cache").exists()
    run("lint", "--no-cache")
    assert not (project / ".sharpbits_cache").exists()
