"""Keys that an object renews on some paths, keys of some elements, and rounds that come once."""

import jax
import jax.numpy as jnp
from jax import random


# --- a sampler that renews its key where an instruction asks for one
class Interpreter:
    def __init__(self, key):
        self.key = key

    def run(self, instructions):
        out = []
        for step in instructions:
            if step.kind == "sample":
                self.key, sub = random.split(self.key)
                out.append(step.draw(sub))
            elif step.kind == "branch":
                self.key, sub = random.split(self.key)
                out.append(step.choose(sub))
        return out

    def once_more(self, noisy, x):
        if noisy:
            self.key, sub = random.split(self.key)
            x = x + random.normal(sub, x.shape)
        self.key, sub = random.split(self.key)
        return x * random.bernoulli(sub, 0.5, x.shape)

    def twice(self, noisy, x):
        if noisy:
            self.key, sub = random.split(self.key)
            x = x + random.normal(sub, x.shape)
        mask = random.bernoulli(self.key, 0.5, x.shape)
        return x * mask + random.normal(self.key, x.shape)  #! SB201


def seeded(program, seed):
    machine = Interpreter(random.key(seed))
    return machine.run(program())


# --- some of the keys of an array, one by one
def angles():
    keys = random.split(random.key(5), 3)
    xi, eta = (random.uniform(k, (4,)) for k in keys[:2])
    rest = [random.normal(k, (2,)) for k in keys[2:]]
    return xi, eta, rest


def layers(key, sizes):
    keys = random.split(key, 4)
    out = []
    for k in keys[1:]:
        out.append(random.normal(k, (3, 3)))
    return out, random.normal(keys[0], (3,))


def layers_of_one_key(key):
    keys = random.split(key, 4)
    out = []
    for _ in keys[1:]:
        out.append(random.normal(keys[1], (3, 3)))  #! SB202
    return out


# --- the first round makes the state
def bandit(observations, key):
    state = None
    for i in range(1000):
        if i == 0:
            state = random.normal(key, (3,))
        state = state + observations[i]
    return state


def bandit_with_noise(observations, key):
    state = jnp.zeros(3)
    for i in range(1000):
        if i != 0:
            state = state + random.normal(key, (3,))  #! SB202
    return state


# --- one batch is all that this caller has
def estimate(data, size, seed):
    key = random.key(seed)
    total = 0.0
    for start in range(0, data.shape[0], size):
        batch_key = random.fold_in(key, start)
        total = total + random.normal(batch_key) * data[start]
    return total


def estimate_alike(data, size, seed):
    key = random.key(seed)
    total = 0.0
    for start in range(0, data.shape[0], size):
        total = total + random.normal(key) * data[start]  #! SB202
    return total


def single(seed):
    key = random.key(seed)
    for _ in range(1):
        noise = random.normal(key, (3,))
    return noise


DATA = jnp.arange(8.0)
estimate(DATA, 1024, 0)
estimate_alike(DATA, 1024, 0)
jax.block_until_ready(single(1))


# --- one of two ways to drop
def attention(weights, key, rate, training, mode):
    if training and rate > 0.0 and mode == "before":
        weights = weights * random.bernoulli(key, rate, weights.shape)
    weights = jax.nn.softmax(weights)
    if training and rate > 0.0 and mode == "after":
        weights = weights * random.bernoulli(key, rate, weights.shape)
    return weights


def attention_twice(weights, key, rate, training, mode):
    if training and rate > 0.0:
        weights = weights * random.bernoulli(key, rate, weights.shape)
    weights = jax.nn.softmax(weights)
    if training and mode == "after":
        weights = weights * random.bernoulli(key, rate, weights.shape)  #! SB201
    return weights


# --- the first call compiles, and its numbers are nobody's
noisy = jax.jit(lambda key, x: x + random.normal(key, x.shape))


def warmed_up(key, x):
    _ = noisy(key, x).block_until_ready()
    return noisy(key, x)


def drawn_twice(key, x):
    y = noisy(key, x)
    return y + noisy(key, x)  #! SB201


class Blocks:
    def __init__(self, key, sizes):
        self.pairs = list(zip(sizes[:-1], sizes[1:]))
        keys = jax.random.split(key, len(self.pairs))
        self.weights = []
        for key, (a, b) in zip(keys, self.pairs):
            k1, k2 = jax.random.split(key, 2)
            self.weights.append(jax.random.normal(k1, (a, b)) @ jax.random.normal(k2, (b, a)))


Blocks(jax.random.key(0), [4, 8, 16])
