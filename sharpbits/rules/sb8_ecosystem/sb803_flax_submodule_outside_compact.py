from __future__ import annotations

from ...events import LinenMethod
from ...rule import Report, rule


@rule("SB803", "flax-submodule-outside-compact", events=(LinenMethod,), proof="raises AssignSubModuleError")
def flax_submodule_outside_compact(event: LinenMethod) -> Report | None:
    """A Linen submodule made in a method that is neither `@nn.compact` nor `setup`.

    Why it bites: a bound module takes submodules only while `setup` or a compact method runs; everywhere else it raises AssignSubModuleError.
    Use instead: `@nn.compact` on the method, or make the submodule in `setup` and call it here.
    """
    if event.problem != "submodule":
        return None
    return Report(
        event.site, f"`{event.name}` is made in `{event.method}`, which is neither `setup` nor compact: it raises AssignSubModuleError",
        f"decorate `{event.method}` with `@nn.compact`, or make the submodule in `setup`", event.staged,
    )  # fmt: skip
