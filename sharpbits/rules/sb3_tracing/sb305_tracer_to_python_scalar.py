from __future__ import annotations

from ...events import Convert
from ...rule import Report, Rewrite, rule
from ...values import Array, Trace

_ALWAYS = ("float", "complex", "tolist", "format")
_CASTS = ("int", "float", "bool")


@rule("SB305", "tracer-to-python-scalar", events=(Convert,), fix="safe", proof="raises ConcretizationTypeError")
def tracer_to_python_scalar(event: Convert) -> Report | None:
    """`int(x)`, `float(x)`, `x.item()`, `math.sqrt(x)`, `f"{x:.3f}"` on a traced value.

    Why it bites: Python's numbers have a value, tracers have none yet. Under `grad` alone `float` and `math` fail too.
    Use instead: stay with arrays: `x.astype(int)`, `jnp.sqrt(x)`, `jax.debug.print("{x:.3f}", x=x)`.
    Fix safety: `math.f(x)` becomes `jnp.f(x)`, casts become `astype`.
    """
    trace: Trace | None = event.value.trace
    if trace is None or (type(event.value) is Array and event.value.maybe) or event.to == "round":
        return None
    module, _, name = event.to.rpartition(".")
    maths = module in ("math", "cmath")
    if trace.kind == "differentiated" and not (maths or event.to in _ALWAYS):
        return None
    rewrites: tuple[Rewrite, ...] = ()
    if maths:
        name = {"fabs": "abs", "phase": "angle"}.get(name, name)
        what, help_ = f"`{event.to}` needs a number", f"use `jnp.{name}`"
        if module == "math" and name in _SAME_IN_JNP:
            rewrites = (Rewrite(event.site, f"{{jnp}}.{name}({{0}})", (event.argument,)),)
    elif event.to == "format":
        what, help_ = "a format specification needs a number", 'use `jax.debug.print("{x:.3f}", x=x)`'
    elif event.to in ("item", "tolist"):
        what, help_ = f"`.{event.to}()` needs a concrete value", "keep the array, and convert what the function returns"
    elif event.to == "index":
        what, help_ = "`operator.index` needs a concrete value", "use the array itself as the index, or a static argument"
    else:
        what, help_ = f"`{event.to}()` needs a concrete value", f"use `x.astype({event.to})`, or a static argument"
        if event.to in _CASTS and type(event.value) is Array:
            rewrites = (Rewrite(event.site, f"{{0}}.astype({event.to})", (event.argument,)),)
    return Report(event.site, f"{what}, and this value is traced", help_, trace, rewrites, fix_message=help_)


#: Not `log`: whether a base was given is not known here.
_SAME_IN_JNP = frozenset({
    "sqrt", "exp", "log2", "log10", "log1p", "expm1", "sin", "cos", "tan", "sinh", "cosh", "tanh", "abs", "exp2", "cbrt",
})  # fmt: skip
