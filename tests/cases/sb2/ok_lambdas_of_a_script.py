"""A lambda without a name belongs to the code around it, and so do the keys that it uses."""
import timeit

import jax
import jax.numpy as jnp


def sample(key):
    return jax.random.normal(key, (3,))


def scaled(key, scale):
    return scale * jax.random.normal(key, (3,))


if __name__ == "__main__":
    first, second, third, fourth = jax.random.split(jax.random.key(0), 4)
    print(timeit.timeit(lambda: sample(first).block_until_ready(), number=10))
    for call in (lambda: sample(second), lambda: scaled(third, 2.0)):
        print(call())
    print(jax.grad(lambda scale: scaled(fourth, scale).sum())(1.0))
