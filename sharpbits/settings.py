"""`[tool.sharpbits]` of the nearest `pyproject.toml`, or `sharpbits.toml`; flags of the command line go before it."""

from __future__ import annotations

import difflib
import fnmatch
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .rule import all_rules


class SettingsError(Exception):
    """A setting that is not understood; the message names the file and suggests what may have been meant."""


@dataclass(frozen=True, slots=True)
class Settings:
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    extend_ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    extend_exclude: tuple[str, ...] = ()
    respect_gitignore: bool = True
    extend_transforms: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    target_jax: str | None = None
    #: The folder that patterns are relative to.
    root: str = "."
    path: str | None = None

    def selected(self) -> set[str]:
        """Codes that are reported: the default ones or `select`, more by `extend-select`, fewer by `ignore`."""
        rules = all_rules()
        if self.select:
            chosen = {c for item in self.select for c in matching(item)}
        else:
            chosen = {code for code, rule in rules.items() if rule.on != "opt"}
        chosen |= {c for item in self.extend_select for c in matching(item)}
        chosen -= {c for item in (*self.ignore, *self.extend_ignore) for c in matching(item)}
        return chosen | {"SB001", "SB004"}

    def ignored_in(self, path: str) -> set[str]:
        relative = os.path.relpath(os.path.abspath(path), os.path.abspath(self.root)).replace(os.sep, "/")
        return {
            code for pattern, items in self.per_file_ignores.items()
            if fnmatch.fnmatch(relative, pattern) or fnmatch.fnmatch(os.path.basename(path), pattern)
            for item in items for code in matching(item)
        }  # fmt: skip


def matching(item: str) -> set[str]:
    """The codes that a code, a prefix (`SB3`), a name or `ALL` stands for. An `opt` rule wants its own code or name."""
    rules = all_rules()
    if item in rules:
        return {item}
    by_name = {rule.name: code for code, rule in rules.items()}
    if item in by_name:
        return {by_name[item]}
    if item == "ALL":
        return set(rules)
    return {code for code, rule in rules.items() if code.startswith(item) and rule.on != "opt"} if item.startswith("SB") else set()


def check_codes(items: Sequence[str], where: str) -> None:
    rules = all_rules()
    for item in items:
        if not matching(item) and not any(c.startswith(item) for c in rules if item.startswith("SB")):
            names = [*rules, *(r.name for r in rules.values())]
            raise SettingsError(f"{where}: no rule `{item}`{_meant(item, names)}")


def _meant(word: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(word, known, 1, 0.5)
    return f"; did you mean `{close[0]}`?" if close else ""


_LISTS = ("select", "ignore", "extend-select", "extend-ignore", "exclude", "extend-exclude")
_KEYS = (*_LISTS, "per-file-ignores", "respect-gitignore", "extend-transforms", "target-jax")


def load_toml(path: Path) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from error
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}") from error


def find_settings(start: str) -> Settings:
    folder = Path(start).resolve()
    folder = folder if folder.is_dir() else folder.parent
    for candidate in (folder, *folder.parents):
        own = candidate / "sharpbits.toml"
        if own.is_file():
            return parse_settings(load_toml(own), own)
        project = candidate / "pyproject.toml"
        if project.is_file():
            table = load_toml(project).get("tool", {}).get("sharpbits")
            if table is not None:
                return parse_settings(table, project)
            return Settings(root=str(candidate))
    return Settings()


def read_settings(path: str) -> Settings:
    """A file named by `--config`."""
    table = load_toml(Path(path))
    if Path(path).name == "pyproject.toml":
        table = table.get("tool", {}).get("sharpbits", {})
    return parse_settings(table, Path(path))


def parse_settings(table: Mapping[str, Any], path: Path) -> Settings:
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _KEYS:
            raise SettingsError(f"{path}: unknown setting `{key}`{_meant(key, _KEYS)}")
        if key in _LISTS:
            if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
                raise SettingsError(f"{path}: `{key}` has to be a list of strings")
            if "exclude" not in key:
                check_codes(value, f"{path}: `{key}`")
            value = tuple(value)
        elif key == "respect-gitignore" and not isinstance(value, bool):
            raise SettingsError(f"{path}: `{key}` has to be true or false")
        elif key == "target-jax" and not isinstance(value, str):
            raise SettingsError(f"{path}: `{key}` has to be a string such as \"0.10\"")
        elif key == "per-file-ignores":
            if not isinstance(value, dict) or not all(isinstance(v, list) for v in value.values()):
                raise SettingsError(f"{path}: `{key}` has to be a table of lists")
            for pattern, codes in value.items():
                check_codes(codes, f"{path}: `{key}` of `{pattern}`")
            value = {pattern: tuple(codes) for pattern, codes in value.items()}
        elif key == "extend-transforms":
            value = _transforms(value, path)
        values[key.replace("-", "_")] = value
    return replace(Settings(), root=str(path.parent), path=str(path), **values)


def _transforms(value: Any, path: Path) -> dict[str, dict[str, object]]:
    from .data.transforms import WRAPPERS

    if not isinstance(value, dict):
        raise SettingsError(f"{path}: `extend-transforms` has to be a table: \"mylib.fast\" = \"jax.jit\"")
    rows: dict[str, dict[str, object]] = {}
    for name, row in value.items():
        like = row.get("like") if isinstance(row, dict) else row
        if like not in WRAPPERS:
            raise SettingsError(f"{path}: `extend-transforms`: `{name}` is like `{like}`, which is no known transformation{_meant(str(like), list(WRAPPERS))}")
        rows[name] = {"like": like}
    return rows
