from __future__ import annotations

from ...events import TypeCheck
from ...rule import Report, rule
from ...values import concrete_fails

_HOST = frozenset({
    "builtins.int", "builtins.float", "builtins.bool", "builtins.complex", "numpy.ndarray", "numpy.generic", "numpy.number",
    "numpy.integer", "numpy.floating", "numbers.Number", "numbers.Real", "numbers.Integral",
})  # fmt: skip


@rule("SB310", "type-check-on-tracer", events=(TypeCheck,), proof="silent")
def type_check_on_tracer(event: TypeCheck) -> Report | None:
    """`isinstance(x, float)` or `type(x) is np.ndarray` decides between paths on a traced value.

    Why it bites: under a trace the value is a tracer, so the path for Python numbers is never taken, without a word.
    Use instead: `jnp.ndim(x) == 0`, `jnp.issubdtype(x.dtype, jnp.floating)`, or decide before the traced function.
    """
    trace = concrete_fails(event.value)
    if trace is None or not event.decides or not event.types or not set(event.types) <= _HOST:
        return None
    names = ", ".join(t.rsplit(".", 1)[-1] for t in event.types)
    return Report(event.site, f"this value is traced here, so it is never of type {names}", "decide by `x.ndim` or `x.dtype`, or before the traced function", trace)
