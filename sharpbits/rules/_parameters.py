"""How many arguments a function takes, as numbers and in words."""

from __future__ import annotations

from ..events import Parameters

_ANY = 10**6


def span(params: Parameters | None) -> tuple[int, int] | None:
    """(fewest, most) positional arguments."""
    if params is None:
        return None
    plain = [p for p in params if p[1] in ("pos", "any")]
    return sum(1 for p in plain if not p[2]), _ANY if any(p[1] == "star" for p in params) else len(plain)


def fits(params: Parameters | None, count: int) -> bool:
    """May a call with `count` positional arguments and nothing else be right?"""
    bounds = span(params)
    return bounds is None or bounds[0] <= count <= bounds[1]


def takes(params: Parameters | None) -> str:
    bounds = span(params)
    if bounds is None:
        return "other arguments"
    fewest, most = bounds
    if most >= _ANY:
        return f"at least {plural(fewest)}"
    return plural(most) if fewest == most else f"{fewest} to {plural(most)}"


def plural(count: int) -> str:
    return f"{count} positional argument{'s' * (count != 1)}"
