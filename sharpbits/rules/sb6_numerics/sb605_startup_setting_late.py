from __future__ import annotations

from ...events import LateSetting
from ...rule import Report, rule


@rule("SB605", "startup-setting-late", events=(LateSetting,), proof="silent; `jax_num_cpu_devices` raises RuntimeError")
def startup_setting_late(event: LateSetting) -> Report:
    """A start-up setting (x64, platforms, number of devices, memory) that is changed after JAX was imported or used, or in a library function.

    Why it bites: JAX reads its environment variables when it is imported, and XLA its own when the first array is made: later changes are ignored.
    `jax_enable_x64` changes the arrays that are made from then on, also those of the caller.
    Use instead: settings at the top of the program, before anything else; `with jax.enable_x64(True):` (`jax.experimental.enable_x64` in older releases) for a part of it.
    """
    name = f"`{event.setting}`"
    related = ((event.began, "JAX is used here first"),) if event.began is not None and event.when == "used" else ()
    if "." in event.setting:
        return Report(event.site, f"{name} is called after JAX was used", "call it at the start of the program", related=related)
    if event.when == "imported":
        return Report(event.site, f"{name} is set after JAX was imported, which has read it already", "set it before the first import of JAX, or use `jax.config.update`")
    x64 = event.setting.lower().endswith("enable_x64")
    instead = "enable it at the start of the program, or for a part of it by `with jax.enable_x64(True):`" if x64 else "set it at the start of the program"
    if event.when == "function":
        return Report(event.site, f"{name} is changed in a function that computes with JAX: it changes the caller's program too", instead)
    if x64:
        return Report(event.site, f"{name} is changed after JAX was used: arrays made before keep their type", instead, related=related)
    what = "and JAX raises" if event.setting == "jax_num_cpu_devices" else "and has no effect any more"
    return Report(event.site, f"{name} is set after JAX was used, {what}", instead, related=related)
