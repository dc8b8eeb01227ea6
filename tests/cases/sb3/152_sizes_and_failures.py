"""Lengths and slice bounds of lax, functions of SciPy whose second argument is traced, failures that never come or always do."""
import jax
import jax.numpy as jnp
import numpy as np
import scipy.special
from jax import lax


@jax.jit
def simulate(x, steps):
    return lax.scan(lambda c, _: (0.9 * c, c), x, None, length=steps)  #! SB307


@jax.jit
def tail(x, start):
    return lax.slice_in_dim(x, start, x.shape[0])  #! SB307


@jax.jit
def head(x, count):
    return lax.dynamic_slice_in_dim(x, 0, count)  #! SB307


@jax.jit
def window(x, start):
    return lax.dynamic_slice_in_dim(x, start, 4) + lax.slice_in_dim(x, 0, 4)


@jax.jit
def bessel(x):
    return scipy.special.jv(0, x * 1.0)  #! SB306


def refuse(x):
    raise ValueError(f"out of range: {x}")  #! SB315


def checked(x):
    return lax.cond(x > 0, lambda v: v, lambda v: refuse(v), x)  #? SB315


def inverse(a: jax.Array):
    try:  #! SB315
        return jnp.linalg.inv(a + 1e-6 * jnp.eye(3))
    except np.linalg.LinAlgError:
        return jnp.linalg.pinv(a)


def inverse_on_host(a: jax.Array):
    try:
        return jnp.asarray(np.linalg.inv(np.asarray(a)))
    except np.linalg.LinAlgError:
        return jnp.linalg.pinv(a)


def reshaped(a: jax.Array):
    try:
        return jnp.log(jnp.reshape(a, (3, 2)))
    except ValueError:
        return jnp.log(a)


def posterior(k, y):
    try:  #! SB315
        lower = jnp.linalg.cholesky(k + 1e-6 * jnp.eye(k.shape[0]))
    except np.linalg.LinAlgError:
        lower = jnp.linalg.cholesky(k + jnp.eye(k.shape[0]))
    return lower @ y


fitted = posterior(jnp.eye(3), jnp.ones(3))
