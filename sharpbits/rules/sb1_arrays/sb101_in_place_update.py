from __future__ import annotations

from ...events import Store
from ...rule import Report, Rewrite, rule
from ...values import Array

_METHODS = {"": "set", "+": "add", "*": "multiply", "/": "divide", "**": "power"}


@rule("SB101", "in-place-update", events=(Store,), fix="safe", proof="raises TypeError")
def in_place_update(event: Store) -> Report | None:
    """`x[i] = v`, `x[i] += v`, `del x[i]` or `x.shape = …` on a JAX array.

    Why it bites: JAX arrays are immutable, so the write raises TypeError, also outside of `jit`.
    Use instead: `x = x.at[i].set(v)`, and `.add`, `.multiply`, … for `+=`, `*=`, …; `jnp.delete`, `x.reshape`.
    Fix safety: the program raised before.
    """
    if type(event.target) is not Array or event.target.maybe or event.target.made == "at":
        return None
    if event.form == "attribute":
        return Report(event.site, f"a JAX array is immutable: its `{event.name}` cannot be assigned", "use `x = x.reshape(…)`" if event.name == "shape" else "make a new array", _because(event.target))
    if event.form == "del-item":
        return Report(event.site, "a JAX array is immutable: its elements cannot be deleted", "use `x = jnp.delete(x, i)`", _because(event.target))
    method = _METHODS.get(event.operator, "add" if event.operator == "-" else "")
    help_ = f"use `x = x.at[i].{method or 'set'}({'-' if event.operator == '-' else ''}v)`"
    rewrites: tuple[Rewrite, ...] = ()
    if method and event.whole is not None and event.path and event.index_site and event.value_site:
        sign = "-" if event.operator == "-" else ""
        value = f"{sign}({{2}})" if sign else "{2}"
        rewrites = (Rewrite(event.whole, f"{{0}} = {{0}}.at[{{1}}].{method}({value})", (event.target_site, event.index_site, event.value_site)),)
    return Report(event.site, "a JAX array is immutable: this assignment raises TypeError", help_, _because(event.target), rewrites, fix_message=help_)


def _because(value: Array) -> object:
    return value.trace or value.why
