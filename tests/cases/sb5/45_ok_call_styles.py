"""One style for each function."""
from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, static_argnames="train")
def forward(params, x, train=False):
    return x @ params if train else -x @ params


def loss(params, x, y):
    return jnp.mean((x @ params - y) ** 2)


fast_loss = jax.jit(loss)


def run(params, data):
    for x, y in data:
        forward(params, x, train=True)
        forward(params, x, train=False)
        fast_loss(params, x, y)
        loss(params, x, y=y)
    return loss(params=params, x=x, y=y)


if __name__ == "__main__":
    p, ds = jnp.ones(3), [(jnp.ones((4, 3)), jnp.ones(4))] * 10
    run(p, ds)
