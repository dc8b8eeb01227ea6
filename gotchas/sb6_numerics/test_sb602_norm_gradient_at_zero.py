"""SB602 norm-gradient-at-zero: the value is fine everywhere, the gradient is NaN at one point."""

import jax
import jax.numpy as jnp
import pytest


def sharp_norm(x):
    return jnp.linalg.norm(x)  #? SB602


def blunt_norm(x):
    return jnp.sqrt(jnp.sum(x**2) + 1e-12)


def sharp_root(x):
    return jnp.sqrt(jnp.sum(x**2))  #? SB602


def sharp_spread(x):
    return jnp.std(x)  #? SB602


def blunt_spread(x):
    return jnp.sqrt(jnp.var(x) + 1e-12)


def sharp_angle(x):
    return jnp.arctan2(x[0], x[1])  #? SB602


def blunt_angle(x):
    away = jnp.sum(x**2) > 0.0
    return jnp.arctan2(jnp.where(away, x[0], 0.0), jnp.where(away, x[1], 1.0))


def sharp_values(m):
    values, vectors = jnp.linalg.eigh(m)  #? SB602
    return jnp.sum(vectors[:, 0] * jnp.arange(2.0)) + values[0]


def blunt_values(m):
    return jnp.linalg.eigvalsh(m)[0]


ZERO = jnp.zeros(2)
sharp_slopes = [jax.grad(sharp_norm), jax.grad(sharp_root), jax.grad(sharp_spread), jax.grad(sharp_angle)]
blunt_slopes = [jax.grad(blunt_norm), jax.grad(blunt_spread), jax.grad(blunt_angle)]
sharp_matrix, blunt_matrix = jax.grad(sharp_values), jax.grad(blunt_values)


@pytest.mark.parametrize("slope", sharp_slopes, ids=["norm", "root", "std", "arctan2"])
def test_the_gradient_is_nan_at_zero(slope):
    assert bool(jnp.isnan(slope(ZERO)).all())
    assert bool(jnp.isfinite(slope(jnp.array([1.0, 2.0]))).all())


@pytest.mark.parametrize("slope", blunt_slopes, ids=["norm", "std", "arctan2"])
def test_kept_away_from_the_point_it_is_finite(slope):
    assert bool(jnp.isfinite(slope(ZERO)).all())


def test_vectors_of_a_repeated_eigenvalue_have_no_gradient():
    assert bool(jnp.isnan(sharp_matrix(jnp.eye(2))).any())
    assert bool(jnp.isfinite(blunt_matrix(jnp.eye(2))).all())
