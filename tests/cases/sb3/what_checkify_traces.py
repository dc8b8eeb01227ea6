"""The arguments of a function under `checkify` are what they are; what JAX computes from them is traced."""

import jax
import jax.numpy as jnp
from jax.experimental import checkify


def step(x, training):
    if training:
        x = x * 2
    if jnp.sum(x) > 0:  #! SB301
        return x
    return -x


error, out = checkify.checkify(step)(jnp.ones(3), True)


@jax.jit
def inner(x):
    if x > 0:  #! SB301
        return x
    return -x


error, out = checkify.checkify(inner)(jnp.float32(1))
