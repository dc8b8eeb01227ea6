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


def same_condition(z, t):
    mixed = (t > 0.1) & (z > 0.0)
    z_safe = jnp.where(mixed, z, 0.0)
    rate = z_safe * (1.0 - 1.0 / (1.0 + t * z_safe))
    return jnp.where(mixed, z - rate, z).sum()


def floors(z, rho):
    floor = jnp.broadcast_to(rho * 1e-16, z.shape).astype(z.dtype)
    speed = jnp.maximum(jnp.maximum(rho * z, floor) ** 0.16, 1e-8)
    z = jnp.maximum(z, 1e-20)
    return (speed + jnp.maximum(83.8 * (z * rho * 1000.0) ** 0.216, 10.0)).sum()


jax.grad(exponential)(jnp.ones(3))
jax.grad(one_sign)(jnp.ones(4))
jax.grad(same_condition)(jnp.ones(4), jnp.ones(4))
jax.grad(floors)(jnp.ones(4), 1.0)
