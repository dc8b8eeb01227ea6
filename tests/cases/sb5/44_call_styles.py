"""One function, called in several styles."""
from functools import partial

import jax
import jax.numpy as jnp


@jax.jit
def loss(params, x, y):
    return jnp.mean((x @ params - y) ** 2)


def train(params, data):
    for x, y in data:
        value = loss(params, x, y)
    return value


def evaluate(params, data):
    for x, y in data:
        value = loss(params, x, y=y)  #! SB516
    return value


def report(params, x, y):
    return loss(params=params, x=x, y=y)  #? SB516


if __name__ == "__main__":
    p, ds = jnp.ones(3), [(jnp.ones((4, 3)), jnp.ones(4))] * 10
    train(p, ds), evaluate(p, ds), report(p, *ds[0])
