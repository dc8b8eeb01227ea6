"""Does a project work with 64-bit types? Asked of the texts, since a test, a script or a helper that nobody imports may enable them."""

from __future__ import annotations

import re
from collections.abc import Iterable

_OFF = r"""(?!\s*["']?(?:False|false|0|off|no)\b)"""
#: They are enabled, or may be: by option, by environment, or for a part of the program.
_ENABLES = re.compile(
    rf"""jax_enable_x64["']\s*,{_OFF}|\bjax_enable_x64\s*=(?!=){_OFF}"""
    rf"""|JAX_ENABLE_X64["']?\]?\s*[,:=](?!=){_OFF}|\benable_x64\s*\({_OFF}|--?(?:enable[-_])?x64\b|\bset_x64\b""",
)
#: Code that asks which of the two holds, other than to print or assert it.
_ASKS = re.compile(r"""config\.(?:jax_enable_x64|x64_enabled|enable_x64)\b|(?:read|getattr)\([^)]*["']jax_enable_x64["']|\bx64_enabled\b""")
_COMMENT = re.compile(r"^\s*#|^\s*(?:assert|print)\b")


def uses_64_bits(texts: Iterable[str]) -> bool:
    """Whether any of them enables 64-bit types, or decides by whether they are enabled."""
    return any(("x64" in text or "X64" in text) and _enables(text) for text in texts)


def _enables(text: str) -> bool:
    for found in (*_ENABLES.finditer(text), *_ASKS.finditer(text)):
        start = text.rfind("\n", 0, found.start()) + 1
        line = text[start : found.start()]
        if not _COMMENT.match(line or text[found.start() : found.end()]) and " # " not in line:
            return True
    return False
