"""Keys of constants: in traced functions, in loops, as defaults, of modules and classes, in place of arguments."""

import dataclasses
import functools
from typing import NamedTuple

import equinox as eqx
import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax, random
from jax.random import PRNGKey

SEED = 0


@jax.jit
def dropout(x):
    key = random.key(0)  #! SB205
    return x * random.bernoulli(key, 0.5, x.shape)


@functools.partial(jax.jit, static_argnames="rate")
def noisy_loss(w, x, rate=0.1):
    return jnp.mean((x + rate * random.normal(PRNGKey(42), x.shape)) @ w)  #! SB205


def helper(x):
    return x + random.normal(random.key(1), x.shape)  #! SB205


@jax.jit
def through_helper(x):
    return helper(x) * 2.0


def scan_noise(xs):
    def body(total, x):
        key = random.PRNGKey(0)  #! SB205
        return total + x * random.normal(key), None

    return lax.scan(body, 0.0, xs)


def lanes(xs):
    return jax.vmap(lambda x: x + random.normal(random.key(3), x.shape))(xs)  #! SB205


class Policy:
    def __init__(self):
        self.act = jax.jit(self._act)

    def _act(self, obs):
        return obs + random.normal(random.key(7), obs.shape)  #! SB205


def epochs(data, n):
    out = []
    for _ in range(n):
        key = random.key(0)  #! SB205
        out.append(random.permutation(key, data))
    return out


def ensemble(n):
    return [random.normal(random.PRNGKey(0), (3,)) for _ in range(n)]  #! SB205


class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        noise = random.normal(random.key(0), x.shape)  #! SB205
        return nn.Dense(3)(x + noise)


@jax.jit
def forward(params, x):
    return Net().apply(params, x)


def env_loop(env, steps):
    state = 0.0
    while steps > 0:
        state = state + random.normal(random.key(12))  #! SB205
        steps -= 1
    return state


# --- defaults and globals


def init(sizes, key=random.key(0)):  #! SB206
    return random.normal(key, sizes)


def sample(logits, *, rng=PRNGKey(0)):  #! SB206
    return random.categorical(rng, logits)


class State(NamedTuple):
    x: jax.Array
    key: jax.Array = random.PRNGKey(0)  #! SB206


@dataclasses.dataclass
class Config:
    width: int = 4
    key: jax.Array = dataclasses.field(default_factory=lambda: random.key(0))


KEY = random.key(SEED)
MASTER, NOISE_KEY = random.split(random.key(1))


def global_noise(x):
    return x + random.normal(KEY, x.shape)  #! SB206


@jax.jit
def global_noise_jitted(x):
    return x + random.uniform(NOISE_KEY, x.shape)  #! SB206


def global_split(n):
    return random.split(MASTER, n)  #! SB206


class Augment:
    rng = random.key(5)

    def __call__(self, image):
        return image + random.normal(self.rng, image.shape)  #! SB206


class Flip:
    KEY = random.PRNGKey(5)

    @classmethod
    def apply(cls, image):
        return jnp.where(random.bernoulli(cls.KEY), image[::-1], image)  #! SB206


def closure():
    def inner(x):
        return x + random.normal(KEY, x.shape)  #! SB206

    return inner


with_lambda = lambda x: x * random.bernoulli(KEY, 0.5, x.shape)  #! SB206


# --- arguments that are overwritten


def train(w, key):
    key = random.key(0)  #! SB210
    return w + random.normal(key, w.shape)


def evaluate(seed, x):
    seed = 42
    key = random.key(seed)  #! SB210
    return x + random.normal(key, x.shape)


class Agent:
    def __init__(self, rng, width):
        rng = PRNGKey(1)  #! SB210
        self.w = random.normal(rng, (width,))


def run(x, rng_key, steps=3):
    x = jnp.asarray(x)
    rng_key, sub = random.split(random.PRNGKey(0))  #! SB210
    for _ in range(steps):
        rng_key, sub = random.split(rng_key)
        x = x + random.normal(sub, x.shape)
    return x
