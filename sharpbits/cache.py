"""What earlier runs have found out, kept in a folder by content.

Two kinds of entries: of each file its lowered code and its imports, by path and text; of each group of modules that import one
another their findings, by the files in it and the settings. An entry that cannot be read is as good as none; the key of
everything holds the version of sharpbits itself, down to its files. Entries are written to a new file that is then renamed,
so that several processes may share the folder.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

from .finding import Edit, Finding, Fix, Location, Step

FOLDER = ".sharpbits_cache"
_INDEX = "files"
#: Days after which an entry that no run asked for is thrown away.
_KEPT = 30
_DIGEST = 20
_CLASSES = {c.__name__: c for c in (Edit, Finding, Fix, Location, Step)}


class Cache:
    """One folder; nothing raises where it cannot be read or written."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)
        self.version = _version()
        self._today = int(time.time() // 86400)
        self._index: dict[str, tuple[int, Any]] = self._load(_INDEX) or {}
        self._changed = False

    def key(self, *parts: str) -> str:
        state = blake2b(self.version, digest_size=_DIGEST)
        for part in parts:
            data = part.encode("utf-8", "surrogatepass")
            state.update(len(data).to_bytes(8, "little"))
            state.update(data)
        return state.hexdigest()

    def file(self, key: str) -> Any:
        """What `put_file` was given for the key, or None."""
        found = self._index.get(key)
        if found is None:
            return None
        if found[0] != self._today:
            self._index[key] = (self._today, found[1])
            self._changed = True
        return found[1]

    def put_file(self, key: str, entry: Any, code: bytes = b"") -> None:
        if code:
            self._store(f"code/{key}", code)
        self._index[key] = (self._today, entry)
        self._changed = True

    def code(self, key: str) -> bytes:
        """The lowered code, b"" where there is none."""
        return self._load(f"code/{key}") or b""

    def findings(self, key: str) -> list[Finding] | None:
        found = self._load(f"found/{key}")
        try:
            return None if found is None else [decode(row) for row in found]
        except (KeyError, TypeError, ValueError):
            return None

    def put_findings(self, key: str, findings: Iterable[Finding]) -> None:
        self._store(f"found/{key}", [encode(f) for f in findings])

    def close(self) -> None:
        """Write the index, with what other runs have added, and throw old entries away."""
        if not self._changed:
            return
        others: dict[str, tuple[int, Any]] = self._load(_INDEX) or {}
        merged = {k: v for k, v in {**others, **self._index}.items() if v[0] >= self._today - _KEPT}
        self._store(_INDEX, merged)
        self._changed = False
        self._clear_old()

    def clean(self) -> bool:
        """Remove the folder's entries; False where there is none."""
        found = False
        for name in (_INDEX, "CACHEDIR.TAG", ".gitignore"):
            with contextlib.suppress(OSError):
                (self.folder / name).unlink()
                found = True
        for part in ("code", "found"):
            with contextlib.suppress(OSError):
                for path in (self.folder / part).iterdir():
                    path.unlink()
                (self.folder / part).rmdir()
        with contextlib.suppress(OSError):
            self.folder.rmdir()
        return found

    def _clear_old(self) -> None:
        limit = time.time() - _KEPT * 86400
        for part in ("code", "found"):
            with contextlib.suppress(OSError):
                for path in os.scandir(self.folder / part):
                    if path.stat().st_mtime < limit:
                        os.unlink(path.path)

    def _load(self, name: str) -> Any:
        """`marshal` trusts what it reads: only data with the right digest get there."""
        try:
            data = (self.folder / name).read_bytes()
        except OSError:
            return None
        if blake2b(data[_DIGEST:], digest_size=_DIGEST, key=self.version[:64]).digest() != data[:_DIGEST]:
            return None
        try:
            return marshal.loads(data[_DIGEST:])
        except (ValueError, EOFError, TypeError):
            return None

    def _store(self, name: str, value: Any) -> None:
        try:
            data = marshal.dumps(value)
        except ValueError:
            return  # nested deeper than `marshal` goes
        path = self.folder / name
        temporary = ""
        try:
            if not path.parent.is_dir():
                self._make(path.parent)
            handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".")
            with os.fdopen(handle, "wb") as file:
                file.write(blake2b(data, digest_size=_DIGEST, key=self.version[:64]).digest() + data)
            os.replace(temporary, path)
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(temporary)

    def _make(self, folder: Path) -> None:
        fresh = not self.folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        if fresh:
            (self.folder / ".gitignore").write_text("*\n")
            (self.folder / "CACHEDIR.TAG").write_text("Signature: 8a477f597d28d172789f06886806bc55\n")


def _version() -> bytes:
    """A digest of what decides the findings beside the files: Python, LibCST, and sharpbits' own code."""
    import importlib.metadata

    state = blake2b(digest_size=32)
    state.update(f"{sys.version} {importlib.metadata.version('libcst')}".encode())
    package = Path(__file__).parent
    for folder, _, names in sorted(os.walk(package)):
        for name in sorted(names):
            if name.endswith(".py"):
                stat = os.stat(os.path.join(folder, name))
                state.update(f"{folder[len(str(package)):]}/{name} {stat.st_size} {stat.st_mtime_ns}".encode())
    return state.digest()


def encode(value: Any) -> Any:
    """A finding as what `marshal` writes; `decode` is the way back."""
    if type(value) is tuple:
        return tuple([encode(v) for v in value])
    if type(value).__name__ in _CLASSES:
        return [type(value).__name__, *[encode(getattr(value, name)) for name in value.__slots__]]
    return value


def decode(value: Any) -> Any:
    if type(value) is tuple:
        return tuple([decode(v) for v in value])
    if type(value) is list:
        return _CLASSES[value[0]](*[decode(v) for v in value[1:]])
    return value


def default_folder(root: str, environ: Mapping[str, str] = os.environ) -> str:
    """The cache of a project: `.sharpbits_cache` in its root, or what `SHARPBITS_CACHE_DIR` says."""
    return environ.get("SHARPBITS_CACHE_DIR") or os.path.join(root, FOLDER)
