import jax.numpy as jnp
import numpy as np

MEAN = jnp.array([0.4, 0.5, 0.6])  #! SB511
STD = np.array([0.2, 0.2, 0.2])


def batches():
    for _ in range(3):
        yield (jnp.ones(3) - MEAN) / STD
