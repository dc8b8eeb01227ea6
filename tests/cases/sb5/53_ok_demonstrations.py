"""Loops that are short by their own code, and containers that come back to one length."""
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np


@jax.jit
def total(x):
    return jnp.sum(jnp.asarray(x))


@partial(jax.jit, static_argnames="k")
def power(x, k):
    return x**k


def moments(x):
    out = []
    for k in range(6):
        out.append(power(x, k))
    return out


def orders(x, n=4):
    return [power(x, k) for k in range(n)]


def stages(x, n_stages):
    for k in range(n_stages):
        x = power(x, k)
    return x


class Taylor:
    def __init__(self):
        self.terms = 6

    def __call__(self, x):
        return sum(power(x, k) for k in range(self.terms))


def window(n):
    history, latest, batch = np.zeros(5), jnp.zeros(5), []
    for k in range(n):
        history = np.append(history, k)[-5:]
        latest = jnp.concatenate([latest[1:], jnp.ones(1)])
        batch += [k]
        if len(batch) == 4:
            total(jnp.array(batch))
            batch = []
        total(history)
        total(latest)
        total(jnp.array([j * k for j in range(3)]))
        total(jnp.array([0.0] * 3))


def head(x, n):
    for _ in range(n):
        x = jnp.concatenate([x[1:], x[:1]])
        total(x[:4])
    return x


@jax.jit
def rotate(angles):
    out = jnp.eye(3)
    for k in range(angles.shape[0]):
        out = out * jnp.cos(angles[k]) + jnp.sin(angles[k])
    return out


def doubled(x, width, most):
    while width < most:
        width *= 2
        total(jnp.zeros(width))
    return x


def scale(x):
    return jax.jit(lambda v: v * 2)(x)


def compare(x):
    return [scale(x * k) for k in (0.5, 1.0, 2.0)]


def check(cases):
    for arg in (jnp.array(1.0), jnp.ones(2), jnp.ones((2, 2))):

        def twice(x):
            return x.sum() * 2

        assert jax.jit(twice)(arg) == twice(arg)


def first_of(x, n):
    models = []
    for k in range(n):
        if not models:
            total(models + [x])
        models.append(x * k)
        total(jnp.array(models)[0])
    return models


def shown(u):
    for _ in range(500):
        u = u + 0.1 * jnp.roll(u, 1) * u - jnp.roll(u, -1)
    return u


if __name__ == "__main__":
    x = jnp.ones(3)
    print(moments(x), orders(x), orders(x, 5), stages(x, 5), Taylor()(x), head(jnp.ones(6), 6), rotate(x), compare(x))
    window(9)
    doubled(x, 2, 64)
    check(x)
    first_of(x, 20)
    print(len(jax.make_jaxpr(shown)(x).eqns))
