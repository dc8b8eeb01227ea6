"""Random numbers of the host in traced functions."""

import functools
import random
import secrets
import uuid
from random import choice, gauss

import jax
import jax.numpy as jnp
import numpy as np
import numpy.random as npr
from jax import lax


@jax.jit
def noisy(x):
    return x + np.random.normal(size=x.shape)  #! SB204


def jitter(x, scale):
    return x + scale * npr.uniform(-1.0, 1.0, x.shape)  #! SB204


@functools.partial(jax.jit, static_argnames="scale")
def augment(x, scale=0.1):
    return jitter(x, scale)


@jax.jit
def dropout(x, rate=0.5):
    if random.random() < rate:  #! SB204
        return jnp.zeros_like(x)
    return x


def loss(w, x):
    idx = np.random.permutation(x.shape[0])  #! SB204
    return jnp.mean(x[idx] @ w)


step = jax.jit(jax.grad(loss))


def run(xs):
    def body(total, x):
        return total + x * gauss(0.0, 1.0), None  #! SB204

    return lax.scan(body, 0.0, xs)


class Policy:
    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)
        self.act = jax.jit(self._act)

    def _act(self, obs):
        return obs + self.rng.normal(size=obs.shape)  #! SB204


def make(seed):
    rng = np.random.RandomState(seed)

    def forward(x):
        return x * rng.binomial(1, 0.5, x.shape)  #! SB204

    return jax.vmap(forward)


def explore(q):
    return lax.cond(q.max() > 0, lambda: q.argmax(), lambda: choice([0, 1, 2]))  #! SB204


@jax.jit
def tagged(x):
    seed = secrets.randbits(31)  #! SB204
    return x + jax.random.normal(jax.random.key(seed), x.shape)


@jax.jit
def named(x):
    seed = uuid.uuid4().int & 0xFFFF  #! SB204
    return x + jax.random.normal(jax.random.key(seed), x.shape)


@jax.jit
def seeded_inside(x):
    np.random.seed(0)
    return x + np.random.rand(3)  #! SB204


@jax.checkpoint
def block(x):
    return x + np.random.randn()  #! SB204


@jax.jit
def model(x):
    return block(x) * random.uniform(0.0, 1.0)  #! SB204
