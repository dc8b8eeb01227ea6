# about: densities and their kind: quotients by a scale, values that are NaN outside of the domain on purpose
import jax
import jax.numpy as jnp
from jax.numpy import nan


def laplace_cdf(x, loc, scale):
    z = (x - loc) / scale
    return jnp.where(z <= 0, 0.5 * jnp.exp(z), 1 - 0.5 * jnp.exp(-z))


def checked(x, scale):
    return jnp.where(scale > 0, jnp.log(scale) + x / scale, jnp.nan)


def checked_too(p):
    return jnp.where((p < 0) | (p > 1), nan, jnp.log(p))


def promoted(x, loc, scale):
    x, loc, scale = jnp.broadcast_arrays(x, loc, scale)
    return jnp.where(x < loc, 0.0, (x - loc) / scale)


def outside(x):
    return jnp.where(x > 0, -jnp.log(x), -jnp.inf)  #! SB601


for f in (laplace_cdf, promoted):
    jax.grad(f, argnums=(0, 1, 2))(0.5, 0.0, 1.0)
jax.grad(checked, argnums=1)(0.5, 1.0)
jax.grad(checked_too)(0.5)
jax.grad(outside)(0.5)
