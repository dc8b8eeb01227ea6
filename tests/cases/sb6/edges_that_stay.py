"""A power of what reaches zero reaches it too."""

import jax
import jax.numpy as jnp


def exponential(x):
    squared = x @ x
    return jnp.where(squared < 0.01, 1 / 6, (squared - jnp.sin(squared)) / squared**3)  #! SB601


jax.grad(exponential)(jnp.ones(3))
