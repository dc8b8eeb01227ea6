from __future__ import annotations

from ...events import ApiUse
from ...rule import Report, rule
from ._lives import report


@rule("SB901", "removed-api", events=(ApiUse,), fix="safe", proof="raises AttributeError / ImportError / TypeError")
def removed_api(event: ApiUse) -> Report | None:
    """A name, module, parameter or option that the target release of JAX no longer has, or a value that it no longer takes.

    Why it bites: the import fails, or the first call that comes to the line, which may be hours into a run.
    The target is `target-jax` in the settings, else the project's own dependency on jax, else the newest release.
    Use instead: what the message names; a table in the package says it for about 900 names, held against real releases by a test.
    Fix safety: safe, and only where the replacement does the same: names, imports and keywords are renamed.
    """
    return report(event, [use for use in event.uses if use.new == "gone"], "was removed", "-")
