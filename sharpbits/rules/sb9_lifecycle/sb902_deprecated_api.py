from __future__ import annotations

from ...events import ApiUse
from ...rule import Report, rule
from ._lives import report


@rule("SB902", "deprecated-api", events=(ApiUse,), fix="safe", proof="warns DeprecationWarning")
def deprecated_api(event: ApiUse) -> Report | None:
    """A name, module or parameter that the target release of JAX, Flax, Optax, Chex, Haiku or Equinox deprecates.

    Why it bites: it works today and warns, often where nobody looks; two or three releases later it is gone.
    Use instead: what the message names.
    Fix safety: safe, and only where the replacement does the same.
    """
    return report(event, [use for use in event.uses if use.new == "deprecated"], "is deprecated", "~")
