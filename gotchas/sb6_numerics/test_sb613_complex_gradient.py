"""SB613 complex-gradient: the gradient of a real loss is the conjugate of the way up, and the imaginary part walks uphill."""

import jax
import jax.numpy as jnp

TARGET = 1.0 + 2.0j


def loss(z):
    return jnp.sum(jnp.abs(z - TARGET) ** 2)


def sharp(steps=20):
    z = jnp.zeros(1, dtype=jnp.complex64)
    for _ in range(steps):
        z = z - 0.1 * jax.grad(loss)(z)  #? SB613
    return z


def blunt(steps=20):
    z = jnp.zeros(1, dtype=jnp.complex64)
    for _ in range(steps):
        z = z - 0.1 * jnp.conj(jax.grad(loss)(z))
    return z


def test_the_imaginary_part_runs_away():
    assert abs(complex(sharp()[0]) - TARGET) > 10.0


def test_the_conjugate_finds_the_minimum():
    assert abs(complex(blunt()[0]) - TARGET) < 0.1
