"""One shape, or a few."""
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np


@jax.jit
def total(x):
    return jnp.sum(x**2)


@partial(jax.jit, static_argnames="size")
def window(x, i, size):
    return jax.lax.dynamic_slice(x, (i,), (size,))


def windows(x):
    for i in range(0, 96, 4):
        total(x[i : i + 4])


def batches(x, n):
    for i in range(n):
        total(x[i * 32 : (i + 1) * 32])


def rows(x):
    for i in range(len(x)):
        total(x[i])


def loader(data):
    for batch in data:
        total(batch)


def dynamic(x, n):
    for i in range(n):
        window(x, i, size=8)


def masked(x, n):
    for i in range(n):
        total(jnp.where(jnp.arange(100) < i, x, 0.0))


def few(x):
    for n in (16, 32, 64):
        total(x[:n])


def numpy_only(x):
    x = np.asarray(x)
    for i in range(1, 100):
        print(x[:i].sum())


def collected(xs):
    seen = []
    for x in xs:
        seen.append(total(x))
    return total(jnp.stack(seen))


def padded(texts):
    for text in texts:
        tokens = np.zeros(128, np.int32)
        tokens[: len(text)] = 1
        total(jnp.asarray(tokens))


def constant_window(xs):
    buffer = [jnp.zeros(3)] * 4
    for x in xs:
        buffer = buffer[1:] + [x]
        total(jnp.stack(buffer))


def constant_size(n):
    size = 10
    for _ in range(n):
        total(jnp.ones(size))


def from_the_end(x, n):
    for i in range(n):
        total(x[-8:])


if __name__ == "__main__":
    x = jnp.ones(100)
    windows(x), batches(jnp.ones(640), 20), rows(jnp.ones((5, 3))), loader([x] * 20), dynamic(x, 20), masked(x, 20), few(x), numpy_only(x), collected([x] * 20)
    padded(["abc"] * 20), constant_window([jnp.ones(3)] * 20), constant_size(20), from_the_end(x, 20)
