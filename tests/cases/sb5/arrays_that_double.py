"""Arrays that grow: by one in each round, or by as much as they are."""

import jax.numpy as jnp


def powers(pole, length):
    out = jnp.ones((1, pole.shape[0]))
    factor = pole
    while out.shape[0] <= length:
        out = jnp.concatenate([out, out * factor])
        factor = factor * factor
    return out[: length + 1]


def fibonacci(count):
    out = jnp.array([1.0, 1.0])
    for _ in range(count):
        out = jnp.append(out, out[-1] + out[-2])  #! SB509
    return out


def history(losses):
    seen = jnp.array([])
    for loss in losses:
        seen = jnp.concatenate([seen, jnp.array([loss])])  #! SB509
    return seen
