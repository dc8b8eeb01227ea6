from __future__ import annotations

from ...events import BufferChanged
from ...rule import Report, rule


@rule("SB108", "aliased-numpy-buffer", events=(BufferChanged,), proof="silent")
def aliased_numpy_buffer(event: BufferChanged) -> Report:
    """A NumPy array is changed in place while JAX still reads it, or shares its memory.

    Why it bites: `jax.device_put` and `jnp.from_dlpack` need not copy, so that the array of JAX changes as well. Calls
    return before the work is done: a compiled function, or the copy of `jnp.asarray`, may read what was written after.
    Whether it happens depends on the device, on the size and on the alignment of the buffer.

    Use instead: a copy (`device_put(buffer.copy())`, `jnp.array(buffer)`), a new buffer each time, or
    `jax.block_until_ready(result)` before the write.
    """
    short = event.function.replace("jax.numpy.", "jnp.")
    if event.how == "share":
        text, cure = f"`{short}` may share the memory of `{event.name}`: this write changes the JAX array, too", f"give it a copy: `{event.name}.copy()`"
    else:
        text = f"`{short}` may still read `{event.name}` when this is written"
        cure = f"give it a copy (`{event.name}.copy()`), or wait for the result with `jax.block_until_ready`"
    return Report(event.site, text, cure, related=((event.given, "given to JAX here"),))
