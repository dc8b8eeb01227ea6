"""Station 1: files of a project, decoded as Python decodes them."""

from __future__ import annotations

import os
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

_ALWAYS_EXCLUDED = (
    ".git", ".hg", ".svn", ".tox", ".nox", ".venv", "venv", "__pycache__", "node_modules", ".eggs", "build", "dist",
    ".mypy_cache", ".pytest_cache", ".ruff_cache", ".ipynb_checkpoints", "site-packages",
)  # fmt: skip
_ROOT_MARKS = ("pyproject.toml", "sharpbits.toml", ".git", "setup.py", "setup.cfg")


class SourceError(Exception):
    """A file that cannot be read or decoded."""

    def __init__(self, path: str, message: str, row: int = 1) -> None:
        super().__init__(f"{path}: {message}")
        self.path, self.message, self.row = path, message, row


@dataclass(frozen=True, slots=True)
class Source:
    path: str
    text: str
    encoding: str = "utf-8"
    bom: bool = False


def decode(path: str, data: bytes) -> Source:
    """Bytes to text by the coding line or UTF-8; raises SourceError."""
    bom = data.startswith(b"\xef\xbb\xbf")
    try:
        encoding, _ = tokenize.detect_encoding(BytesIO(data).readline)
        if bom:
            encoding, data = "utf-8", data[3:]
        return Source(path, data.decode(encoding), encoding, bom)
    except SyntaxError as error:
        raise SourceError(path, str(error.msg or error)) from error
    except (UnicodeDecodeError, LookupError) as error:
        row = data[: error.start].count(b"\n") + 1 if isinstance(error, UnicodeDecodeError) else 1
        raise SourceError(path, f"cannot be decoded: {error}", row) from error


def read_source(path: str) -> Source:
    try:
        with open(path, "rb") as file:
            return decode(path, file.read())
    except OSError as error:
        raise SourceError(path, error.strerror or str(error)) from error


def find_files(paths: Iterable[str], exclude: Sequence[str] = (), respect_gitignore: bool = True) -> Iterator[str]:
    """Python files under the paths, sorted; a file that is named is taken whatever the excludes say."""
    seen: set[str] = set()
    for path in paths:
        if os.path.isdir(path):
            for found in _walk(path, exclude, respect_gitignore):
                key = os.path.abspath(found)
                if key not in seen:
                    seen.add(key)
                    yield found
        else:
            key = os.path.abspath(path)
            if key not in seen:
                seen.add(key)
                yield path


def _walk(top: str, exclude: Sequence[str], respect_gitignore: bool) -> Iterator[str]:
    import pathspec

    own = pathspec.GitIgnoreSpec.from_lines(exclude) if exclude else None
    specs: list[tuple[str, pathspec.GitIgnoreSpec]] = []
    if respect_gitignore:
        for folder in [*reversed(Path(top).resolve().parents), Path(top).resolve()]:
            if any((parent / ".git").exists() for parent in (folder, *folder.parents)):
                specs += _ignore_files(str(folder))
    visited: set[tuple[int, int]] = set()

    def ignored(path: str, folder: bool) -> bool:
        full = os.path.abspath(path)
        if own is not None and own.match_file(os.path.relpath(path, top) + ("/" if folder else "")):
            return True
        return any(spec.match_file(os.path.relpath(full, base) + ("/" if folder else "")) for base, spec in specs if full.startswith(base))

    def visit(folder: str) -> Iterator[str]:
        try:
            status = os.stat(folder)
            entries = sorted(os.scandir(folder), key=lambda e: e.name)
        except OSError:
            return
        if (status.st_dev, status.st_ino) in visited:
            return  # a loop of symbolic links
        visited.add((status.st_dev, status.st_ino))
        if respect_gitignore and os.path.abspath(folder) != os.path.abspath(top):
            specs.extend(_ignore_files(os.path.abspath(folder)))
        for entry in entries:
            path = entry.path[2:] if entry.path.startswith("./") else entry.path
            if entry.is_dir():
                if entry.name not in _ALWAYS_EXCLUDED and not ignored(path, True):
                    yield from visit(path)
            elif entry.name.endswith((".py", ".pyi")) and entry.is_file() and not ignored(path, False):
                yield path

    yield from visit(top)


def _ignore_files(folder: str) -> list[tuple[str, object]]:  # type: ignore[type-arg]
    import pathspec

    found = []
    for name in (".gitignore", ".ignore"):
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            with open(path, encoding="utf-8", errors="replace") as file:
                found.append((folder, pathspec.GitIgnoreSpec.from_lines(file)))
    return found  # type: ignore[return-value]


def project_root(path: str) -> str:
    """The nearest folder above with a mark of a project; else the path's own folder."""
    start = Path(path).resolve()
    folder = start if start.is_dir() else start.parent
    for candidate in (folder, *folder.parents):
        if any((candidate / mark).exists() for mark in _ROOT_MARKS):
            return str(candidate)
    return str(folder)
