"""Which releases of JAX a project is for, by what it says of its dependencies.

The first that names `jax` counts: `pyproject.toml` (standard, Poetry), `requirements*.txt`, `setup.cfg`, `setup.py`,
`environment.yml`, lock files. Nothing is imported or run.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from .data.versions import Target

#: `jax`, `jax[cuda12]`; then the range, up to a marker or a comment.
_REQUIREMENT = re.compile(r"\s*jax\s*(?:\[[^\]]*\])?\s*\(?\s*([<>=!~^][^;#)]*)?(?:[;#)]|$)", re.IGNORECASE)
_QUOTED = re.compile(r"""["'](jax(?:\[[^\]"']*\])?\s*[<>=!~][^"']*)["']""")


@cache
def jax_requirement(root: str) -> str | None:
    """The range that the project at `root` declares, None where it declares none."""
    folder = Path(root)
    for text in _declared(folder):
        found = _REQUIREMENT.match(text)
        wanted = (found[1] or "").strip().strip(",").strip() if found is not None else ""
        if not wanted:
            continue
        try:
            Target.read(wanted)
        except ValueError:
            continue
        return wanted
    return None


def _declared(folder: Path) -> Iterator[str]:
    yield from _pyproject(folder / "pyproject.toml")
    for path in sorted(folder.glob("requirements*.txt"), key=lambda p: (len(p.name), p.name)):
        yield from _lines(path)
    for path in sorted((folder / "requirements").glob("*.txt")) if (folder / "requirements").is_dir() else ():
        yield from _lines(path)
    yield from _lines(folder / "setup.cfg")
    for match in _QUOTED.finditer(_text(folder / "setup.py")):
        yield match[1]
    for name in ("environment.yml", "environment.yaml"):
        for line in _lines(folder / name):
            entry = line.strip().removeprefix("-").strip().strip("\"'")
            # Conda writes one `=`.
            yield re.sub(r"^(jax)\s*=(?!=)\s*", r"\1==", entry)
    for name in ("uv.lock", "poetry.lock"):
        found = re.search(r'\[\[package\]\]\nname = "jax"\nversion = "([^"]+)"', _text(folder / name))
        if found:
            yield f"jax=={found[1]}"


def _pyproject(path: Path) -> Iterator[str]:
    if not path.is_file():
        return
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    project = table.get("project")
    if isinstance(project, dict):
        yield from _strings(project.get("dependencies"))
        optional = project.get("optional-dependencies")
        for group in optional.values() if isinstance(optional, dict) else ():
            yield from _strings(group)
    groups = table.get("dependency-groups")
    for group in groups.values() if isinstance(groups, dict) else ():
        yield from _strings(group)
    tool = table.get("tool")
    poetry = tool.get("poetry") if isinstance(tool, dict) else None
    wanted = poetry.get("dependencies") if isinstance(poetry, dict) else None
    if isinstance(wanted, dict) and "jax" in wanted:
        entry = wanted["jax"].get("version") if isinstance(wanted["jax"], dict) else wanted["jax"]
        if isinstance(entry, str) and entry != "*":
            yield f"jax{entry if entry[:1] in '<>=!~^' else '==' + entry}"


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        yield from (v for v in value if isinstance(v, str))


def _lines(path: Path) -> list[str]:
    return _text(path).splitlines()


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8") if path.is_file() else ""
    except (OSError, UnicodeDecodeError):
        return ""
