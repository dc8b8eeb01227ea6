"""Constant keys that are meant, or that harm nobody."""

import dataclasses
import functools
from typing import NamedTuple, Optional

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax, random

KEY = random.key(0)


def main(seed=0):
    key = random.key(seed)
    w = random.normal(key, (3,))
    return w


def script():
    key = random.PRNGKey(0)
    key, sub = random.split(key)
    x = random.normal(sub, (3,))
    print(x)
    return key


@jax.jit
def from_seed(seed, x):
    return x + random.normal(random.key(seed), x.shape)


@jax.jit
def from_step(step, x):
    key = random.fold_in(random.key(0), step)
    return x + random.normal(key, x.shape)


def per_seed(seeds):
    return jax.vmap(lambda seed: random.normal(random.key(seed), (2,)))(seeds)


def runs(n):
    return [random.normal(random.key(i), (2,)) for i in range(n)]


def with_offset(n):
    for i in range(n):
        key = random.key(1000 + i)
        yield random.normal(key)


def optional(x, key: Optional[jax.Array] = None):
    if key is None:
        key = random.key(0)
    return x + random.normal(key, x.shape)


def optional_by_or(x, seed=None):
    seed = seed or 42
    key = random.key(seed)
    return x + random.normal(key, x.shape)


def optional_in_jit(x, key=None):
    key = random.key(0) if key is None else key
    return x + random.normal(key, x.shape)


def wrapped(x, rng):
    rng = jax.random.wrap_key_data(rng) if rng.dtype == jnp.uint32 else rng
    return x + random.normal(rng, x.shape)


def renewed(x, key):
    key, sub = random.split(key)
    return x + random.normal(sub, x.shape), key


def by_int_or_key(key, shape):
    if isinstance(key, int):
        key = random.key(key)
    return random.normal(key, shape)


class Config(NamedTuple):
    seed: int = 0
    api_key: str = "secret"


def shapes(model, x):
    """Only shapes are wanted."""
    return jax.eval_shape(lambda: model.init(random.key(0), x))


def parameters(model, x):
    return jax.eval_shape(model.init, random.key(0), x)


def projection(dim, out):
    """A fixed random projection, made once."""
    return random.normal(random.key(17), (dim, out))


@pytest.fixture
def key():
    return random.key(0)


def test_noise(key):
    assert random.normal(key).shape == ()


def test_same():
    a = random.normal(KEY, (3,))
    b = random.normal(KEY, (3,))
    np.testing.assert_array_equal(a, b)


def folded_global(x, step):
    return x + random.normal(random.fold_in(KEY, step), x.shape)


if __name__ == "__main__":
    init_key, data_key = random.split(KEY)
    print(main(), random.normal(init_key), random.uniform(data_key))
    for epoch in range(3):
        epoch_key = random.fold_in(data_key, epoch)
        print(random.permutation(epoch_key, 4))
