"""Random numbers of the host where they may be drawn."""

import functools
import random

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


def batches(data, size, seed):
    rng = np.random.default_rng(seed)
    while True:
        idx = rng.integers(0, len(data), size)
        yield data[idx]


@jax.jit
def step(w, x):
    return w - 0.1 * jnp.mean(x, 0)


def train(w, data, seed):
    np.random.seed(seed)
    random.seed(seed)
    for _, x in zip(range(10), batches(data, 4, seed)):
        x = x + np.random.normal(size=x.shape)
        w = step(w, x)
    return w


def seeds(n):
    return [jax.random.key(random.getrandbits(31)) for _ in range(n)]


TABLE = np.random.default_rng(0).normal(size=(4, 4))


@jax.jit
def project(x):
    """The projection is fixed, and drawn when the module is loaded."""
    return x @ TABLE


@jax.jit
def host_side(x):
    noise = jax.pure_callback(lambda s: np.random.normal(size=s).astype(np.float32), jax.ShapeDtypeStruct(x.shape, jnp.float32), x.shape)
    return x + noise


class Env:
    """Runs on the host."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)

    def reset(self):
        return self.rng.normal(size=3)


def make_projection(dim, seed=0):
    weights = np.random.RandomState(seed).randn(dim, dim)

    @jax.jit
    def apply(x):
        return x @ weights

    return apply


@jax.jit
def jax_random(x, key):
    from jax import random

    return x + random.normal(key, x.shape)


def eager(f, x):
    return f(x) + np.random.rand()


def test_step():
    x = np.random.rand(3)
    assert jax.jit(jnp.sum)(x) > 0


@jax.jit
def fixed(x):
    """A random matrix that is meant to be one: the generator has a seed and is made here."""
    rng = np.random.default_rng(0)
    return x @ rng.normal(size=(3, 3))
