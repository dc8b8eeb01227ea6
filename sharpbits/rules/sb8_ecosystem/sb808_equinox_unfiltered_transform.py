from __future__ import annotations

from ...events import ModuleTraced
from ...rule import Report, rule

_FILTERED = "use Equinox's own (`eqx.filter_jit`, `eqx.filter_grad`, `eqx.filter_vmap`), or `eqx.partition` the module, or make the field static"


@rule("SB808", "equinox-unfiltered-transform", events=(ModuleTraced,), proof="raises TypeError / TracerBoolConversionError")
def equinox_unfiltered_transform(event: ModuleTraced) -> Report:
    """A transformation of JAX, or an optimiser's `init`, that gets an Equinox module with leaves that are no arrays.

    Why it bites: every field of a module is a leaf unless it is static. JAX refuses functions and strings (`eqx.nn.MLP` holds its activation), and
    traces flags (`eqx.nn.Dropout` then branches on a tracer); gradients refuse integers and flags.
    Use instead: `eqx.filter_jit`, `eqx.filter_grad`, `eqx.filter_vmap`; `optim.init(eqx.filter(model, eqx.is_inexact_array))`.
    """
    where = f"`{event.module}`'s leaf `{event.path.lstrip('.')}`" if event.path else f"`{event.module}`"
    if event.how == "function":
        return Report(event.site, f"`{event.module}` holds arrays and has no hash: JAX cannot keep it as a function", "use `eqx.filter_jit(model)`, or transform a function that takes the module", event.staged)
    if event.how == "init":
        message = f"`init` makes an array like each leaf, and {where} holds {event.what}: it raises TypeError"
        return Report(event.site, message, "give it the arrays only: `optim.init(eqx.filter(model, eqx.is_inexact_array))`", event.staged)
    if "flag" in event.what and event.how == "staged":
        return Report(event.site, f"{event.what} is traced, and the layer branches on it: it raises TracerBoolConversionError", _FILTERED, event.staged)
    return Report(event.site, f"{where} holds {event.what}, which is no array: it raises TypeError here", _FILTERED, event.staged)
