"""SB106 non-array-argument: functions of JAX take arrays, not lists."""

import jax.numpy as jnp
import pytest


def sharp():
    return jnp.sum([1.0, 2.0, 3.0])  #! SB106


def sharp_operator():
    return jnp.ones(2) + [1.0, 2.0]  #! SB106


def sharp_index():
    return jnp.arange(4)[[0, 2]]  #! SB106


def blunt():
    return jnp.sum(jnp.array([1.0, 2.0, 3.0]))


def test_a_list_is_refused():
    with pytest.raises(TypeError, match="list"):
        sharp()


def test_operators_refuse_a_list_too():
    with pytest.raises(TypeError, match="unsupported operand"):
        sharp_operator()


def test_indexing_refuses_a_list_too():
    with pytest.raises(TypeError, match="non-tuple sequence"):
        sharp_index()


def test_an_array_works():
    assert blunt() == 6.0
