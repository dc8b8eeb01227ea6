"""Outside of a trace the buffer is gone."""

from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, donate_argnums=0)
def update(state):
    return state + 1


def both(state):
    new = update(state)
    return state + new  #! SB412


both(jnp.zeros(3))
