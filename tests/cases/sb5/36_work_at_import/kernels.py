import jax
import jax.numpy as jnp
from jax.scipy.stats import norm


def gaussian(n):
    x = jnp.linspace(-1.0, 1.0, n)
    return norm.pdf(x)


GAUSS = gaussian(5)  #! SB511
SMALL, LARGE = gaussian(3), gaussian(9)  #! SB511
MESH = jax.sharding.Mesh(jax.devices(), ("x",))  #! SB511
