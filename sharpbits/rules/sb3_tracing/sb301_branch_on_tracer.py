from __future__ import annotations

from ...events import Truth
from ...rule import Report, Rewrite, rule
from ...values import Array, Const, concrete_fails

_FORMS = {"if": "`if`", "elif": "`elif`", "ifexp": "a conditional expression", "match": "`match`", "comprehension": "a comprehension's `if`"}
_HELP = {
    "if": "use `jnp.where` or `jax.lax.cond`, or make the value static (`static_argnames`)",
    "elif": "use `jnp.select` or `jax.lax.switch`, or make the value static (`static_argnames`)",
    "ifexp": "use `jnp.where(condition, a, b)`",
    "match": "use `jax.lax.switch` on the index",
    "comprehension": "keep all elements and mask with `jnp.where`: how many there are must not depend on values",
}


@rule("SB301", "branch-on-tracer", events=(Truth,), fix="safe", proof="raises TracerBoolConversionError")
def branch_on_tracer(event: Truth) -> Report | None:
    """Python branches on a traced value.

    Why it bites: while JAX traces a function, its values have a shape and a dtype but no content, so Python cannot
    choose a path.
    Use instead: `jnp.where` for values, `jax.lax.cond` for work, or a static argument.
    Fix safety: `a if c else b` becomes `jnp.where(c, a, b)` where both are arrays or numbers, so that nothing fails.
    """
    trace = concrete_fails(event.value)
    if event.form not in _FORMS or trace is None:
        return None
    rewrites: tuple[Rewrite, ...] = ()
    if event.form == "ifexp" and len(event.parts) == 3 and all(_plain(v) for v in event.values[1:]):
        rewrites = (Rewrite(event.site, "{jnp}.where({0}, {1}, {2})", event.parts),)
    return Report(
        event.site, f"{_FORMS[event.form]} asks for the truth of a traced value", _HELP[event.form], trace, rewrites,
        fix_message="use `jnp.where`",
    )  # fmt: skip


def _plain(value: object) -> bool:
    return (type(value) is Array and not value.maybe) or (type(value) is Const and type(value.value) in (int, float))
