"""Keys that are made and left, by intent or through another way."""

import jax
import jax.numpy as jnp
from jax import random


def keep_the_rest(key):
    key, _ = random.split(key)
    return random.normal(key)


def named_with_underscore(key, x):
    _spare, noise_key = random.split(key)
    return x + random.normal(noise_key, x.shape)


def carried_on(key, x):
    key, sub = random.split(key)
    return x + random.normal(sub, x.shape)


def for_one_branch(key, x, train):
    drop_key, noise_key = random.split(key)
    if train:
        x = x * random.bernoulli(drop_key, 0.5, x.shape)
    return x + random.normal(noise_key, x.shape)


def through_locals(key, x):
    a_key, b_key = random.split(key)
    return sorted(name for name in locals() if name.endswith("_key")), x


def in_a_closure(key, x):
    a_key, b_key = random.split(key)

    def inner():
        return random.normal(a_key, x.shape) + random.normal(b_key, x.shape)

    return inner()


def returned(key):
    key, sub = random.split(key)
    return key, sub


def string_split(line, key):
    line.split(",")
    "a b".split()
    jnp.split(jnp.ones(4), 2)
    return random.normal(key)


def warm_up(key):
    """Compiles the function; nobody wants the numbers."""
    jax.jit(random.normal, static_argnums=1)(key, (3,)).block_until_ready()


def yielded(key):
    while True:
        key, sub = random.split(key)
        yield sub


class Box:
    def renew(self):
        self.key, self.sub = random.split(self.key)


def deleted(key):
    key, sub = random.split(key)
    del key
    return random.normal(sub)


def spare_at_the_end(key):
    a, b, *_ = random.split(key, 5)
    return random.normal(a) + random.normal(b)
