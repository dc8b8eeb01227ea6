"""`zeros_like` and its like take the shape of an array and not its value: only under a staged trace they give tracers."""

import jax
import jax.numpy as jnp
import numpy as np


def penalty(w):
    mask = np.asarray(jnp.ones_like(w))
    if jnp.zeros_like(w).sum() > 0:
        return w.sum()
    return (mask * w).sum()


def scaled(x):
    return np.asarray(jnp.full_like(x, 2.0)) * x


gradient = jax.grad(penalty)
rows = jax.vmap(scaled)


@jax.jit
def compiled(w):
    return np.asarray(jnp.ones_like(w)) * w  #! SB306


def filled(x):
    return float(jnp.full_like(x, x).sum())  #! SB305


slope = jax.grad(filled)
