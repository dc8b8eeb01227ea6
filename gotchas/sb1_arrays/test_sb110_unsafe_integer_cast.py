"""SB110 unsafe-integer-cast: a constant outside of its type wraps or saturates; opt, since some code means it."""

import jax.numpy as jnp
import pytest


def sharp():
    return jnp.full((1,), -1, dtype=jnp.uint8)  #? SB110


def blunt():
    return jnp.full((1,), -1, dtype=jnp.int8)


def test_minus_one_becomes_255():
    assert sharp().tolist() == [255]
    assert blunt().tolist() == [-1]


def test_jnp_array_refuses_minus_one():
    with pytest.raises(OverflowError):
        jnp.array(-1, dtype=jnp.uint8)


def difference(a, b):
    return (a - b).astype(jnp.uint8)


def test_a_difference_of_floats_saturates():
    a, b = jnp.array([10.0, 310.0]), jnp.array([30.0, 10.0])
    assert difference(a, b).tolist() == [0, 255]
    assert jnp.clip(a - b, 0.0, 255.0).astype(jnp.uint8).tolist() == [0, 255]
    assert (a - b).astype(jnp.int32).tolist() == [-20, 300]
