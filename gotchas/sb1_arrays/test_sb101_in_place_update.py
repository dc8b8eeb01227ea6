"""SB101 in-place-update: a JAX array is immutable; `x[i] = v` raises, with and without `jit`."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


def sharp():
    x = jnp.zeros(3)
    x[0] = 9.0  #! SB101
    return x


@jax.jit
def sharp_traced(x: jax.Array):
    x[0] += 9.0  #! SB101
    return x


def sharp_delete():
    x = jnp.arange(3)
    del x[0]  #! SB101
    return x


def blunt():
    x = jnp.zeros(3)
    x = x.at[0].set(9.0)
    return x


def test_assignment_to_an_element_raises():
    with pytest.raises(TypeError, match="immutable"):
        sharp()


def test_it_raises_while_tracing_too():
    with pytest.raises(TypeError, match="immutable|does not support item assignment"):
        sharp_traced(jnp.zeros(3))


def test_elements_cannot_be_deleted():
    with pytest.raises((AttributeError, TypeError)):
        sharp_delete()


def test_the_functional_update_returns_a_new_array():
    assert blunt().tolist() == [9.0, 0.0, 0.0]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(-50, 50), min_size=1, max_size=5), st.integers(0, 4), st.integers(-9, 9))
def test_the_functional_update_equals_copying_and_setting_in_numpy(values, index, value):
    index %= len(values)
    copy = np.array(values)
    copy[index] = value
    assert jnp.array(values).at[index].set(value).tolist() == copy.tolist()
