"""SB608 reverse-mode-while: a loop of unknown length cannot be run backwards."""

from functools import partial

import jax
import jax.numpy as jnp
import pytest
from jax import lax

MESSAGE = "Reverse-mode differentiation does not work"


def sharp_root(a):
    return lax.while_loop(lambda x: jnp.abs(x * x - a) > 1e-5, lambda x: 0.5 * (x + a / x), a)  #! SB608


def blunt_root(a):
    return lax.fori_loop(0, 8, lambda _, x: 0.5 * (x + a / x), a)


@jax.jit
def sharp_power(x, n):
    return jax.grad(lambda y: lax.fori_loop(0, n, lambda _, z: z * y, 1.0))(x)  #! SB608


@partial(jax.jit, static_argnums=1)
def blunt_power(x, n):
    return jax.grad(lambda y: lax.fori_loop(0, n, lambda _, z: z * y, 1.0))(x)


sharp_slope, blunt_slope = jax.grad(sharp_root), jax.grad(blunt_root)


def test_reverse_mode_raises():
    with pytest.raises(ValueError, match=MESSAGE):
        sharp_slope(4.0)
    with pytest.raises(ValueError, match=MESSAGE):
        sharp_power(2.0, 3)


def test_forward_mode_works():
    assert float(jax.jvp(sharp_root, (4.0,), (1.0,))[1]) == pytest.approx(0.25, abs=1e-3)


def test_a_known_number_of_rounds_works():
    assert float(blunt_slope(4.0)) == pytest.approx(0.25, abs=1e-3)
    assert float(blunt_power(2.0, 3)) == 12.0
