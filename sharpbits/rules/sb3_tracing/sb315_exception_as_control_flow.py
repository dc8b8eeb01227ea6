from __future__ import annotations

from ...events import Handler, Raised
from ...rule import Report, rule

#: What would raise each of them on Python's numbers. A plain division may raise a ValueError on arrays too, for shapes.
_CAUSES = {
    "ZeroDivisionError": frozenset({"divide"}),
    "ValueError": frozenset({"math"}),
    "OverflowError": frozenset({"divide", "math"}),
    "FloatingPointError": frozenset({"divide", "math"}),
    "ArithmeticError": frozenset({"divide", "math"}),
    "LinAlgError": frozenset({"factor"}),
}


@rule("SB315", "exception-as-control-flow", events=(Handler, Raised), proof="silent, or raises always")
def exception_as_control_flow(event: Handler | Raised) -> Report | None:
    """`try: 1 / x except ZeroDivisionError` on arrays, or a `raise` in a branch of `cond`.

    Why it bites: arithmetic on arrays never raises: it gives `inf` or `nan`. And both branches of a `cond` are traced,
    so a `raise` in one of them happens at every call.
    Use instead: `jnp.where(x == 0, fallback, …)`, or `checkify` to raise on values.
    """
    if isinstance(event, Raised):
        short = event.primitive.replace("jax.lax.", "lax.")
        return Report(event.site, f"`raise` in a branch of `{short}` happens whenever it is traced", "use `checkify.check` or `eqx.error_if`", related=((event.branch, f"`{short}` is called here"),) if event.branch else ())
    if "only-arrays" not in event.work:
        return None
    # A function of JAX that is given wrong shapes raises a ValueError or a TypeError, and none of the others.
    caught = sorted(name for name in event.exceptions if event.work & _CAUSES.get(name, frozenset()) and not (name == "ValueError" and "jax" in event.work))
    if not caught:
        return None
    if caught[0] == "LinAlgError":
        return Report(event.statement, "`jax.numpy.linalg` never raises LinAlgError: it gives `nan` or `inf`", "test the result with `jnp.isfinite`")
    return Report(event.statement, f"arithmetic on arrays never raises {caught[0]}: it gives `inf` or `nan`", "test the values with `jnp.where` or `jnp.isfinite`")
