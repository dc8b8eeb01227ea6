"""SB408 cache-on-traced-function: `functools.cache` keeps what a trace computed, and asks for a hash that arrays lack.

Caches of pure Python values (sizes, names, NumPy tables) are good code.
"""

from functools import cache, cached_property

import jax
import jax.numpy as jnp
import numpy as np
import pytest


@cache
def sharp_positions(n):
    return jnp.arange(n) / n


@jax.jit
def sharp(x):
    return x + sharp_positions(x.shape[0])  #! SB408


@cache
def squared(x):
    return jnp.sum(x**2)


def sharp_argument(x):
    return squared(x)  #! SB408


class SharpGrid:
    @cached_property
    def points(self):
        return jnp.linspace(0.0, 1.0, 5)

    def total(self, x):
        return jax.jit(lambda x: x * self.points.sum())(x)  #? SB408


@cache
def blunt_positions(n):
    return np.arange(n) / n


@jax.jit
def blunt(x):
    return x + blunt_positions(x.shape[0])


@cache
def fine_compiled(power):
    return jax.jit(lambda x: x**power)


def test_a_tracer_of_the_first_trace_stays_in_the_cache():
    assert sharp(jnp.zeros(2)).tolist() == [0.0, 0.5]
    with pytest.raises(jax.errors.UnexpectedTracerError):
        sharp_positions(2) + 1.0


def test_a_second_trace_fails():
    sharp(jnp.zeros(4))
    with pytest.raises(jax.errors.UnexpectedTracerError):
        sharp(jnp.zeros(4, int))


def test_an_array_has_no_hash():
    with pytest.raises(TypeError, match="unhashable"):
        sharp_argument(jnp.ones(2))


def test_cached_property_leaks_too():
    grid = SharpGrid()
    assert grid.total(2.0) == 5.0
    with pytest.raises(jax.errors.UnexpectedTracerError):
        grid.points + 1.0


def test_numpy_is_not_traced_so_its_cache_is_safe():
    assert blunt(jnp.zeros(2)).tolist() == blunt(jnp.zeros(2, int)).tolist() == [0.0, 0.5]


def test_compiled_functions_can_be_kept_by_their_setting():
    assert fine_compiled(2)(3.0) == 9.0
    assert fine_compiled(2) is fine_compiled(2)
