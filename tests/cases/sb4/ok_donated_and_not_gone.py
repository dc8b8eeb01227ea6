"""Good code: a buffer is given away where a program runs, not where one is traced or only compiled."""

from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, donate_argnums=0)
def update(state):
    return state + 1


def several(state, mask):
    def body(state, active):
        new = update(state)
        return jnp.where(active, new, state), None

    return jax.lax.scan(body, state, mask)


@jax.jit
def both(state):
    new = update(state)
    return state + new


def compiled_ahead(state, batches):
    compiled = update.lower(state).compile()
    for _ in batches:
        state = compiled(state)
    return state


several(jnp.zeros(3), jnp.ones(4, bool))
both(jnp.zeros(3))
compiled_ahead(jnp.zeros(3), range(3))
