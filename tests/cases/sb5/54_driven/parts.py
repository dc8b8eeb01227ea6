"""Parts that a program uses in whose own file no word of JAX stands."""
from functools import partial

import jax
import jax.numpy as jnp

EYE = jnp.eye(3)  #! SB511


@partial(jax.jit, static_argnames="step")
def update(w, step):
    return w * 0.9**step


@partial(jax.jit, static_argnames="temperature")
def sample(w, temperature):
    return w / temperature


def centred(x, m):
    return jax.jit(lambda v: v - m)(x)  #! SB502
