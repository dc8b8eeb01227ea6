"""SB111 duplicate-scatter-index: an element that is named twice gets one of the values, and which is not defined."""

import jax.numpy as jnp


def sharp():
    x = jnp.zeros(3)
    return x.at[jnp.array([0, 0])].set(jnp.array([1.0, 2.0]))  #! SB111


def blunt():
    x = jnp.zeros(3)
    return x.at[jnp.array([0, 0])].add(jnp.array([1.0, 2.0]))


def test_one_of_the_values_stays():
    assert float(sharp()[0]) in (1.0, 2.0)


def test_addition_does_not_depend_on_the_order():
    assert float(blunt()[0]) == 3.0
