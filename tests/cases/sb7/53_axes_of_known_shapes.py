"""Axes that the arrays of the call do not have, or that are not of one length."""
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np


def euler(state, velocity, dt):
    return state + dt * velocity


def weighted(values, weights):
    return jnp.sum(values * weights)


def loss(params, x, y):
    return jnp.mean((x @ params - y) ** 2)


per_example = jax.vmap(jax.grad(loss), in_axes=(None, 0, 0))


def simulate(n):
    states, velocities = jnp.zeros((8, 2)), jnp.ones((8, 2))
    for _ in range(n):
        states = jax.vmap(euler)(states, velocities, 0.01)  #! SB701
    return states


def columns():
    table, weights = jnp.ones((8, 3)), jnp.ones(8)
    return jax.vmap(weighted, in_axes=(1, 1))(table, weights)  #! SB701


def shuffled():
    keys = jax.random.split(jax.random.key(0), 7)
    return jax.vmap(jax.random.permutation)(keys, np.ones((8, 3)))  #! SB701


def one_key():
    return jax.vmap(lambda k, x: x + jax.random.normal(k))(jax.random.key(0), jnp.ones(4))  #! SB701


def gradients():
    x, y = jnp.ones((32, 4)), jnp.ones(31)
    return per_example(jnp.ones(4), x, y)  #! SB701


def nested():
    grid = jnp.linspace(0.0, 1.0, 5)
    return jax.vmap(jax.vmap(jnp.multiply))(grid, grid)  #! SB701


def transposed():
    energy = jax.vmap(lambda row: jnp.sum(row**2), out_axes=1)  #! SB701
    return energy(jnp.ones((4, 3)))


@jax.vmap
def whiten(point, scale):
    return point * scale


def whitened():
    return whiten(jnp.ones((32, 3)), scale=jnp.ones(3))  #! SB702


def masked():
    scaled = jax.vmap(lambda p, x, mask: p * x * mask, in_axes=(None, 0))
    return scaled(2.0, jnp.ones((32, 3)), mask=jnp.ones(3))  #! SB702


def ragged():
    return jax.vmap(lambda xs: sum(x.sum() for x in xs))([jnp.ones((3, 2)), jnp.ones((4, 2))])  #! SB703


def trees():
    batch = {"x": jnp.ones((4, 2)), "y": jnp.ones(5)}
    return jax.vmap(lambda b: b["x"].sum() + b["y"])(batch)  #! SB701
