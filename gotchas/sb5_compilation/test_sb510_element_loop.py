"""SB510 element-loop: outside of `jit`, each access to an element is a program that JAX dispatches."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest


def sharp(values, weights):
    total = 0.0
    for i in range(values.shape[0]):
        total += values[i] * weights[i]  #! SB510
    return total


def blunt(values, weights):
    return values @ weights


def blunt_host(values, weights):
    total = 0.0
    values, weights = np.asarray(values), np.asarray(weights)
    for i in range(values.shape[0]):
        total += values[i] * weights[i]
    return total


def sharp_table(n):
    table = jnp.zeros((n, n))
    for i in range(n):
        for j in range(n):
            table = table.at[i, j].set(i * j)  #! SB510
    return table


def blunt_table(n):
    return jnp.outer(jnp.arange(n), jnp.arange(n)).astype(float)


@jax.jit
def blunt_scan(values, weights):
    return jax.lax.fori_loop(0, values.shape[0], lambda i, total: total + values[i] * weights[i], 0.0)


V, W = jnp.linspace(0.0, 1.0, 40), jnp.ones(40)
sharp(V, W), sharp_table(12)


def dispatched(function, *args):
    """How many operations the function gives to JAX: their number in its jaxpr, since outside of `jit` each runs alone."""
    return len(jax.make_jaxpr(function)(*args).jaxpr.eqns)


@pytest.mark.parametrize("function", [blunt, blunt_scan])
def test_a_loop_of_the_host_dispatches_for_each_element(function):
    assert dispatched(sharp, V, W) >= 40 * 4
    assert dispatched(function, V, W) < 10
    assert np.allclose(sharp(V, W), function(V, W), rtol=1e-5)


def test_each_update_is_a_scatter_of_its_own():
    jaxpr = jax.make_jaxpr(lambda: sharp_table(12))()
    assert sum(e.primitive.name == "scatter" for e in jaxpr.jaxpr.eqns) == 144
    assert np.array_equal(sharp_table(12), blunt_table(12))


def test_numpy_arrays_dispatch_nothing():
    assert type(blunt_host(V, W)) in (float, np.float32, np.float64)
    assert np.allclose(blunt_host(V, W), blunt(V, W), rtol=1e-5)
