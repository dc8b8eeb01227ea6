"""A small training script with a few sharp bits, for `sharpbits lint examples/train.py`."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np


def init(key, sizes):
    params = []
    for n_in, n_out in zip(sizes, sizes[1:]):
        key, sub = jax.random.split(key)
        params.append((jax.random.normal(sub, (n_in, n_out)) / np.sqrt(n_in), jnp.zeros(n_out)))
    return params


def forward(params, x, train=False):
    for w, b in params[:-1]:
        x = np.tanh(x @ w + b)
        if train:
            x = x * 0.9
    w, b = params[-1]
    return x @ w + b


def loss_fn(params, x, y, train):
    error = forward(params, x, train) - y
    return jnp.mean(error[jnp.abs(error) < 10.0] ** 2)


@partial(jax.jit, static_argnames="train")
def step(params, x, y, max_norm, train=True):
    loss, grads = jax.value_and_grad(loss_fn)(params, x, y, train)
    norm = jnp.sqrt(sum(jnp.sum(g**2) for g in jax.tree.leaves(grads)))
    if norm > max_norm:
        grads = jax.tree.map(lambda g: g * max_norm / norm, grads)
    return jax.tree.map(lambda p, g: p - 0.1 * g, params, grads), loss


def main():
    key = jax.random.key(0)
    x = jax.random.normal(key, (64, 4))
    y = jnp.zeros((64, 1))
    y[0] = 1.0
    params = init(key, (4, 16, 1))
    for _ in range(10):
        params, loss = step(params, x, y, 1.0)
        print(float(loss))


if __name__ == "__main__":
    main()
