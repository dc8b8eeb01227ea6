"""SB307 traced-shape: shapes are part of the program, so they cannot depend on what it computes."""

from functools import partial

import jax
import jax.numpy as jnp
import pytest


@jax.jit
def sharp(n):
    return jnp.zeros(n)  #! SB307


@jax.jit
def sharp_range(x, n):
    for _ in range(n):  #! SB307
        x = x * 2
    return x


@jax.jit
def sharp_slice(x, n):
    return x[:n]  #! SB307


@partial(jax.jit, static_argnames="n")
def blunt(n):
    return jnp.zeros(n)


@jax.jit
def blunt_range(x, n):
    return jax.lax.fori_loop(0, n, lambda _, v: v * 2, x)


def test_a_shape_has_to_be_known_while_tracing():
    with pytest.raises(TypeError, match="Shapes must be 1D sequences of concrete values|concrete"):
        sharp(3)


def test_range_wants_an_integer():
    with pytest.raises(jax.errors.TracerIntegerConversionError):
        sharp_range(1.0, 3)


def test_a_slice_wants_static_bounds():
    with pytest.raises(IndexError, match="static"):
        sharp_slice(jnp.arange(4), 2)


def test_static_arguments_and_loops_of_lax_work():
    assert blunt(n=3).shape == (3,)
    assert blunt_range(1.0, 3) == 8.0
