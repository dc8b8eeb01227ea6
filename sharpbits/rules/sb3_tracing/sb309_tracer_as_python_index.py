from __future__ import annotations

from ...events import Member
from ...rule import Report, rule
from ...values import Numpy, concrete_fails, traced

_WORDS = {"index": "index a Python sequence, which needs the number itself", "key": "be the key of a dict: it has no hash", "member": "be looked up in a set or dict: it has no hash"}
_HELP = {
    "index": "make it an array (`jnp.array(values)[i]`, `jnp.stack`), or use `jax.lax.switch` for functions",
    "key": "use `jnp.array(values)[i]`, or a static argument",
    "member": "use `jnp.isin(x, jnp.array(values))`",
}


@rule("SB309", "tracer-as-python-index", events=(Member,), proof="raises TracerIntegerConversionError / TypeError")
def tracer_as_python_index(event: Member) -> Report | None:
    """A list, tuple, dict, string or NumPy array indexed by a traced value; a traced value as a key.

    Why it bites: Python needs the number itself, and a tracer cannot be hashed.
    Use instead: `jnp.array(values)[i]`, `jax.lax.switch`, `jnp.isin`.
    """
    trace = traced(event.value) if event.form != "index" else concrete_fails(event.value)
    if trace is None:
        return None
    if type(event.container) is Numpy:
        return Report(event.site, "a NumPy array cannot be indexed by a traced value", "use `jnp.asarray(table)[i]`", trace)
    return Report(event.site, f"a traced value cannot {_WORDS[event.form]}", _HELP[event.form], trace)
