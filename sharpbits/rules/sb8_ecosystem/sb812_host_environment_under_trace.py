from __future__ import annotations

from ...events import Effect
from ...rule import Report, rule


@rule("SB812", "host-environment-under-trace", events=(Effect,), proof="silent or raises")
def host_environment_under_trace(event: Effect) -> Report | None:
    """`reset` or `step` of an environment of Gym or Gymnasium in a traced function.

    Why it bites: the environment lives in Python. Its method runs once, while JAX traces: what it gave then is a constant of the program, and an action
    that is a tracer makes it fail.
    Use instead: step the environment outside and trace only the policy, `jax.pure_callback`/`io_callback`, or an environment written in JAX.
    """
    if event.kind != "environment":
        return None
    message = f"`{event.name}` of a host's environment runs once, while the function is traced"
    return Report(event.site, message, "step it outside of the traced function, or through `io_callback`; or use an environment written in JAX", event.staged)
