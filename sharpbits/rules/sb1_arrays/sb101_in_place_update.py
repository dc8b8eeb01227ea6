from __future__ import annotations

from collections.abc import Iterator

from ...data.arrays import ARRAY_ATTRIBUTES, STATIC_ATTRIBUTES
from ...events import Store
from ...rule import Report, rule
from ...values import OR_CONCRETE, Array
from ._arrays import described, evidence, is_array, update_form, update_rewrites

#: Properties without a setter. Other attributes can be set on a concrete array; `aval` and `vma` are slots.
_READ_ONLY = (ARRAY_ATTRIBUTES | STATIC_ATTRIBUTES | {"flat"}) - {"aval", "vma"}
_ATTRIBUTES = {"shape": "x = x.reshape(shape)", "dtype": "x = x.astype(dtype)"}


@rule("SB101", "in-place-update", events=(Store,), fix="safe", proof="raises TypeError")
def in_place_update(event: Store) -> Iterator[Report]:
    """`x[i] = v`, `x[i] += v`, `del x[i]` or `x.shape = …` on a JAX array.

    Why it bites: JAX arrays are immutable. The assignment raises TypeError, `del` and `.shape =` raise AttributeError,
    outside of `jit` too.

    Use instead: `x = x.at[i].set(v)`, its `add`, `multiply`, `divide` and `power` for `+=`, `*=`, `/=` and `**=`;
    `jnp.delete(x, i)`; `x.reshape(shape)`. Under `jit` the copy is optimised away.

    Fix safety: safe, since the program raised before. Other names of the same array do not see the update.
    """
    # A tracer on one path and a concrete array or a number on the other cannot be written into on either.
    either = type(event.target) is Array and event.target.made in ("or number", OR_CONCRETE)
    if not (is_array(event.target) or (either and event.form in ("item", "aug-item"))):
        return
    assert type(event.target) is Array
    because = evidence(event.target)
    what = described(event.target)
    if event.form == "attribute":
        if event.name in _READ_ONLY:
            cure = _ATTRIBUTES.get(event.name, "a new array")
            yield Report(event.site, f"this sets `{event.name}` of {what}, which is immutable: it raises AttributeError", f"make {cure}" if cure == "a new array" else f"use `{cure}`", because)
    elif event.form == "del-item":
        yield Report(event.site, f"this deletes an element of {what}, which is immutable: it raises AttributeError", "use `x = jnp.delete(x, i)`", because)
    else:
        cure = f"use `{update_form(event.operator)}`"
        yield Report(event.site, f"this writes into {what}, which is immutable: it raises TypeError", cure, because, update_rewrites(event), fix_message=cure)
