"""Rows that are to stay together are put in order by one key, on purpose."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import random
from six import integer_types


def shuffled_together(key, images: jax.Array, labels: jax.Array):
    images = random.permutation(key, images)
    labels = random.permutation(key, labels)
    return images, labels


def shuffled_list(key, arrays):
    return [random.permutation(key, a) for a in arrays]


def shuffled_tree(key, batch):
    return jax.tree.map(lambda x: random.permutation(key, x), batch)


def picked_tree(key, population, count):
    def pick(x):
        return random.choice(key, x, (count,))

    return jax.tree.map(pick, population)


def shuffled_columns(key, table):
    out = {}
    for name, column in table.items():
        out[name] = random.permutation(key, column)
    return out


def same_order_each_epoch(key, x: jax.Array):
    for _ in range(10):
        rows = random.permutation(key, x)  #! SB202
        print(rows.sum())


def two_orders(key, n):
    return random.permutation(key, n), random.permutation(key, n)  #! SB201


def two_orders_of_rows(key, x: jax.Array):
    first = random.permutation(key, x.shape[0])
    second = random.permutation(key, x.shape[0])  #! SB201
    return first, second


def the_same_array_twice(key, x: jax.Array):
    first = random.permutation(key, x)
    second = random.permutation(key, x)  #! SB201
    return first, second


def order_and_noise(key, x: jax.Array):
    x = random.permutation(key, x)
    return x + random.normal(key, x.shape)  #! SB201


def bootstrap_with_a_bug(key, x: jax.Array, rounds):
    means = []
    for _ in range(rounds):
        means.append(jnp.mean(random.choice(key, x, x.shape)))  #! SB202
    return jnp.stack(means)


class Transition(NamedTuple):
    observation: jax.Array
    action: jax.Array


@jax.jit
def epoch(storage: Transition, key):
    key, subkey = random.split(key)

    def shuffled(x):
        return random.permutation(subkey, x).reshape((4, -1) + x.shape[1:])

    return jax.tree.map(shuffled, storage)


@jax.jit
def noisy(storage: Transition, key):
    return jax.tree.map(lambda x: x + random.normal(key, x.shape), storage)  #! SB202


def run():
    storage = Transition(jnp.ones((8, 2)), jnp.ones((8, 1)))
    return epoch(storage, random.key(0)), noisy(storage, random.key(1))


def cropped(key, image, size):
    start = random.randint(key, (), 0, image.shape[0] - size)
    return jax.lax.dynamic_slice_in_dim(image, start, size)


def cropped_views(key, views, size):
    out = {}
    for name, view in views.items():
        out[name] = cropped(key, view, size)
    return out


def noisy_views(key, views):
    return {name: view + random.normal(key, view.shape) for name, view in views.items()}  #! SB202


def seed_of(seed):
    if isinstance(seed, integer_types):
        return seed % (2**31)
    left, right = random.split(seed)
    return random.bits(left), right


def dummies(key, count):
    keys = random.split(key, count)
    dummy = jnp.ones_like(keys) * jnp.array([7, 7], dtype=jnp.uint32)
    return jnp.where(count > 3, keys, dummy)
