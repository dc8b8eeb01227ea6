"""sharpbits: a linter that finds the sharp bits of JAX by knowing what is traced and why.

    from sharpbits import lint_text
    for finding in lint_text(code, "train.py"):
        print(finding.location.row, finding.code, finding.message)

Importing it imports neither JAX nor NumPy, and linting never runs the code that is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Edit", "Finding", "Fix", "LintResult", "Location", "Settings", "Step", "lint_paths", "lint_text"]

if TYPE_CHECKING:
    from .finding import Edit, Finding, Fix, Location, Step
    from .linting import LintResult, lint_paths, lint_text
    from .settings import Settings


def __getattr__(name: str) -> Any:
    # LibCST takes a fifth of a second to import: only who lints pays for it.
    if name in ("Edit", "Finding", "Fix", "Location", "Step"):
        from . import finding as home
    elif name in ("LintResult", "lint_paths", "lint_text"):
        from . import linting as home  # type: ignore[no-redef]
    elif name == "Settings":
        from . import settings as home  # type: ignore[no-redef]
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(home, name)
