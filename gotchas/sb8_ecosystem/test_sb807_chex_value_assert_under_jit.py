"""SB807 chex-value-assert-under-jit: a tracer has a shape and a type, and no values to assert anything about."""

import chex
import jax
import jax.numpy as jnp
import pytest

X = jnp.arange(3.0)


@jax.jit
def sharp(x):
    chex.assert_tree_all_finite(x)  #! SB807
    return 2.0 * x


@jax.jit
def sharp_close(x, y):
    chex.assert_trees_all_close(x, y)  #! SB807
    return x


@jax.jit
def sharp_scalar(x):
    chex.assert_scalar_positive(jnp.max(x))  #! SB807
    return x


@jax.jit
def sharp_equal(x):
    chex.assert_equal(jnp.sum(x), 3.0)  #! SB807
    return x


@chex.chexify
@jax.jit
def blunt(x):
    chex.assert_tree_all_finite(x)
    return 2.0 * x


@jax.jit
def blunt_structure(x, y):
    chex.assert_rank([x, y], 1)
    chex.assert_equal_shape([x, y])
    return x + y


def blunt_outside(x):
    y = blunt_structure(x, x)
    chex.assert_trees_all_close(y, 2.0 * x)
    return y


@pytest.mark.parametrize("call", [lambda: sharp(X), lambda: sharp_close(X, X)], ids=["finite", "close"])
def test_values_are_asked_of_a_tracer(call):
    with pytest.raises(RuntimeError, match="chexify"):
        call()


def test_a_tracer_is_no_scalar_of_python():
    with pytest.raises(AssertionError, match="must be a scalar"):
        sharp_scalar(X)


def test_a_tracer_has_no_truth():
    with pytest.raises(jax.errors.TracerBoolConversionError):
        sharp_equal(X)


def test_chexify_carries_the_assertion_out():
    assert (blunt(X) == 2.0 * X).all()
    chex.block_until_chexify_assertions_complete()
    blunt(X.at[0].set(jnp.nan))
    with pytest.raises(AssertionError, match="assert_tree_all_finite"):
        chex.block_until_chexify_assertions_complete()


def test_structure_can_be_asserted_anywhere():
    assert (blunt_structure(X, X) == 2.0 * X).all() and (blunt_outside(X) == 2.0 * X).all()
