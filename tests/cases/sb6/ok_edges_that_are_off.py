"""Good code: the operand was made safe before, or both values have the edge."""

import jax
import jax.numpy as jnp


def exponential(x):
    squared = x @ x
    small = squared < 0.01
    angle = jnp.sqrt(jnp.where(small, 1.0, squared))
    a = jnp.where(small, 1 / 6, (angle - jnp.sin(angle)) / angle**3)
    b = jnp.where(small, 1 / 12, (1 - angle / jnp.tan(angle / 2)) / (angle * angle))
    return (a + b) * x.sum()


def one_sign(q):
    q = q / jnp.linalg.norm(q)
    return jnp.where(q[0] < 0, -q, q).sum()


jax.grad(exponential)(jnp.ones(3))
jax.grad(one_sign)(jnp.ones(4))
