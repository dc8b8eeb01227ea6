"""SB103 numpy-mutation: NumPy's in-place idioms raise on a JAX array, or do nothing without a word."""

import random

import jax.numpy as jnp
import numpy as np
import pytest


def sharp():
    x = jnp.array([3.0, 1.0, 2.0])
    x.sort()  #! SB103
    return x


def sharp_shuffle():
    x = jnp.arange(8)
    random.shuffle(x)  #! SB103
    return x


def sharp_add_at():
    x = jnp.zeros(3)
    np.add.at(x, [0, 0], 1.0)  #! SB103
    return x


def blunt():
    x = jnp.array([3.0, 1.0, 2.0])
    x = jnp.sort(x)
    return x


def test_sort_as_a_statement_does_nothing():
    assert sharp().tolist() == [3.0, 1.0, 2.0]
    assert blunt().tolist() == [1.0, 2.0, 3.0]


def test_shuffle_raises():
    with pytest.raises(TypeError, match="immutable"):
        sharp_shuffle()


def test_unbuffered_addition_of_numpy_raises():
    with pytest.raises((TypeError, ValueError)):
        sharp_add_at()
