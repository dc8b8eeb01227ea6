"""Versions of JAX, and what the life of a name (`lifecycle.py`) means for one of them."""

from __future__ import annotations

import re
from typing import NamedTuple

Version = tuple[int, ...]
#: After every release that there is.
LATEST: Version = (9999,)
OLDEST: Version = (0,)
#: What a name is in a release.
STATES = {"+": "there", "~": "deprecated", "-": "gone"}
_CLAUSE = re.compile(r"\s*(===?|>=|<=|~=|!=|>|<|\^|~|=)?\s*v?(\d+(?:\.\d+)*)(\.\*)?(?:[._-]?(?:a|b|rc|dev|post|alpha|beta)[._-]?\d*)*(?:[+-][\w.-]+)?\s*")


def parse(text: str) -> Version:
    return tuple([int(part) for part in text.split(".")])


class Target(NamedTuple):
    """The releases that code has to run on: from `oldest` to `newest`, both included."""

    oldest: Version = LATEST
    newest: Version = LATEST

    @classmethod
    def read(cls, text: str) -> Target:
        """A version (`0.10`, `0.10.2`) or a range (`>=0.4.30,<0.11`); raises ValueError.

        `newest`, or an open end, is the newest release; the patch releases of `0.10` all belong to it.
        """
        oldest, newest, bounded = OLDEST, LATEST, False
        if text == "newest":
            return cls()
        for clause in text.split(","):
            found = _CLAUSE.fullmatch(clause)
            if found is None:
                raise ValueError(f"`{text}` is no version and no range of versions")
            sign, version = found[1] or "", parse(found[2])
            bounded = bounded or sign != "!="
            if sign in (">=", ">"):
                oldest = max(oldest, version)
            elif sign == "<=":
                newest = min(newest, version)
            elif sign == "<":
                newest = min(newest, _before(version))
            elif sign in ("~=", "^", "~"):
                oldest = max(oldest, version)
                kept = version[:-1] if sign == "~=" else version[:2]
                newest = min(newest, (*kept, 9999))
            elif sign != "!=":
                exact = len(version) > 2 and not found[3]
                oldest, newest = max(oldest, version), min(newest, version if exact else (*version, 9999))
        if not bounded:
            return cls()
        # Who gives no lower end does not support all that ever was.
        return cls(*[(*v, 0, 0)[:3] if len(v) < 3 and v != LATEST else v for v in (newest if oldest == OLDEST else oldest, newest)])


def _before(version: Version) -> Version:
    """The last release that could be before the version: `<0.11` means up to 0.10.9999."""
    while version and version[-1] == 0:
        version = version[:-1]
    return (*version[:-1], version[-1] - 1, 9999) if version else OLDEST


def state(life: str, version: Version) -> str:
    """"there", "deprecated", "gone", or "not yet"."""
    now = "not yet" if life.startswith("+") else "there"
    for mark in life.split():
        if parse(mark[1:]) <= version:
            now = STATES[mark[0]]
    return now


def since(life: str, sign: str) -> str:
    """The version of the last such mark, as text."""
    return next((mark[1:] for mark in reversed(life.split()) if mark[0] == sign), "")
