"""A donated buffer that has another name, or is passed twice."""

from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, donate_argnums=0)
def step(params, x):
    return params - 0.1 * x


def change(params: jax.Array, x):
    old = params
    params = step(params, x)
    return params - old  #! SB412


def changes(params: jax.Array, xs):
    sizes = []
    for x in xs:
        before = params
        params = step(params, x)
        sizes.append(jnp.abs(params - before))  #! SB412
    return params, sizes


def copied(params: jax.Array, x):
    old = params.copy()
    params = step(params, x)
    return params - old


def renewed(params: jax.Array, x):
    old = params
    params = jnp.zeros_like(old)
    params = step(params, x)
    return params - old


def renamed_after(params: jax.Array, x):
    params = step(params, x)
    best = params
    return best + x


def best_of(params: jax.Array, xs):
    best = None
    for x in xs:
        params = step(params, x)
        best = jnp.copy(params) if best is None else best
    return best


class Agent:
    def __init__(self, n):
        self.params = jnp.ones(n)
        self.target = jnp.ones(n)
        self.update = jax.jit(lambda p, t: 0.9 * p + 0.1 * t, donate_argnums=0)

    def sync(self):
        self.params = self.update(self.params, self.params)  #! SB412

    def blend(self):
        self.params = self.update(self.params, self.target)
