"""Code of 2021 to 2023, and what an upgrade makes of it, held against the installed JAX.

    python -m tests.ecosystem.upgrade [FOLDER]      wheels and sources are kept in FOLDER (default: a temporary one)

Each report that something was removed is right only if the installed JAX refuses it. After the fixes no finding with a drop-in is
left, every file parses, and every name of JAX that a file imports is there, unless a finding that is left says otherwise.
Status 1 where one of these does not hold; prints how many of each there were.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import jax

from sharpbits import Settings
from sharpbits.finding import Finding
from sharpbits.fixing import fix_sources
from sharpbits.linting import lint_sources, load
from sharpbits.source import Source

from .__main__ import fetch

PACKAGES = {"flax": "0.5.3", "optax": "0.1.3", "numpyro": "0.9.2", "dm-haiku": "0.0.9", "brax": "0.0.16", "jaxopt": "0.5"}
SETTINGS = Settings(select=("SB901", "SB902"), target_jax=jax.__version__)


def there(path: str) -> bool:
    """Does the installed JAX have the name or module?"""
    parts = path.split(".")
    for n in range(len(parts), 0, -1):
        try:
            value = importlib.import_module(".".join(parts[:n]))
        except ImportError as error:
            if n == len(parts) and error.name is not None and error.name.split(".")[0] != parts[0]:
                return True  # it wants something that is not installed here
            continue
        except Exception:  # a module may be there only to say why it is not
            continue
        try:
            for part in parts[n:]:
                value = getattr(value, part)
        except AttributeError:
            return False
        return True
    return False


def accepted(name: str) -> bool:
    """Does the installed JAX take what a removed name or `callee(keyword=)` stands for?"""
    if name.startswith("Array."):
        return hasattr(jax.numpy.ones(1), name.removeprefix("Array."))
    callee, _, keyword = name.removesuffix("=)").partition("(")
    if not keyword:
        return there(name)
    if not there(callee):
        return False
    module, last = callee.rsplit(".", 1)
    parameters = inspect.signature(getattr(importlib.import_module(module), last)).parameters
    if keyword in parameters:
        # What is only there to say that it is gone has a default of its own.
        told = type(parameters[keyword].default).__name__ == "DeprecatedArg"
        return parameters[keyword].kind is not inspect.Parameter.POSITIONAL_ONLY and not told
    return any(p.kind is p.VAR_KEYWORD for p in parameters.values())


def imported(text: str) -> Iterator[tuple[int, str]]:
    """Line and name of what the file imports from JAX, outside of `try` and of questions for the release."""
    tree = ast.parse(text)
    asks = [n for n in ast.walk(tree) if isinstance(n, ast.Try) or (isinstance(n, ast.If) and "version" in ast.unparse(n.test))]
    expected = {id(inner) for node in asks for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in expected:
            continue
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name.split(".")[0] == "jax")
        elif isinstance(node, ast.ImportFrom) and not node.level and (node.module or "").split(".")[0] == "jax":
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names if alias.name != "*")


def main(folder: Path) -> int:
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for name, version in PACKAGES.items():
        loaded = load([str(fetch(folder, name, version))], SETTINGS)

        def lint(sources: Sequence[Source], wanted: Sequence[str] = tuple(loaded.wanted)) -> list[Finding]:
            return lint_sources(sources, wanted, SETTINGS)

        findings = lint(loaded.sources)
        counts["findings"] += len(findings)
        for finding in findings:
            places = f"{Path(finding.filename).relative_to(folder)}:{finding.location.row}"
            wrong += [f"{places}: JAX {jax.__version__} has {about}" for about in finding.about if finding.code == "SB901" and accepted(about)]
        fixed = fix_sources(loaded.sources, findings, lint)
        counts["fixed"] += fixed.count
        wrong += [f"{path}: the fix was taken back" for path in fixed.refused]
        wrong += [f"{f.filename}:{f.location.row}: still to be fixed: {f.message}" for f in fixed.findings if f.fix and f.fix.applicability == "safe"]
        told = {(f.filename, f.location.row) for f in fixed.findings}
        counts["left"] += len(told)
        for source in fixed.sources:
            if source.path in loaded.wanted:
                counts["files"] += 1
                wrong += [
                    f"{source.path}:{line}: JAX {jax.__version__} has no {path}, and nothing says so"
                    for line, path in imported(source.text) if not there(path) and (source.path, line) not in told
                ]  # fmt: skip
    print(*wrong, sep="\n")
    print(", ".join(f"{count} {what}" for what, count in counts.items()) + f"; wrong: {len(wrong)}")
    return int(bool(wrong))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(main(Path(sys.argv[1])))
    with tempfile.TemporaryDirectory() as scratch:
        sys.exit(main(Path(scratch)))
