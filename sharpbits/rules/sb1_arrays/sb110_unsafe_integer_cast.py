from __future__ import annotations

from collections.abc import Iterator

from ...events import Call, Method
from ...rule import Report, rule
from ...values import UNKNOWN, Array, Const, Value

_RANGES = {
    "uint8": (0, 2**8), "uint16": (0, 2**16), "uint32": (0, 2**32), "uint64": (0, 2**64),
    "int8": (-(2**7), 2**7), "int16": (-(2**15), 2**15),
}  # fmt: skip
#: Where the value that is cast stands.
_CASTS = {
    "jax.numpy.full": (1, "fill_value"), "jax.numpy.full_like": (1, "fill_value"), "jax.lax.full": (1, "fill_value"),
    "jax.lax.full_like": (1, "fill_value"), "jax.lax.convert_element_type": (0, "operand"),
    "jax.numpy.array": (0, "object"), "jax.numpy.asarray": (0, "a"),
}  # fmt: skip
_CHECKED = ("jax.numpy.array", "jax.numpy.asarray")


@rule("SB110", "unsafe-integer-cast", events=(Call, Method), on="opt", proof="silent")
def unsafe_integer_cast(event: Call | Method) -> Iterator[Report]:
    """A constant outside of the integer type that it is cast to, or a difference of floats cast to an unsigned type.

    Why it bites: `jnp.full(3, -1, jnp.uint8)` holds 255 without a word, where NumPy raises OverflowError; a float
    saturates, so that -1.5 becomes 0 where NumPy wraps. `jnp.array(-1, dtype=jnp.uint8)` raises OverflowError.

    Use instead: a value inside, a signed or wider type, or `jnp.clip` before the cast.
    """
    if isinstance(event, Method):
        if event.name == "astype":
            yield from _difference(event, event.receiver)
        return
    if event.name not in _CASTS or event.starred or type(event.result) is not Array or event.result.maybe:
        return
    bounds = _RANGES.get(event.result.dtype or "")
    place, name = _CASTS[event.name]
    given = event.kwargs.get(name, event.args[place] if place < len(event.args) else UNKNOWN)
    yield from _difference(event, given)
    number = _number(given)
    # A float loses its fraction first.
    if bounds is None or number is None or bounds[0] <= number < bounds[1] or bounds[0] - 1 < number < bounds[0]:
        return
    if event.name in _CHECKED:
        what = "it raises OverflowError"
    else:
        what = "JAX wraps it and raises nothing" if isinstance(number, int) else "JAX takes the nearest value of the type"
    yield Report(event.site, f"{number} is outside of {event.result.dtype}: {what}", "use a value inside, or a signed or wider type")


def _difference(event: Call | Method, value: Value) -> Iterator[Report]:
    result = event.result
    if type(value) is Array and not value.maybe and value.made == "difference" and type(result) is Array and (result.dtype or "").startswith("uint"):
        yield Report(
            event.site, f"a difference of floats is cast to {result.dtype}: what is below zero becomes 0, where NumPy wraps",
            f"use `jnp.clip` before the cast, or a signed type in place of {result.dtype}",
        )  # fmt: skip


def _number(value: Value) -> int | float | None:
    return value.value if type(value) is Const and type(value.value) in (int, float) else None
