import jax
import jax.numpy as jnp

EMBEDDING = jax.random.normal(jax.random.key(0), (30_000, 64))  #! SB511
PROJECTION = jnp.zeros((2000, 500))  #! SB511


def lookup(ids):
    return jnp.take(EMBEDDING, ids, axis=0)  #! SB513
