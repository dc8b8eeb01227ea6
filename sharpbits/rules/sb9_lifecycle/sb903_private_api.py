from __future__ import annotations

from ...events import ApiUse
from ...rule import Report, rule


@rule("SB903", "private-api", events=(ApiUse,), on="opt", proof="works, until a release changes it")
def private_api(event: ApiUse) -> Report | None:
    """A name of `jax._src`, or another private name of JAX.

    Why it bites: private names change in any release, without a warning and without a word in the changelog.
    Use instead: the public name, where there is one; `jax.extend` has what extensions need.
    """
    names = [use.name for use in event.uses if use.kind == "private"]
    if not names:
        return None
    return Report(event.site, f"`{names[0]}` is private: it may change in any release", "use a public name, or one of `jax.extend`")
