from __future__ import annotations

from ...events import Truth
from ...rule import Report, Rewrite, rule
from ...values import Array, Const, Value, concrete_fails

_HELP = {
    "and": "use `&` or `jnp.logical_and`",
    "or": "use `|` or `jnp.logical_or`",
    "not": "use `~` or `jnp.logical_not`",
    "chain": "write `(a < b) & (b < c)`",
    "in": "use `jnp.isin`, or `jnp.any(x == values)`",
    "any": "use `jnp.any` on an array",
    "all": "use `jnp.all` on an array",
    "max": "use `jnp.maximum`, or `jnp.max` on an array",
    "min": "use `jnp.minimum`, or `jnp.min` on an array",
    "sorted": "use `jnp.sort`",
    "filter": "keep all elements and mask with `jnp.where`",
    "index": "use `jnp.argmax(values == x)`",
    "count": "use `jnp.sum(values == x)`",
    "eq": "compare element by element with `==` and `&`",
}
_WORDS = {"chain": "a chained comparison", "eq": "`==` of containers", "in": "`in`"}


@rule("SB303", "boolean-operator-on-tracer", events=(Truth,), fix="safe", proof="raises TracerBoolConversionError")
def boolean_operator_on_tracer(event: Truth) -> Report | None:
    """`and`, `or`, `not`, a chained comparison, `in`, `any()`, `max(a, b)`, … on traced values.

    Why it bites: each of them asks a value for its truth to decide what to do next; a tracer has none.
    Use instead: `&`, `|`, `~`, `jnp.logical_and`, `jnp.maximum`, `jnp.isin`.
    Fix safety: both operands are computed either way, and are arrays or numbers.
    """
    trace = concrete_fails(event.value)
    if event.form not in _HELP or trace is None:
        return None
    what = _WORDS.get(event.form, f"`{event.form}`")
    return Report(
        event.site, f"{what} asks for the truth of a traced value", _HELP[event.form], trace, _rewrite(event),
        fix_message=_HELP[event.form],
    )  # fmt: skip


def _rewrite(event: Truth) -> tuple[Rewrite, ...]:
    arrays = bool(event.values) and all(type(v) is Array and not v.maybe for v in event.values)
    if event.form in ("and", "or") and arrays:
        if all(_boolean(v) for v in event.values):
            return (Rewrite(event.site, "({0} & {1})" if event.form == "and" else "({0} | {1})", event.parts),)
        if event.form == "and" and _boolean(event.values[1]):
            return (Rewrite(event.site, "{jnp}.logical_and({0}, {1})", event.parts),)
    if event.form == "not" and arrays:
        return (Rewrite(event.site, "{jnp}.logical_not({0})", event.parts),)
    # With a `key=`, another value is asked than those that are compared.
    keyless = any(v is event.value for v in event.values)
    if event.form in ("max", "min") and len(event.parts) == 2 and keyless and all(_number(v) for v in event.values):
        return (Rewrite(event.site, f"{{jnp}}.{event.form}imum({{0}}, {{1}})", event.parts),)
    if event.form == "chain" and len(event.parts) == 3 and not any(o in ("in", "not in", "is", "is not") for o in event.operators):
        first, second = event.operators
        return (Rewrite(event.site, f"(({{0}} {first} {{1}}) & ({{1}} {second} {{2}}))", event.parts),)
    return ()


def _boolean(value: Value) -> bool:
    return type(value) is Array and value.dtype == "bool"


def _number(value: Value) -> bool:
    return (type(value) is Array and not value.maybe) or (type(value) is Const and type(value.value) in (int, float))
