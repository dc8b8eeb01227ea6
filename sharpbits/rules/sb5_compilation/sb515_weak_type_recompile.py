from __future__ import annotations

from ...events import TypeSettles
from ...rule import Report, Rewrite, rule


@rule("SB515", "weak-type-recompile", on="info", events=(TypeSettles,), fix="safe", proof="slow (compilations counted)")
def weak_type_recompile(event: TypeSettles) -> Report:
    """The state of a loop starts as a Python number, and comes back from a compiled step as an array of another type.

    Why it bites: a Python number, and what `jnp.array(0.0)` makes of one, has a weak type, which yields to that of an array. The first round compiles for
    the weak type, the second for the strong one that the first returned. A large model takes twice as long to start.
    Use instead: a start of the type that comes back: `jnp.float32(0.0)`, `jnp.zeros(())`, `jnp.array(0.0, dtype=jnp.float32)`.
    Fix safety: gives the start a dtype.
    """
    known = event.after != "float"
    dtype = event.after.rstrip("*") if known else "float32"
    start = "a Python number" if event.number else "a weakly typed array"
    related = ((event.literal, "it starts here"),) if event.literal is not None else ()
    message = f"`{event.function}` compiles twice: `{event.name}` starts as {start} and comes back as {dtype if known else 'an array of floats'}"
    help_ = f"start with a dtype: `jnp.{dtype}(…)`, or `dtype=jnp.{dtype}`"
    fix: tuple[Rewrite, ...] = ()
    # Where the state stays weak, or turns from one sort of number into another, the number itself is to be written anew.
    if known and event.literal is not None and not event.after.endswith("*") and event.before == f"{dtype}*":
        if event.maker in ("array", "asarray"):
            fix = (Rewrite(event.literal, f"{{jnp}}.{event.maker}({{0}}, dtype={{jnp}}.{dtype})", event.parts),)
        elif event.maker or event.number:
            number = event.parts[-1] if event.maker else event.literal
            fix = (Rewrite(number, f"{{jnp}}.{dtype}({{0}})", (number,)),)
    return Report(event.site, message, help_, rewrites=fix, fix_message="give the start a dtype", related=related)
