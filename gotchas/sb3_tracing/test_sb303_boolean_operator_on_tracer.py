"""SB303 boolean-operator-on-tracer: `and`, `not`, `a < b < c`, `max(a, b)` and `in` ask for a truth value.

`x and y` means "y if x is true": Python has to know. `&` and `jnp.logical_and` compute with arrays.
"""

import jax
import jax.numpy as jnp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


@jax.jit
def sharp(a, b):
    return (a > 0) and (b > 0)  #! SB303


@jax.jit
def sharp_chain(x):
    return 0.0 < x < 1.0  #! SB303


@jax.jit
def sharp_max(a, b):
    return max(a, b)  #! SB303


@jax.jit
def sharp_in(x):
    return x in (1, 2)  #! SB303


@jax.jit
def blunt(a, b):
    return (a > 0) & (b > 0)


@pytest.mark.parametrize(("function", "count"), [(sharp, 2), (sharp_chain, 1), (sharp_max, 2), (sharp_in, 1)], ids=["and", "chain", "max", "in"])
def test_each_form_asks_for_a_truth_value(function, count):
    with pytest.raises(jax.errors.TracerBoolConversionError):
        function(*[1.0] * count)


@settings(max_examples=50, deadline=None)
@given(st.integers(-10, 10), st.integers(-10, 10))
def test_the_ampersand_computes_what_the_word_and_means(a, b):
    assert bool(blunt(a, b)) == (a > 0 and b > 0)


def test_jnp_maximum_takes_two_tracers():
    assert jax.jit(jnp.maximum)(1.0, 2.0) == 2.0
