"""Arithmetic with what is no key, and keys that are folded and split in order."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax, random


def scaled(key, x):
    return 2.0 * random.normal(key, x.shape) + 1


def seeds(seed, i):
    return random.key(seed + i), random.PRNGKey(seed * 1000 + 7)


def music(key, octave):
    """A key on a piano."""
    return 440.0 * 2 ** ((key - 49) / 12) + octave


def lookup(table, key):
    return table[key + 1] + table.get(key ^ 3, 0)


def elements(key):
    keys = random.split(key, 4)
    return random.normal(keys[0]) + random.normal(keys[1])


def raw_elements(seed):
    keys = random.split(random.PRNGKey(seed), 2)
    first = keys[0]
    return random.normal(first) + random.normal(keys[1])


def stored(key):
    return np.asarray(random.key_data(key)), random.key_impl(key)


def compared(key, other):
    return jnp.array_equal(random.key_data(key), random.key_data(other))


def attention(query, key, value):
    """No random key at all."""
    scores = query @ key.T / jnp.sqrt(key.shape[-1])
    return jax.nn.softmax(scores + 1e-6 * key.sum()) @ value


def fold_then_split(key, step):
    step_key = random.fold_in(key, step)
    a, b = random.split(step_key)
    return random.normal(a) + random.normal(b)


def split_then_fold(key, n):
    init_key, loop_key = random.split(key)
    x = random.normal(init_key)
    for i in range(n):
        x = x + random.normal(random.fold_in(loop_key, i))
    return x


def by_mode(key, i, many):
    if many:
        return random.normal(random.split(key)[0])
    return random.normal(random.fold_in(key, i))


def stacked(keys):
    return jnp.stack([random.key_data(k) for k in keys])


def reshaped(key, n, m):
    keys = random.split(key, n * m).reshape(n, m)
    return jax.vmap(jax.vmap(random.normal))(keys)


def concatenated(a, b):
    keys = jnp.concatenate([random.split(a, 2), random.split(b, 2)])
    return jax.vmap(random.normal)(keys)


def bits(key):
    return random.bits(key) & 0xFF


def sort_keys(keys, values):
    order = jnp.argsort(keys + 0.5)
    return values[order]


def hashed(api_key):
    return api_key[0] + api_key[1:]
