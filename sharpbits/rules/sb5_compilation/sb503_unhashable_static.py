from __future__ import annotations

from ...events import UnhashableStatic
from ...rule import Report, Rewrite, rule


@rule("SB503", "unhashable-static", events=(UnhashableStatic,), fix="safe", proof="raises ValueError")
def unhashable_static(event: UnhashableStatic) -> Report:
    """A static argument has no hash.

    Why it bites: JAX finds a compiled program again by the hash of its static arguments, and raises ValueError for a list, dict,
    set, array or unfrozen dataclass.
    Use instead: a tuple, a `@dataclass(frozen=True)`, or no static argument at all.
    Fix safety: safe; a list literal becomes a tuple.
    """
    rewrites: tuple[Rewrite, ...] = ()
    if event.literal is not None:
        rewrites = (Rewrite(event.literal, "{0:tuple}", (event.literal,)),)
    wanted = "a tuple" if event.what in ("a list", "a set") else "`@dataclass(frozen=True)`" if "frozen" in event.what else "something with a hash"
    if "array" in event.what or event.what == "a tracer":
        wanted = "it as an ordinary argument"
    return Report(
        event.site, f"{event.what} is passed for the static `{event.parameter}` of `{event.function}`, and has no hash",
        f"pass {wanted}", rewrites=rewrites, fix_message="Make it a tuple",
    )  # fmt: skip
