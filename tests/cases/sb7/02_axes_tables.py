# Axes kept in variables, tables and keyword dicts.
import jax
import jax.numpy as jnp
from jax import vmap

AXES = (0, None, None)
OPTIONS = {"in_axes": (0, 0, 0)}


def affine(x, a):
    return a * x


def kernel(x, y, lengthscale):
    return jnp.exp(-jnp.sum((x - y) ** 2) / lengthscale)


wrong = vmap(affine, in_axes=AXES)  #! SB701
also_wrong = vmap(affine, **OPTIONS)  #! SB701
gram = vmap(vmap(kernel, (None, 0, None)), (0, None, None))
bad_gram = vmap(vmap(kernel, (None, 0)), (0, None, None))  #! SB701
outs = vmap(lambda x: (x, x * 2, x * 3), out_axes=(0, 1))  #! SB701


def build(n):
    axes = [None] * 3
    axes[n] = 0
    return jax.vmap(kernel, in_axes=axes)


def use(x):
    outs(x)
    k = gram(x, x, 1.0)
    return bad_gram(x, x, 1.0) + k


print(build(1)(jnp.ones(2), jnp.ones((3, 2)), 1.0))
