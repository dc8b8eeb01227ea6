"""Station 1: files of a project, decoded as Python decodes them."""

from __future__ import annotations

import os
import re
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pathspec

#: Folders that hold no code of the user's own; the setting `exclude` replaces them.
DEFAULT_EXCLUDE = (
    ".bzr", ".direnv", ".eggs", ".git", ".hg", ".ipynb_checkpoints", ".mypy_cache", ".nox", ".pyenv", ".pytest_cache",
    ".pytype", ".ruff_cache", ".svn", ".tox", ".venv", ".vscode", "__pycache__", "__pypackages__", "_build", "build",
    "dist", "node_modules", "site-packages", "venv",
)  # fmt: skip
_ROOT_MARKS = ("pyproject.toml", "sharpbits.toml", ".git", "setup.py", "setup.cfg")
_LINE_END = re.compile(r"\r\n|\r|\n")


class SourceError(Exception):
    """A file that cannot be read or decoded; row and column are 1-based."""

    def __init__(self, path: str, message: str, row: int = 1, column: int = 1) -> None:
        super().__init__(f"{path}: {message}")
        self.path, self.message, self.row, self.column = path, message, row, column


@dataclass(frozen=True, slots=True)
class Source:
    """A file: its path as the user knows it, and its text without the byte order mark, with its own line ends."""

    path: str
    text: str
    encoding: str = "utf-8"
    bom: bool = False

    @property
    def shown(self) -> str:
        """The text as people know it."""
        return self.text

    def encode(self) -> bytes:
        """The bytes of the file; raises UnicodeEncodeError where the encoding lacks a character."""
        return (b"\xef\xbb\xbf" if self.bom else b"") + self.text.encode(self.encoding)


@lru_cache(maxsize=4)
def split_lines(text: str) -> tuple[str, ...]:
    """Rows as Python counts them, without their ends: unlike `str.splitlines`, a form feed ends no row."""
    return tuple(_LINE_END.split(text))


@lru_cache(maxsize=4)
def whole_lines(text: str) -> tuple[str, ...]:
    """Rows as Python counts them, with their ends."""
    starts = line_starts(text)
    rows = tuple([text[a:b] for a, b in zip(starts, [*starts[1:], len(text)])])
    return rows if rows[-1] else rows[:-1]


def line_starts(text: str) -> list[int]:
    """The offset at which each row begins."""
    return [0, *(match.end() for match in _LINE_END.finditer(text))]


def decode(path: str, data: bytes) -> Source:
    """Bytes to text by the coding line or UTF-8, of a notebook its cells of Python; raises SourceError."""
    if path.endswith(".ipynb"):
        from .notebook import read_notebook

        return read_notebook(path, data)
    bom = data.startswith(b"\xef\xbb\xbf")
    try:
        # Only "\n" ends a row for `readline`, and a coding line may end with "\r".
        head = data[:1000].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        encoding, _ = tokenize.detect_encoding(BytesIO(head).readline)
    except SyntaxError as error:
        raise SourceError(path, f"cannot be decoded: {error.msg or error}") from error
    if bom:
        encoding, data = "utf-8", data[3:]
    try:
        return Source(path, data.decode(encoding), encoding, bom)
    except UnicodeDecodeError as error:
        before = _LINE_END.split(data[: error.start].decode(encoding, "replace"))
        raise SourceError(path, f"cannot be decoded: {error}", len(before), len(before[-1]) + 1) from error
    except LookupError as error:  # such as "hex": a codec, but none of text
        raise SourceError(path, f"cannot be decoded: {error}") from error


def read_source(path: str) -> Source:
    """The file at the path; raises SourceError."""
    try:
        with open(path, "rb") as file:
            return decode(path, file.read())
    except OSError as error:
        raise SourceError(path, f"cannot be read: {error.strerror or error}") from error


class Excludes:
    """Patterns of the settings `exclude` and `extend-exclude`, as in an ignore file at `root`."""

    def __init__(self, patterns: Iterable[str], root: str) -> None:
        self._root = os.path.abspath(root)
        #: Most patterns are plain names, and a set is fast.
        self._names: set[str] = set()
        globs: list[str] = []
        for pattern in patterns:
            if re.search(r"[*?\[\]!/\\# ]", pattern):
                globs.append(pattern)
            else:
                self._names.add(pattern)
        self._spec = _spec(globs) if globs else None

    def match(self, path: str, folder: bool = False) -> bool:
        """Is this absolute path excluded (for its own name, or its place below the root)?"""
        if os.path.basename(path) in self._names:
            return True
        if self._spec is None:
            return False
        relative = os.path.relpath(path, self._root).replace(os.sep, "/")
        return not relative.startswith("..") and self._spec.match_file(relative + "/" * folder)

    def match_any_part(self, path: str) -> bool:
        """Is this absolute path, or a folder between it and the root, excluded?"""
        if self.match(path):
            return True
        folder = os.path.dirname(path)
        while len(folder) > len(self._root) and folder.startswith(self._root):
            if self.match(folder, folder=True):
                return True
            folder = os.path.dirname(folder)
        return False


class _IgnoreFiles:
    """`.gitignore` and `.ignore` from a folder up: the last pattern of the nearest file decides, as for git."""

    __slots__ = ("_base", "_above", "_specs")

    def __init__(self, base: str, above: _IgnoreFiles | None = None) -> None:
        self._base, self._above = base, above
        self._specs: list[pathspec.GitIgnoreSpec] = []
        for name in (".ignore", ".gitignore"):
            try:
                with open(os.path.join(base, name), encoding="utf-8", errors="replace") as file:
                    self._specs.append(_spec(file))
            except OSError:
                continue

    def match(self, path: str, folder: bool) -> bool:
        level: _IgnoreFiles | None = self
        while level is not None:
            for spec in level._specs:
                decided = spec.check_file(os.path.relpath(path, level._base).replace(os.sep, "/") + "/" * folder).include
                if decided is not None:
                    return decided
            level = level._above
        return False

    @classmethod
    def above(cls, folder: str) -> _IgnoreFiles | None:
        """Those of the folders above, as far as the repository reaches."""
        parents = [*Path(folder).parents]
        git = next((number for number, parent in enumerate(parents) if (parent / ".git").exists()), None)
        found: _IgnoreFiles | None = None
        if git is not None and not os.path.exists(os.path.join(folder, ".git")):
            for parent in reversed(parents[: git + 1]):
                found = cls(str(parent), found)
        return found


def _spec(lines: Iterable[str]) -> pathspec.GitIgnoreSpec:
    import pathspec

    return pathspec.GitIgnoreSpec.from_lines(lines)


def find_files(
    paths: Iterable[str], exclude: Sequence[str] = DEFAULT_EXCLUDE, respect_gitignore: bool = True, *,
    root: str = ".", force_exclude: bool = False,
) -> Iterator[str]:  # fmt: skip
    """Python files and notebooks under the paths, in order; a file that is named is taken whatever the excludes say, unless forced.

    Patterns are relative to `root`. A link to a folder is not followed (its files would be reported twice, and it may
    lead in circles); a link to a file is.
    """
    excludes = Excludes(exclude, root)
    seen: set[str] = set()

    def first(path: str) -> bool:
        key = os.path.realpath(path)
        if key in seen:
            return False
        seen.add(key)
        return True

    def walk(folder: str, ignore: _IgnoreFiles | None, top: bool) -> Iterator[str]:
        try:
            entries = sorted(os.scandir(folder), key=lambda e: e.name)
        except OSError:
            return
        if not top and any(e.name == "pyvenv.cfg" for e in entries):
            return  # a virtual environment, whatever it is called
        if respect_gitignore:
            ignore = _IgnoreFiles(os.path.abspath(folder), ignore) if _has_ignore(entries) else ignore
        for entry in entries:
            path = entry.path[2:] if entry.path.startswith("./") else entry.path
            is_folder = entry.is_dir(follow_symlinks=False)
            if not is_folder and not (entry.name.endswith((".py", ".pyi", ".ipynb")) and _is_file(entry)):
                continue
            full = os.path.abspath(path)
            if excludes.match(full, is_folder) or (ignore is not None and ignore.match(full, is_folder)):
                continue
            if is_folder:
                yield from walk(path, ignore, False)
            elif first(path):
                yield path

    for path in paths:
        if not os.path.isdir(path):
            if not (force_exclude and excludes.match_any_part(os.path.abspath(path))) and first(path):
                yield path
        elif not (force_exclude and excludes.match_any_part(os.path.abspath(path))):
            yield from walk(path, _IgnoreFiles.above(os.path.abspath(path)) if respect_gitignore else None, True)


def _has_ignore(entries: Iterable[os.DirEntry[str]]) -> bool:
    return any(e.name in (".gitignore", ".ignore") for e in entries)


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link in circles
        return False


def project_root(path: str) -> str | None:
    """The nearest folder above with a mark of a project, if there is one."""
    folder = Path(os.path.abspath(path))
    for candidate in (folder, *folder.parents):
        if any((candidate / mark).exists() for mark in _ROOT_MARKS):
            return str(candidate)
    return None
