"""A table of observed facts as a file of Python: written, or held against what is there."""

from __future__ import annotations

import difflib
import sys
import warnings
from collections.abc import Callable
from pathlib import Path


def main(path: Path, text: Callable[[], str]) -> int:
    """Write the table; with `--check` say where the file differs, and end with status 1 if it does."""
    warnings.simplefilter("ignore")
    new = text()
    if "--check" not in sys.argv:
        path.write_text(new)
        return 0
    old = path.read_text()
    print("\n".join(difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0)))
    return int(old != new)
