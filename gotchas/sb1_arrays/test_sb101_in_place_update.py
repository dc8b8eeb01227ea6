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


SHAPES = [(1,), (5,), (3, 2), (2, 3, 2)]
#: What each form of `.at` does to a copy in NumPy; with repeated indices too, but for `set`, whose order is not certain.
FORMS = {"add": np.add, "subtract": np.subtract, "multiply": np.multiply, "min": np.minimum, "max": np.maximum, "power": np.power}


def indices(shape):
    """Numbers, slices, masks and lists of numbers along the first axis, then maybe a number along the second."""
    size = shape[0]
    number = st.integers(-size, size - 1)
    first = st.one_of(
        number, st.slices(size), st.lists(number, min_size=1, max_size=4).map(np.array), st.lists(st.booleans(), min_size=size, max_size=size).map(np.array)
    )
    return st.tuples(first) if len(shape) == 1 else st.one_of(st.tuples(first), st.tuples(first, st.integers(-shape[1], shape[1] - 1)))


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_the_functional_update_equals_copying_and_setting_in_numpy(data):
    shape = data.draw(st.sampled_from(SHAPES))
    index, value = data.draw(indices(shape)), data.draw(st.integers(-9, 9))
    before = np.arange(np.prod(shape), dtype=np.int32).reshape(shape)
    copy = before.copy()
    copy[index] = value
    x = jnp.array(before)
    np.testing.assert_array_equal(x.at[index].set(value), copy)
    np.testing.assert_array_equal(x, before)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_the_other_functional_updates_equal_those_of_numpy(data):
    shape, form = data.draw(st.sampled_from(SHAPES)), data.draw(st.sampled_from(sorted(FORMS)))
    index, value = data.draw(indices(shape)), data.draw(st.integers(0, 3))
    before = np.arange(np.prod(shape), dtype=np.int32).reshape(shape)
    copy = before.copy()
    FORMS[form].at(copy, index, np.int32(value))
    np.testing.assert_array_equal(getattr(jnp.array(before).at[index], form)(value), copy)
