from __future__ import annotations

from ...events import LinenApply
from ...rule import Report, Rewrite, rule


@rule("SB814", "flax-variables-unwrapped", events=(LinenApply,), fix="safe", proof="raises ScopeCollectionNotFound")
def flax_variables_unwrapped(event: LinenApply) -> Report | None:
    """`model.apply(params, x)` without the wrapper `{'params': params}`, or without a collection that the module reads.

    Why it bites: `apply` takes all collections of variables by name. `init(…)['params']` is one of them, and Flax finds no parameters in it.
    Use instead: `model.apply({'params': params}, x)`, with `'batch_stats': batch_stats` where the module has some.
    Fix safety: safe: the call fails as it is.
    """
    if event.problem == "unwrapped":
        rewrites = (Rewrite(event.argument, f"{{{{'{event.detail}': {{0}}}}}}", (event.argument,)),) if event.argument is not None else ()
        wrapper = f"{{'{event.detail}': …}}"
        return Report(
            event.site, f"`apply` takes all variables, and gets the collection `{event.detail}` alone: Flax finds nothing in it",
            f"wrap it: `{wrapper}`", event.staged, rewrites, fix_message=f"wrap it as `{wrapper}`",
        )  # fmt: skip
    if event.problem == "missing":
        related = ((event.cause, "read here"),) if event.cause is not None else ()
        message = f"the module reads its collection `{event.detail}`, which is not passed: it raises ScopeCollectionNotFound"
        return Report(event.site, message, f"pass `'{event.detail}'` beside `'params'`", event.staged, related=related)
    return None
