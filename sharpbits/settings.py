"""`[tool.sharpbits]` of the nearest `pyproject.toml`, or `sharpbits.toml`; flags of the command line go before it."""

from __future__ import annotations

import difflib
import os
import re
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .data.versions import Target
from .rule import all_rules
from .source import DEFAULT_EXCLUDE, find_files

#: No setting turns these off: a file that was not linted is never passed over in silence.
_ALWAYS = ("SB001", "SB004")


class SettingsError(Exception):
    """A setting that is not understood; the message names the file and suggests what may have been meant."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What to report and where; see the README for what each means."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    extend_ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    extend_exclude: tuple[str, ...] = ()
    respect_gitignore: bool = True
    extend_transforms: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    target_jax: str | None = None
    #: The folder of the cache, relative to `root`; empty for the default one.
    cache_dir: str = ""
    #: The folder that patterns are relative to.
    root: str = "."
    #: The file that these settings were read from.
    path: str | None = None

    def selected(self) -> set[str]:
        """Codes that are reported. As for ruff, the more specific selector wins; of two alike, the ignoring one."""
        rules = all_rules()
        chosen = set() if self.select else {code for code, rule in rules.items() if rule.on != "opt"}
        wanted, unwanted = (*self.select, *self.extend_select), (*self.ignore, *self.extend_ignore)
        for level in sorted({_specific(item) for item in (*wanted, *unwanted)}):
            for item in wanted:
                if _specific(item) == level:
                    # A prefix never selects a rule that good code breaks too.
                    chosen |= {c for c in matching(item) if rules[c].on != "opt" or level == _EXACT}
            for item in unwanted:
                if _specific(item) == level:
                    chosen -= matching(item)
        return chosen | set(_ALWAYS)

    def ignored_in(self, path: str) -> set[str]:
        """Codes that `per-file-ignores` turns off for this file; a pattern that begins with `!` means all others."""
        ignored: set[str] = set()
        for pattern, items in self.per_file_ignores.items():
            if self._matches(pattern.removeprefix("!"), path) != pattern.startswith("!"):
                ignored |= {code for item in items for code in matching(item)}
        return ignored - set(_ALWAYS)

    def _matches(self, pattern: str, path: str) -> bool:
        import pathspec

        relative = os.path.relpath(path, self.root).replace(os.sep, "/")
        return not relative.startswith("../") and pathspec.GitIgnoreSpec.from_lines([pattern]).match_file(relative)

    def find_files(self, paths: Sequence[str], *, force_exclude: bool = False) -> Iterator[str]:
        """Python files under the paths that are not excluded."""
        exclude = (*self.exclude, *self.extend_exclude)
        return find_files(paths, exclude, self.respect_gitignore, root=self.root, force_exclude=force_exclude)


_EXACT = 100


def _specific(item: str) -> int:
    return 0 if item == "ALL" else _EXACT if item in all_rules() or not item.startswith("SB") else len(item)


def matching(item: str) -> set[str]:
    """The codes that a code, a prefix (`SB3`), a name or `ALL` stands for; none where it means nothing."""
    rules = all_rules()
    if item == "ALL":
        return set(rules)
    if re.fullmatch(r"SB[0-9]*", item):
        return {code for code in rules if code.startswith(item)}
    return {code for code, rule in rules.items() if rule.name == item}


def check_codes(items: Sequence[str], where: str) -> None:
    """Raises SettingsError for an item that stands for no rule."""
    for item in items:
        if not matching(item):
            rules = all_rules()
            # A word is compared with names, a code with codes.
            known = [*rules] if re.search(r"\d", item) else [rule.name for rule in rules.values()]
            raise SettingsError(f"{where}: no rule `{item}`{_meant(item, known)}")


def _meant(word: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(word, known, 1, 0.5) or [k for k in known if k.lower() == word.lower()]
    return f"; did you mean `{close[0]}`?" if close else ""


_CODES = ("select", "ignore", "extend-select", "extend-ignore")
_PATTERNS = ("exclude", "extend-exclude")
_KEYS = (*_CODES, *_PATTERNS, "per-file-ignores", "respect-gitignore", "extend-transforms", "target-jax", "cache-dir")


def load_toml(path: Path) -> dict[str, Any]:
    """The tables of a file; raises SettingsError."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from error
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror or error}") from error


def find_settings(start: str) -> Settings:
    """Settings of the nearest file above the path that has any; raises SettingsError."""
    folder = Path(os.path.abspath(start))
    root: Path | None = None
    for candidate in (folder, *folder.parents):
        own, project = candidate / "sharpbits.toml", candidate / "pyproject.toml"
        if own.is_file():
            return parse_settings(load_toml(own), own)
        if project.is_file():
            root = root or candidate
            table = _own_table(load_toml(project))
            if table is not None:
                return parse_settings(table, project)
    return Settings(root=str(root or "."))


def read_settings(path: str) -> Settings:
    """Settings of a file that is named; raises SettingsError."""
    table = load_toml(Path(path))
    if Path(path).name == "pyproject.toml":
        table = _own_table(table) or {}
    return parse_settings(table, Path(path))


def _own_table(table: Mapping[str, Any]) -> Any:
    tool = table.get("tool")
    return tool.get("sharpbits") if isinstance(tool, dict) else None


def parse_settings(table: Any, path: Path) -> Settings:
    """Raises SettingsError for what is unknown or of the wrong type."""
    if not isinstance(table, dict):
        raise SettingsError(f"{path}: `tool.sharpbits` has to be a table")
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _KEYS:
            raise SettingsError(f"{path}: unknown setting `{key}`{_meant(key, _KEYS)}")
        where = f"{path}: `{key}`"
        if key in (*_CODES, *_PATTERNS):
            value = _strings(value, where)
            if key in _CODES:
                check_codes(value, where)
        elif key == "respect-gitignore" and not isinstance(value, bool):
            raise SettingsError(f"{where} has to be true or false")
        elif key == "target-jax" and not _is_target(value):
            raise SettingsError(f'{where} has to be a version or a range in quotes, such as "0.10" or ">=0.4.30,<0.11"')
        elif key == "cache-dir" and not isinstance(value, str):
            raise SettingsError(f"{where} has to be the name of a folder")
        elif key == "per-file-ignores":
            value = _per_file(value, where)
        elif key == "extend-transforms":
            value = _transforms(value, where)
        values[key.replace("-", "_")] = value
    return replace(Settings(), root=str(path.parent), path=str(path), **values)


def _is_target(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(Target.read(value))
    except ValueError:
        return False


def _strings(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise SettingsError(f"{where} has to be a list of strings")
    return tuple(value)


def _per_file(value: Any, where: str) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise SettingsError(f'{where} has to be a table of lists: "tests/*" = ["SB301"]')
    rows = {pattern: _strings(codes, f"{where} of `{pattern}`") for pattern, codes in value.items()}
    for pattern, codes in rows.items():
        check_codes(codes, f"{where} of `{pattern}`")
    return rows


def _transforms(value: Any, where: str) -> dict[str, dict[str, object]]:
    """`"mylib.fast" = "jax.jit"`, or `"mylib.fast" = {like = "jax.jit"}`."""
    from .data.transforms import WRAPPERS

    if not isinstance(value, dict):
        raise SettingsError(f'{where} has to be a table: "mylib.fast" = "jax.jit"')
    rows: dict[str, dict[str, object]] = {}
    for name, row in value.items():
        if isinstance(row, dict):
            for key in row:
                if key != "like":
                    raise SettingsError(f"{where} of `{name}`: unknown key `{key}`{_meant(key, ['like'])}")
        like = row.get("like") if isinstance(row, dict) else row
        if not isinstance(like, str) or like not in WRAPPERS:
            meant = _meant(str(like), list(WRAPPERS))
            raise SettingsError(f"{where}: `{name}` is like `{like}`, which is no known transformation{meant}")
        rows[name] = {"like": like}
    return rows
