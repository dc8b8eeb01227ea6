from __future__ import annotations

from ...events import LinenApply
from ...rule import Report, rule


@rule("SB805", "flax-mutable-collection-ignored", events=(LinenApply,), proof="raises ModifyScopeVariableError / silent")
def flax_mutable_collection_ignored(event: LinenApply) -> Report | None:
    """`apply` of a module that writes a collection (BatchNorm in training mode) without `mutable=`; its updates thrown away.

    Why it bites: `apply` is pure. A collection that is not listed in `mutable` cannot be written (ModifyScopeVariableError); one that is comes back
    beside the output, and running statistics that are dropped stay what they were.
    Use instead: `y, updates = model.apply(variables, x, mutable=['batch_stats'])`, and keep `updates`.
    """
    if event.problem == "immutable":
        message = f"the module writes its collection `{event.detail}` here, which is not mutable: it raises ModifyScopeVariableError"
        cure = f"pass `mutable=['{event.detail}']` and keep what comes back, or apply it in evaluation mode"
    elif event.problem == "dropped":
        message = f"the new `{event.detail}` that `apply` gives back is thrown away: it never changes"
        cure = f"keep it: `y, updates = model.apply(…)` and carry `updates['{event.detail}']` on"
    else:
        return None
    return Report(event.site, message, cure, event.staged, related=((event.cause, "written here"),) if event.cause is not None else ())
