"""SB309 tracer-as-python-index: a list or dict needs the number itself."""

import jax
import jax.numpy as jnp
import pytest

RATES = [0.1, 0.2, 0.3]
PRICES = {0: 1.0, 1: 2.0}


@jax.jit
def sharp(i):
    return RATES[i]  #! SB309


@jax.jit
def sharp_key(i):
    return PRICES[i]  #! SB309


@jax.jit
def blunt(i):
    return jnp.array(RATES)[i]


def test_a_list_wants_an_integer():
    with pytest.raises(jax.errors.TracerIntegerConversionError):
        sharp(1)


def test_a_tracer_cannot_be_hashed():
    with pytest.raises(TypeError, match="unhashable"):
        sharp_key(1)


def test_an_array_takes_a_traced_index():
    assert blunt(1) == jnp.float32(0.2)
