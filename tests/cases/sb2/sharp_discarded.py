"""New keys that nobody uses."""

import jax
import jax.numpy as jnp
import jax.random as jr
from jax import random
from jax.random import fold_in, split


def reset(key, n):
    jax.random.split(key)  #! SB203
    return random.normal(key, (n,))  #! SB201


def per_device(key):
    jr.fold_in(key, jax.process_index())  #! SB203
    return jr.normal(key)


class Buffer:
    def __init__(self, key):
        self.key = key

    def sample(self, data):
        split(self.key)  #! SB203
        return random.choice(self.key, data)  #! SB201


def loop(key, steps):
    out = []
    for step in range(steps):
        fold_in(key, step)  #! SB203
        out.append(random.normal(key))  #! SB202
    return out


def conditional(key, train):
    if train:
        random.split(key, 2)  #! SB203
    return random.normal(key)  #! SB201


def initialise(key, sizes):
    w_key, b_key = random.split(key)  #! SB203
    w = random.normal(key, sizes)  #! SB201
    return w, jnp.zeros(sizes[-1])


def augment(rng, image):
    flip_rng, crop_rng = random.split(rng)  #! SB203
    image = jnp.where(random.bernoulli(rng), image[::-1], image)  #! SB201
    return image


def three(key, x):
    a, b, c = random.split(key, 3)  #! SB203
    x = x + random.normal(key, x.shape)  #! SB201
    return x


def partly(key, x):
    key, noise_key, drop_key = random.split(key, 3)  #! SB203
    x = x + random.normal(noise_key, x.shape)
    return x * random.bernoulli(noise_key, 0.5, x.shape)  #! SB201


def statement_chain(key):
    _ = 1; random.split(key)  #! SB203
    return random.uniform(key)  #! SB201
