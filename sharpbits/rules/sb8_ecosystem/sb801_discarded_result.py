from __future__ import annotations

from ...events import Unused
from ...rule import Report, as_written, rule

_ASSIGN = {
    "tree_at": "model = eqx.tree_at(…)", "apply_updates": "params = optax.apply_updates(params, updates)", "device_put": "x = jax.device_put(x)",
}  # fmt: skip


@rule("SB801", "discarded-result", events=(Unused,), proof="silent")
def discarded_result(event: Unused) -> Report:
    """A call of a pure function whose result is thrown away.

    Why it bites: JAX and the libraries around it change nothing in place: `optax.apply_updates`, `eqx.tree_at`, `state.replace`, `jnp.clip`,
    `x.astype` give something new. A statement that drops it does nothing at all.
    Use instead: assign the result: `params = optax.apply_updates(params, updates)`, `state = state.replace(…)`.
    """
    short = event.name.rsplit(".", 1)[-1]
    cure = _ASSIGN.get(short, f"state = state.{short}(…)" if "replace" in short or short == "apply_gradients" else f"x = {as_written(event.name)}(…)")
    return Report(event.site, f"the result of `{short}` is thrown away, and it changes nothing in place", f"assign it: `{cure}`", event.staged)
