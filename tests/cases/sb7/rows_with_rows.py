"""A list of arrays whose rows are taken for an array, by an operation of two lists."""

import jax
import jax.numpy as jnp


def squared_norms(points):
    arrays = [jnp.array(p) for p in points]
    return jax.vmap(lambda p: jnp.sqrt(p @ p))(arrays)  #! SB703


def squares(points):
    arrays = [jnp.array(p) for p in points]
    return jax.vmap(lambda p: p * p)(arrays)  #! SB703


def joined(points):
    arrays = [jnp.array(p) for p in points]
    return jax.vmap(lambda p: sum(p + p))(arrays)
