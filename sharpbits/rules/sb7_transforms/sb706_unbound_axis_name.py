from __future__ import annotations

from difflib import get_close_matches

from ...events import AxisUnbound
from ...rule import Report, rule


@rule("SB706", "unbound-axis-name", events=(AxisUnbound,), proof="raises NameError")
def unbound_axis_name(event: AxisUnbound) -> Report:
    """A collective over an axis name that nothing in the project binds.

    Why it bites: `psum(x, "i")` adds over the lanes of a `vmap(…, axis_name="i")`, `pmap` or mesh axis around it. Without one JAX raises
    NameError, and a plain `jit` binds no names.
    Use instead: the name that the mapping around it gives, passed in as a parameter where the code is shared.
    """
    near = get_close_matches(event.name, event.bound, 1)
    known = f"; bound are {', '.join(f'`{n}`' for n in event.bound[:4])}" if event.bound else ""
    help_ = f'use `"{near[0]}"`' if near else "bind it with `axis_name=` in `vmap` or `pmap`, or with `shard_map` over a mesh"
    function = event.function.replace("jax.lax.", "lax.")
    return Report(event.site, f"`{function}` works over the axis `{event.name}`, which nothing in this project binds{known}", help_)
