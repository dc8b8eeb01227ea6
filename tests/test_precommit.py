"""The real pre-commit, with this checkout as its source of hooks."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARP = "import jax.numpy as jnp\n\nx = jnp.zeros(3)\nx[0] = 1.0\n"


def git(*args: str, cwd: Path) -> str:
    names = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
    return subprocess.run(["git", *names, *args], cwd=cwd, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that holds the package as it is now."""
    pytest.importorskip("pre_commit")
    source = tmp_path_factory.mktemp("hooks")
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, source / name)
    shutil.copytree(ROOT / "sharpbits", source / "sharpbits", ignore=shutil.ignore_patterns("__pycache__"))
    git("init", "-q", cwd=source)
    git("add", "-A", cwd=source)
    git("commit", "-qm", "hooks", cwd=source)
    return source


def test_the_hooks_fail_on_sharp_code_pass_on_clean_code_and_fix(hooks: Path, tmp_path: Path) -> None:
    revision = git("rev-parse", "HEAD", cwd=hooks)
    (tmp_path / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {hooks}\n  rev: {revision}\n  hooks:\n  - id: sharpbits\n  - id: sharpbits-fix\n    stages: [manual]\n"
    )
    git("init", "-q", cwd=tmp_path)
    file = tmp_path / "a.py"

    def run(hook: str) -> subprocess.CompletedProcess[str]:
        git("add", "-A", cwd=tmp_path)
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", "run", hook, "--all-files", "--hook-stage", "manual" if "fix" in hook else "pre-commit"],
            cwd=tmp_path, capture_output=True, text=True, check=False, env={**os.environ, "PRE_COMMIT_HOME": str(tmp_path.parent / "pre-commit-home")},
        )  # fmt: skip

    file.write_text("import jax.numpy as jnp\n\nx = jnp.zeros(3)\n")
    clean = run("sharpbits")
    assert clean.returncode == 0, clean.stdout + clean.stderr
    file.write_text(SHARP)
    sharp = run("sharpbits")
    assert sharp.returncode == 1 and "SB101" in sharp.stdout
    assert run("sharpbits-fix").returncode == 1
    assert file.read_text() == SHARP.replace("x[0] = 1.0", "x = x.at[0].set(1.0)")
    assert run("sharpbits-fix").returncode == 0
