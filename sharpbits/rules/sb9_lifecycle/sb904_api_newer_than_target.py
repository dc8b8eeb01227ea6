from __future__ import annotations

from ...events import ApiUse
from ...rule import Report, rule
from ._lives import library, what


@rule("SB904", "api-newer-than-target", events=(ApiUse,), proof="raises AttributeError")
def api_newer_than_target(event: ApiUse) -> Report | None:
    """A name or parameter that the oldest release of JAX that the project supports does not have yet.

    Why it bites: who has that release installed gets an AttributeError, ImportError or TypeError, though the project's
    metadata say that it works.
    Use instead: raise the lower end of the dependency, or ask with `hasattr` and keep the older way.
    """
    new = [use for use in event.uses if use.old == "not yet" and use.new in ("there", "not yet")]
    if not new:
        return None
    version = new[0].life.split()[0][1:]
    return Report(
        event.site, f"{what(new[0])} is new in {library(new[0])} {version}, and the project supports older releases",
        f"require jax>={version}, or ask for it with `hasattr`",
    )  # fmt: skip
