from __future__ import annotations

from ...events import NanCompared
from ...rule import Report, Rewrite, rule
from ...values import Array, Tree


@rule("SB610", "nan-comparison", events=(NanCompared,), fix="safe", proof="silent")
def nan_comparison(event: NanCompared) -> Report:
    """`x == jnp.nan`, `x is jnp.nan`, `x in [jnp.nan]`.

    Why it bites: NaN is equal to nothing, itself included, so that the test says the same whatever `x` is.
    Use instead: `jnp.isnan(x)`.
    Fix safety: the test begins to find NaN, which is all that it can have been written for.
    """
    says = "true" if event.op in ("!=", "is not", "not in") else "false"
    rewrites: tuple[Rewrite, ...] = ()
    if event.other is not None and event.op in ("==", "!=") and type(event.value) in (Array, Tree):
        rewrites = (Rewrite(event.site, ("~" if event.op == "!=" else "") + "{jnp}.isnan({0})", (event.other,)),)
    return Report(event.site, f"a comparison with NaN is always {says}", "use `jnp.isnan(x)`", event.value.trace, rewrites, fix_message="use `jnp.isnan`")
