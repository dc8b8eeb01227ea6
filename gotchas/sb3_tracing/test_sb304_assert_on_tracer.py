"""SB304 assert-on-tracer: an assertion on values runs while JAX traces, when there are none."""

import jax
import jax.numpy as jnp
import pytest
from jax.experimental import checkify


@jax.jit
def sharp(p):
    assert p.ndim == 1
    assert jnp.all(p >= 0)  #! SB304
    return jnp.log(p)


def blunt(p):
    checkify.check(jnp.all(p >= 0), "negative probability")
    return jnp.log(p)


def test_an_assertion_on_values_raises_for_good_values_too():
    with pytest.raises(jax.errors.TracerBoolConversionError):
        sharp(jnp.ones(3))


def test_checkify_carries_the_check_into_the_program():
    error, _ = jax.jit(checkify.checkify(blunt))(jnp.array([-1.0, 2.0]))
    assert "negative probability" in error.get()
    error, _ = jax.jit(checkify.checkify(blunt))(jnp.ones(2))
    assert error.get() is None
