"""SB504 static-argument-mismatch: JAX holds static and donated arguments against the signature, and raises where it is made.

Positions count without keyword-only parameters, and without what an object or a `partial` already gives.
"""

from functools import partial, wraps

import jax
import jax.numpy as jnp
import pytest


def power(x, n, *, scale=1.0):
    return scale * x**n


def sharp_name():
    return jax.jit(power, static_argnames="exponent")  #! SB504


def sharp_position():
    return jax.jit(power, static_argnums=2)  #! SB504


def sharp_given_by_partial():
    return jax.jit(partial(power, 2.0), static_argnums=(1,))  #! SB504


def sharp_donated():
    return jax.jit(power, donate_argnums=(0, 3))  #! SB504


class Model:
    def step(self, x, n):
        return x * n

    def compiled(self):
        return jax.jit(self.step, static_argnums=2)  #! SB504


def logged(function):
    @wraps(function)
    def inner(*args, **kwargs):
        return function(*args, **kwargs)

    return inner


def sharp_wrapped():
    return jax.jit(logged(power), static_argnames=("n", "verbose"))  #! SB504


def sharp_late(x):
    return jax.pmap(power, static_broadcasted_argnums=5)(x, x)  #! SB504


def blunt():
    return jax.jit(power, static_argnames=("n", "scale"))(2.0, 3, scale=1.0)


def blunt_method():
    return jax.jit(Model().step, static_argnums=1)(2.0, 3)


def fine_anything(x, *rest, **options):
    return x


def test_a_name_that_is_no_parameter_is_refused():
    with pytest.raises(ValueError, match="invalid argnames .*exponent"):
        sharp_name()


def test_a_wrapper_does_not_hide_the_signature():
    with pytest.raises(ValueError, match="invalid argnames .*verbose"):
        sharp_wrapped()


@pytest.mark.parametrize("function", [sharp_position, sharp_given_by_partial, sharp_donated, Model().compiled])
def test_a_position_beyond_the_last_is_refused(function):
    with pytest.raises(ValueError, match="but only accepts"):
        function()


def test_pmap_says_it_when_it_is_called():
    with pytest.raises(ValueError, match="static_broadcasted_argnums"):
        sharp_late(jnp.ones((1, 2)))


def test_with_the_right_names_it_runs():
    assert blunt() == blunt_method() + 2.0 == 8.0


def test_a_function_with_rest_arguments_takes_any_position_and_name():
    assert jax.jit(fine_anything, static_argnums=4, static_argnames="mode")(1.0, 2, mode="a") == 1.0
