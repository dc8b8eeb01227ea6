"""SB308 data-dependent-shape: how many elements a mask leaves depends on values, and shapes do not."""

import jax
import jax.numpy as jnp
import pytest


@jax.jit
def sharp(x):
    return x[x > 0].sum()  #! SB308


@jax.jit
def sharp_update(x):
    return x.at[x < 0].set(0.0)  #! SB308


@jax.jit
def sharp_nonzero(x):
    return jnp.nonzero(x)  #! SB308


@jax.jit
def blunt(x):
    return jnp.sum(x, where=x > 0)


@jax.jit
def blunt_update(x):
    return jnp.where(x < 0, 0.0, x)


@jax.jit
def blunt_nonzero(x):
    return jnp.nonzero(x, size=2, fill_value=-1)[0]


@pytest.mark.parametrize("function", [sharp, sharp_update], ids=["read", "update"])
def test_a_traced_mask_is_no_index(function):
    with pytest.raises(jax.errors.NonConcreteBooleanIndexError):
        function(jnp.array([1.0, -1.0]))


def test_nonzero_needs_a_size():
    with pytest.raises(jax.errors.ConcretizationTypeError, match="size"):
        sharp_nonzero(jnp.array([1.0, 0.0]))


def test_fixed_shapes_compute_the_same():
    x = jnp.array([1.0, -1.0, 3.0])
    assert blunt(x) == 4.0
    assert blunt_update(x).tolist() == [1.0, 0.0, 3.0]
    assert blunt_nonzero(jnp.array([0.0, 5.0, 0.0])).tolist() == [1, -1]
