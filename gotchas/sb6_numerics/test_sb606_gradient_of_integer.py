"""SB606 gradient-of-integer: integers have no gradient, as an argument or as one leaf of the parameters."""

import jax
import jax.numpy as jnp
import pytest


def square(x):
    return x**2


def polynomial(params, x):
    return jnp.sum((params["scale"] * x) ** params["degree"])


def sharp():
    return jax.grad(square)(3)  #! SB606


def blunt():
    return jax.grad(square)(3.0)


def sharp_tree():
    params = {"scale": jnp.ones(()), "degree": 2}
    return jax.grad(polynomial)(params, jnp.ones(2))  #! SB606


def blunt_tree():
    scale, degree = jnp.ones(()), 2
    return jax.grad(lambda s, x: polynomial({"scale": s, "degree": degree}, x))(scale, jnp.ones(2))


@pytest.mark.parametrize("code", [sharp, sharp_tree])
def test_grad_refuses_an_integer(code):
    with pytest.raises(TypeError, match="grad requires real- or complex-valued inputs"):
        code()


def test_a_float_has_a_gradient():
    assert float(blunt()) == 6.0
    assert float(blunt_tree()) == 4.0
