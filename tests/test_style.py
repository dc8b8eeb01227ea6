"""The code is written in one style: ruff, set as `pyproject.toml` says, has nothing to say."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_ruff_is_content():
    folders = [name for name in ("sharpbits", "tests", "tools", "gotchas", "benchmarks", "docs", "examples") if (ROOT / name).is_dir()]
    done = subprocess.run([sys.executable, "-m", "ruff", "check", *folders], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
