from __future__ import annotations

from ...events import Grown
from ...rule import Report, rule


@rule("SB509", "growing-array", events=(Grown,), proof="slow (compilations counted)")
def growing_array(event: Grown) -> Report:
    """An array that `jnp.append`, `concatenate`, `vstack` and the like make longer in each round of a loop.

    Why it bites: a JAX program is compiled for its shapes. Each round makes a new shape, compiles for it, and copies all that is there.
    Use instead: a list that is stacked once after the loop; an array of full size, filled by `.at[i].set(…)` under `jit`; or `lax.scan`,
    which stacks what each step returns.
    """
    short = event.function.removeprefix("jax.").replace("numpy.", "jnp.")
    what = f"`{event.name}` grows by `{short}` in each round: every length is compiled anew"
    return Report(event.site, what, "collect in a list and stack once after the loop, or use `lax.scan`")
