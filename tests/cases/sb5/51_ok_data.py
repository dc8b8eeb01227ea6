"""Large arrays that are no constants."""
from functools import partial
from typing import NamedTuple

import equinox as eqx
import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np


class State(NamedTuple):
    table: jax.Array
    step: int


@jax.jit
def step(state):
    return State(state.table * 0.9, state.step + 1)


class Model(eqx.Module):
    weight: jax.Array

    def __call__(self, x):
        return self.weight @ x


@eqx.filter_jit
def predict(model, x):
    return model(x)


class Positions(nn.Module):
    length: int = 4096

    def setup(self):
        self.table = jnp.zeros((4096, 256))

    def __call__(self, x):
        return x + self.table[: x.shape[0]]


def linen(x):
    model = Positions()
    apply = jax.jit(model.apply)
    return apply({}, x)


def batches(images, params):
    @jax.jit
    def update(params, batch):
        return params - batch.mean(0)

    for i in range(0, 60_000, 1000):
        params = update(params, images[i : i + 1000])
    return params


def train(params):
    images = jnp.ones((60_000, 100))
    return batches(images, params)


def evaluate(params):
    data = jnp.ones((60_000, 100))
    score = jax.jit(lambda p, d: (d @ p).mean())
    return score(params, data)


def vmapped(xs):
    table = jnp.ones((2000, 2000))
    return jax.vmap(lambda x: table @ x)(xs)


def gradient(x):
    table = jnp.ones((2000, 2000))
    return jax.grad(lambda v: (table @ v).sum())(x)


def inner_argument(x):
    table = jnp.ones((2000, 2000))

    @jax.jit
    def f(t, v):
        def body(c, _):
            return t @ c, None

        return jax.lax.scan(body, v, None, length=3)[0]

    return f(table, x)


def small_part(x):
    table = jnp.ones((2000, 2000))
    row = table[0]
    return jax.jit(lambda v: v * row)(x)


def donated(x):
    buffer = jnp.zeros((2000, 2000))
    write = jax.jit(lambda b, v: b.at[0].set(v), donate_argnums=0)
    return write(buffer, x)


def abstract():
    table = jnp.ones((2000, 2000))
    return jax.eval_shape(lambda x: table @ x, jax.ShapeDtypeStruct((2000,), jnp.float32))


def sizes(x):
    table = np.ones((2000, 2000))

    @jax.jit
    def f(x):
        n, m = table.shape
        return x.reshape(-1, 1) * n / m * table.itemsize

    return f(x)


if __name__ == "__main__":
    x = jnp.ones(2000)
    step(State(jnp.ones((2000, 2000)), 0)), predict(Model(jnp.ones((2000, 2000))), x), linen(jnp.ones((10, 256))), train(jnp.zeros(100)), evaluate(jnp.zeros(100))
    vmapped(jnp.ones((3, 2000))), gradient(x), inner_argument(x), small_part(x), donated(x), abstract(), sizes(x)
