from __future__ import annotations

from ...events import LinenMethod
from ...rule import Report, rule


@rule("SB804", "flax-attribute-outside-setup", events=(LinenMethod,), proof="raises SetAttributeFrozenModuleError / SetAttributeInModuleSetupError")
def flax_attribute_outside_setup(event: LinenMethod) -> Report | None:
    """`self.x = …` in a method of a bound Linen module other than `setup`; a declared field assigned in `setup`.

    Why it bites: a Linen module is frozen while it is applied, and its fields are frozen once it is made: the assignment raises.
    Use instead: `self.variable(…)` or `self.sow(…)` for state, a return value for results, another name for what `setup` makes.
    """
    if event.problem == "field":
        message = f"`{event.name}` is a declared field, and `setup` assigns it: it raises SetAttributeInModuleSetupError"
        return Report(event.site, message, "store it under another name, or compute the field in `__post_init__`", event.staged)
    if event.problem == "attribute":
        message = f"`self.{event.name}` is assigned in `{event.method}`, where the module is frozen: it raises SetAttributeFrozenModuleError"
        return Report(event.site, message, "return the value, `self.sow` it, or keep it in a `self.variable`", event.staged)
    return None
