"""Axes that fit, and shapes of which nothing is certain."""
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np


def euler(state, velocity, dt):
    return state + dt * velocity


def simulate(dt=0.01):
    states = jnp.zeros((8, 2))
    a = jax.vmap(euler, in_axes=(0, 0, None))(states, jnp.ones((8, 2)), dt)
    b = jax.vmap(partial(euler, dt=dt))(states, np.ones((8, 2)))
    c = jax.vmap(euler, in_axes=(-1, 0, None))(states.T, states, 0.1)
    d = jax.vmap(euler)(states, states, jnp.full(8, dt))
    return a + b + c + d


@jax.jit
def with_promise(x: jax.Array, scale: float):
    # the annotation says less than the call
    return jax.vmap(jnp.multiply)(x, scale)


def trees():
    params = {"w": jnp.ones((4, 3)), "b": jnp.ones(3)}
    return jax.vmap(lambda p, x: p["w"] @ x + p["b"].sum(), in_axes=({"w": 0, "b": None}, None))(params, jnp.ones(3))


def drawn(key):
    low, high = jnp.zeros((5, 1)), jnp.ones((5, 1))
    draws = jax.vmap(jax.random.uniform, in_axes=(0, None, None, 0, 0))(jax.random.split(key, 5), (), jnp.float32, low, high)
    return jax.vmap(lambda v: v * 2)(draws.squeeze(axis=-1))


def outside():
    row = jax.vmap(lambda x: x.sum(), out_axes=-1)(jnp.ones((4, 3)))
    last = jax.vmap(lambda x: x * 2, out_axes=1)(jnp.ones((4, 3)))
    return row, last


@jax.vmap
def whiten(point, scale):
    return point * scale


def pairs(xs, ys):
    return jax.vmap(lambda x: jax.vmap(lambda y: x @ y)(ys))(xs)


if __name__ == "__main__":
    print(simulate().shape, with_promise(jnp.ones(3), jnp.ones(3)), trees().shape, drawn(jax.random.key(0)).shape)
    print([a.shape for a in outside()], whiten(jnp.ones((4, 3)), scale=jnp.ones(4)).shape, pairs(jnp.ones((2, 3)), jnp.ones((5, 3))).shape)
    print(jax.vmap(lambda xs: xs[0])([jnp.ones((3, 2)), jnp.ones((3, 4))]).shape)
