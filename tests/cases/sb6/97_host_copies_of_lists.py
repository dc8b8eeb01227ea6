import jax
import jax.numpy as jnp
import numpy as np


def energy(x):
    return np.array([x, 2 * x]).sum()  #! SB611


def spread(x):
    return jnp.array([x, 2 * x]).sum()


def recorded(x):
    return np.asarray([jax.lax.stop_gradient(x), 1.0]).sum() + x


jax.grad(energy)(0.7)
jax.grad(spread)(0.7)
