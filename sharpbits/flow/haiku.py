"""Haiku: what runs inside of `hk.transform`, and what needs to."""

from __future__ import annotations

from typing import Any

from .evaluate import Evaluate


class Haiku(Evaluate):
    chexified: int

    def entered_library(self, name: str) -> Any:
        """A function is called through a wrapper of a library that runs it as it is; what `left_library` restores."""
        before = self.chexified
        if name == "chex.chexify":
            self.chexified += 1
        return before

    def left_library(self, before: Any) -> None:
        self.chexified = before
