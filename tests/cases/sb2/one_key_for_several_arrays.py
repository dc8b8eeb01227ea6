"""Rows that are to stay together are put in order by one key, on purpose."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import random


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
