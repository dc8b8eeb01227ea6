from __future__ import annotations

from ...events import Truncated
from ...rule import Report, rule


@rule("SB604", "float64-truncated", events=(Truncated,), proof="silent (a UserWarning)")
def float64_truncated(event: Truncated) -> Report:
    """A 64-bit type is asked for, and no module of the project enables 64-bit types.

    Why it bites: JAX gives 32 bits, with one warning: half the digits are lost, and a test that compares with NumPy at 1e-10 fails.
    Use instead: `jax.config.update("jax_enable_x64", True)` at the start of the program, `with jax.enable_x64(True):` for a part of it, or the
    32-bit type that JAX gives anyway.
    """
    return Report(
        event.site, f"{event.asked} is asked for, but 64-bit types are never enabled: `{_short(event.function)}` gives {event.made}",
        f'write {event.made}, or enable 64-bit types at the start of the program: `jax.config.update("jax_enable_x64", True)`',
    )  # fmt: skip


def _short(name: str) -> str:
    return name.replace("jax.numpy.", "jnp.").replace("flax.linen.", "nn.") if name.startswith(("jax.numpy.", "flax.linen.")) else name
