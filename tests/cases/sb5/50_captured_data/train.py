"""Data of other modules, objects and partials."""
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

import tables
from tables import EMBEDDING, lookup


@jax.jit
def embed(ids):
    return EMBEDDING[ids]  #! SB513


@jax.jit
def attribute(x):
    return x @ tables.PROJECTION  #! SB513


@jax.jit
def through_helper(ids):
    return lookup(ids).sum()


class Dataset:
    def __init__(self, n=20_000):
        rng = np.random.default_rng(0)
        self.images = jnp.asarray(rng.normal(size=(20_000, 784)))
        self.labels = jnp.zeros((20_000,), jnp.int32)


class Trainer:
    def __init__(self, dataset):
        self.dataset = dataset
        self.step = jax.jit(self._step)

    def _step(self, params, index):
        x = self.dataset.images[index]  #! SB513
        y = self.dataset.labels[index]
        return params - 0.1 * jax.grad(lambda p: jnp.mean((x @ p - y[:, None]) ** 2))(params)

    def fit(self, params, steps):
        for i in range(steps):
            params = self.step(params, jnp.arange(32) + i)
        return params


def make_loss(x, y):
    def loss(params):
        return jnp.mean((x @ params - y) ** 2)  #! SB513

    return loss


def optimise(params):
    x, y = jnp.ones((10_000, 100)), jnp.ones(10_000)
    grad = jax.jit(jax.grad(make_loss(x, y)))
    for _ in range(10):
        params = params - 0.1 * grad(params)
    return params


def keyword_partial(xs):
    kernel = jnp.ones((1024, 1024))
    f = jax.jit(partial(jnp.matmul, kernel))  #! SB513
    return [f(x) for x in xs]


def static_numpy(x):
    basis = np.random.randn(1000, 1000).astype(np.float32)

    @partial(jax.jit, static_argnames="n")
    def project(x, n):
        return basis @ x * n  #! SB513

    return project(x, 3)


def loop_inside(x):
    transition = jnp.eye(600)
    run = jax.jit(lambda v: jax.lax.fori_loop(0, 10, lambda i, s: transition @ s, v))  #! SB513
    return run(x)


def masks(x):
    causal = jnp.tril(jnp.ones((2048, 2048), dtype=bool))

    @jax.jit
    def attend(scores):
        return jnp.where(causal, scores, -jnp.inf)  #! SB513

    return attend(x)


if __name__ == "__main__":
    embed(jnp.arange(3)), attribute(jnp.ones(2000)), through_helper(jnp.arange(3)), Trainer(Dataset()).fit(jnp.zeros((784, 1)), 3), optimise(jnp.zeros(100))
    keyword_partial([jnp.ones(1024)]), static_numpy(jnp.ones(1000)), loop_inside(jnp.ones(600)), masks(jnp.ones((2048, 2048)))
