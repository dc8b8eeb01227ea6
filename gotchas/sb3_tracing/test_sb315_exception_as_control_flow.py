"""SB315 exception-as-control-flow: arithmetic on arrays never raises; a `raise` in a branch always does."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest


@jax.jit
def sharp(x, y):
    try:  #! SB315
        return jnp.sqrt(x) / y
    except ZeroDivisionError:
        return jnp.zeros(())


@jax.jit
def sharp_raise(x):
    def refuse(v):
        raise ValueError("negative")  #! SB315

    return jax.lax.cond(x < 0, refuse, lambda v: v, x)


def sharp_factor(kernel: jax.Array):
    try:  #! SB315
        return jnp.linalg.cholesky(kernel + 1e-9 * jnp.eye(2))
    except np.linalg.LinAlgError:
        return jnp.linalg.cholesky(kernel + jnp.eye(2))


def blunt_factor(kernel: jax.Array):
    factor = jnp.linalg.cholesky(kernel + 1e-9 * jnp.eye(2))
    return jnp.where(jnp.isfinite(factor).all(), factor, jnp.linalg.cholesky(kernel + jnp.eye(2)))


def on_the_host(kernel: jax.Array):
    try:
        return np.linalg.cholesky(np.asarray(kernel))
    except np.linalg.LinAlgError:
        return np.linalg.cholesky(np.asarray(kernel) + np.eye(2))


@jax.jit
def blunt(x, y):
    return jnp.where(y == 0, 0.0, jnp.sqrt(x) / jnp.where(y == 0, 1.0, y))


def test_division_by_zero_gives_infinity_and_no_exception():
    assert jnp.isinf(sharp(1.0, 0.0))


def test_a_raise_in_a_branch_happens_for_good_values_too():
    with pytest.raises(ValueError, match="negative"):
        sharp_raise(3.0)


def test_jnp_where_gives_the_fallback():
    assert blunt(1.0, 0.0) == 0.0
    assert blunt(4.0, 2.0) == 1.0


def test_a_matrix_that_is_not_definite_gives_nan_and_no_exception():
    indefinite = jnp.array([[0.5, 0.9], [0.9, 0.5]])
    assert jnp.isnan(sharp_factor(indefinite)).any()
    assert jnp.isfinite(blunt_factor(indefinite)).all()
    assert np.isfinite(on_the_host(indefinite)).all()
