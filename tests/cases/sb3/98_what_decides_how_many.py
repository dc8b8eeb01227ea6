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


WEIGHTS = jnp.array([0.1, 0.2, 0.3])


@jax.jit
def rows_of_a_constant(x):
    # The reshaped constant may be concrete; its rows in the body are not.
    return x + jax.lax.map(lambda row: np.sin(row), jnp.reshape(WEIGHTS, 3))  #! SB306


rows_of_a_constant(1.0)
