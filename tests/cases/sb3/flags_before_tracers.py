"""A flag that lets a test of a tracer through, or keeps it back: `flag and x > 0` asks both."""

from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, static_argnames="check")
def step(x, check):
    if check and jnp.any(x < 0):  #! SB301
        x = jnp.abs(x)
    assert not check or jnp.all(x >= 0)  #! SB304
    return x


@jax.jit
def shrink(x, factor=0.5):
    norm = jnp.linalg.norm(x)
    while x.ndim == 1 and norm > 1.0:  #! SB302
        norm = norm * 0.5
    return x if x.size > 3 and norm < 1.0 else x * norm  #! SB301


def debugging(x):
    return False


@jax.jit
def quiet(x, scale=1.0):
    """What is decided, what Python's numbers answer, what is concrete."""
    if isinstance(x, float) and x > 0:
        return x
    if x.ndim == 1 and x.shape[0] > 3:
        x = x[:3]
    if debugging(x) and jnp.sum(x) > 0:
        x = -x
    if jax.core.is_concrete(x):  #! SB901
        if jnp.any(x < 0):
            raise ValueError("negative")
    return jnp.where((x.ndim == 1) & (x > 0), x, 0.0)


@partial(jax.jit, static_argnames="mask")
def masked(x, mask=None):
    keep = mask is None or x > 0
    return jnp.where(keep, x, 0.0)
