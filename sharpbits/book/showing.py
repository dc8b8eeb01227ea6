"""Values as short text. No array of JAX is read before its test is over, so that looking costs the test nothing."""

from __future__ import annotations

import re
import types
from dataclasses import dataclass
from typing import Any

#: So many elements of an array are shown; a longer one by its type.
ELEMENTS = 9
_LONGEST = 160
#: So many elements of a longer list are shown.
_FIRST = 4
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
#: Where this machine keeps its files.
_FOLDERS = re.compile(r"(?<![\w.])/[^\s'\":]*/(?:site-packages|gotchas)/")
#: The name of the module of a gotcha, before that of a class.
_MODULE = re.compile(r"\b(?:gotchas\.)?(?:\w+\.)?test_sb\d{3}_\w+\.(?!py\b)")
_DTYPE = re.compile(r"dtype\('(\w+)'\)")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Later:
    """A value that becomes text after the test."""

    value: Any


@dataclass(frozen=True)
class Long:
    """A list of which only the first elements are kept."""

    first: list[Any]
    length: int


@dataclass(frozen=True)
class LongText:
    """A text of which only the length is kept."""

    lines: int


@dataclass(frozen=True)
class Opaque:
    """An object that has no text of its own."""

    kind: str


def snapshot(value: Any, depth: int = 3) -> Any:
    """What can be kept of a value: text where it may change or must not be kept, otherwise itself."""
    if isinstance(value, str) and len(value.splitlines()) > 2:
        return LongText(len(value.splitlines()))
    if value is None or isinstance(value, (bool, int, float, complex, str, bytes)):
        return _cut(repr(value))
    kind = type(value)
    if any(base.__name__ == "Tracer" for base in kind.__mro__):
        return _cut(f"a tracer, {value!r}")
    if isinstance(value, type):
        return value.__name__
    if depth and kind in (list, tuple) and len(value) > ELEMENTS:
        return Long([snapshot(item, depth - 1) for item in value[:_FIRST]], len(value))
    if depth and kind in (list, tuple, set, dict) and len(value) <= ELEMENTS:
        if kind is dict:
            return {_cut(repr(key)): snapshot(item, depth - 1) for key, item in value.items()}
        return kind(snapshot(item, depth - 1) for item in value) if kind is not set else _cut(f"{{{', '.join(sorted(map(repr, value)))}}}")
    if hasattr(value, "dtype") and hasattr(value, "shape"):
        return Later(value.copy() if kind.__module__ == "numpy" and hasattr(value, "copy") else value)
    return _of_object(value)


def text_of(kept: Any) -> str:
    """A snapshot as text."""
    if isinstance(kept, str):
        return kept
    if isinstance(kept, dict):
        return _cut("{" + ", ".join(f"{key}: {text_of(item)}" for key, item in kept.items()) + "}")
    if isinstance(kept, list):
        return _cut("[" + ", ".join(map(text_of, kept)) + "]")
    if isinstance(kept, tuple):
        return _cut("(" + ", ".join(map(text_of, kept)) + ("," if len(kept) == 1 else "") + ")")
    if isinstance(kept, Long):
        return f"[{_cut(', '.join(map(text_of, kept.first)))}, …] ({kept.length} in all)"
    if isinstance(kept, Later):
        try:
            return _of_array(kept.value)
        except Exception as error:  # such as an array whose buffer was given away
            return f"an array that cannot be read ({type(error).__name__})"
    if isinstance(kept, LongText):
        return f"a text of {kept.lines} lines"
    return f"an object ({kept.kind})" if isinstance(kept, Opaque) else str(kept)


def is_too_long(kept: Any) -> bool:
    """Whether the text of a snapshot does not tell the value: it is cut short, or there is none."""
    if isinstance(kept, Later):
        return bool(kept.value.size > ELEMENTS) and not str(kept.value.dtype).startswith("key<")
    return isinstance(kept, (Opaque, Long, LongText))


def first_line(message: str) -> str:
    """The first line of a message that says something, without what differs from one machine or run to the next."""
    lines = [line.strip() for line in _COLOURS.sub("", message).splitlines()]
    return _FOLDERS.sub("", of_any_module(_ADDRESS.sub("", next((line for line in lines if line), ""))))


def of_any_module(message: str) -> str:
    """A message that names a class of a gotcha, without the gotcha's module: `<class 'Settings'>`."""
    return _MODULE.sub("", message)


def _of_array(value: Any) -> str:
    shape, dtype = tuple(value.shape), str(value.dtype)
    if dtype.startswith("key<"):
        return f"{dtype}{list(shape) if shape else ''}"
    if value.size > ELEMENTS:
        return f"{dtype}{list(shape)}"
    host = value.__array__()
    return _nested(host) if shape else str(host[()])


def _nested(host: Any) -> str:
    if host.ndim == 0:
        return str(host[()])
    return "[" + ", ".join(_nested(row) for row in host) + "]"


def _of_object(value: Any) -> str | Opaque:
    if isinstance(value, (types.FunctionType, types.MethodType, types.BuiltinFunctionType)):
        return f"the function {value.__name__}"
    text = _DTYPE.sub(r"\1", repr(value))
    return Opaque(type(value).__name__) if _ADDRESS.search(text) or "\n" in text else _cut(text)


def _cut(text: str) -> str:
    text = _ADDRESS.sub("", text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
