import jax
import jax.numpy as jnp
import numpy as np

KEEP = np.array([True, False, True])


@jax.vmap
def chosen(row):
    return jnp.extract(KEEP, row) + jnp.compress(KEEP, row)


@jax.vmap
def positive(row):
    return jnp.extract(row > 0, row)  #! SB308


@jax.jit
def compiled(row):
    return jnp.extract(KEEP, row)  #! SB308


@jax.jit
def stretched(row):
    return jnp.repeat(row, np.array([1, 2, 3]))


print(chosen(jnp.ones((2, 3))), positive(jnp.ones((2, 3))), compiled(jnp.ones(3)), stretched(jnp.ones(3)))
