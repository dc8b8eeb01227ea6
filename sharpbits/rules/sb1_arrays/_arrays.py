"""What the rules of this family ask of a value, and how they speak of it."""

from __future__ import annotations

from typing import TypeGuard

from ...events import Store
from ...rule import Rewrite
from ...values import Array, Trace, Value, Why

_METHODS = {"": "set", "+": "add", "-": "add", "*": "multiply", "/": "divide", "**": "power"}


def is_array(value: Value) -> TypeGuard[Array]:
    """Certainly a JAX array; an indexer `x.at[i]` is none."""
    return type(value) is Array and not value.maybe and value.made != "at"


def is_indexer(value: Value) -> TypeGuard[Array]:
    """Certainly an `x.at` or `x.at[i]`."""
    return type(value) is Array and not value.maybe and value.made == "at"


def evidence(value: Value) -> Trace | Why | None:
    return (value.trace or value.why) if type(value) is Array else value.trace


def described(value: Array) -> str:
    """ "a traced JAX array", "a JAX array of shape (3,)", ..."""
    traced = "traced " if value.trace is not None else ""
    shape = value.shape
    if shape is None or None in shape:
        return f"a {traced}JAX array"
    return f"a {traced}JAX array of shape {shape}"


def update_method(operator: str) -> str:
    """The method of `x.at[i]` for an augmented assignment with `operator` ("" for a plain one), "" for none."""
    return _METHODS.get(operator, "")


def update_form(operator: str) -> str:
    sign = "-" if operator == "-" else ""
    method = update_method(operator)
    return f"x = x.at[i].{method}({sign}v)" if method else f"x = x.at[i].set(x[i] {operator} v)"


def update_rewrites(event: Store) -> tuple[Rewrite, ...]:
    """`x[i] = v` as `x = x.at[i].set(v)`; nothing where the store is a part of its statement, or `x` is no name."""
    method = update_method(event.operator)
    if not method or event.whole is None or not event.path or event.index_site is None or event.value_site is None:
        return ()
    value = "-({2})" if event.operator == "-" else "{2}"
    return (
        Rewrite(
            event.whole, f"{{0}} = {{0}}.at[{{1}}].{method}({value})",
            (event.target_site, event.index_site, event.value_site),
        ),
    )  # fmt: skip
