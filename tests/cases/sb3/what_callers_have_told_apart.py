"""Tests around a call that say what a variable of the surroundings is, and types that are told apart."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


def neighbors_of(cutoff):
    def update(position, neighbors=None):
        def search(state):
            position, count = state
            if neighbors is None:
                size = int(jnp.sum(position > cutoff))
                return position[:size], count
            return position * neighbors.mask, count + 1

        known = neighbors
        if known is None:
            return search((position, 0))
        return lax.cond(jnp.any(position > cutoff), search, lambda s: s, (position, known.count))

    return update


def broken(cutoff):
    def update(position, neighbors=None):
        def search(position):
            if neighbors is None:
                return position * int(jnp.sum(position > cutoff))  #! SB305
            return position * neighbors

        return lax.cond(jnp.any(position > cutoff), search, lambda s: s, position)

    return update


def taken(x, places):
    if isinstance(x, np.ndarray):
        return x[places]
    return jnp.take(x, jnp.asarray(places), axis=0)


@jax.vmap
def rows(x):
    return taken(x, np.array([0, 2]))


def another_world(x):
    if isinstance(x, np.ndarray):  #! SB310
        return np.linalg.norm(x) + 1.0
    return jnp.sum(x)


@jax.jit
def normed(x):
    return another_world(x)
