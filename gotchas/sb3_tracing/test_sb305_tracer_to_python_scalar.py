"""SB305 tracer-to-python-scalar: Python's numbers have a value, tracers have none yet.

`int`, `float`, `.item()`, `math.f` and a format specification all ask for it. `round(x)` and `f"{x}"` do not.
"""

import math

import jax
import jax.numpy as jnp
import pytest


@jax.jit
def sharp(x):
    return math.sqrt(x)  #! SB305


@jax.jit
def sharp_int(x):
    return int(x)  #! SB305


@jax.jit
def sharp_item(x):
    return x.item()  #! SB305


@jax.jit
def sharp_format(x):
    return len(f"{x:.2f}")  #! SB305


@jax.grad
def sharp_gradient(x):
    return float(x) * 2.0  #! SB305


@jax.jit
def blunt(x):
    return jnp.sqrt(x)


@jax.jit
def fine(x):
    return round(x) + len(f"{x}") * 0


@pytest.mark.parametrize("function", [sharp, sharp_int, sharp_item], ids=["math", "int", "item"])
def test_a_number_cannot_be_had_from_a_tracer(function):
    with pytest.raises(jax.errors.ConcretizationTypeError):
        function(4.0)


def test_a_format_specification_is_not_supported():
    with pytest.raises(TypeError, match="unsupported format string"):
        sharp_format(4.0)


def test_float_fails_under_grad_alone_too():
    with pytest.raises(jax.errors.ConcretizationTypeError):
        sharp_gradient(4.0)


def test_the_jnp_function_and_round_work():
    assert blunt(4.0) == 2.0
    assert fine(4.2) == 4.0
