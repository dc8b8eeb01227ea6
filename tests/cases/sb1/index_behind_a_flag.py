"""An array that is made here has its shape on every path."""

import jax.numpy as jnp


def last(flag):
    x = jnp.zeros(3)
    if flag:
        return x[5]  #! SB104
    return x[1]
