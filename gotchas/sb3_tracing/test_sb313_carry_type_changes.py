"""SB313 carry-type-changes: the state of a loop has one type, and strong types are not promoted."""

import jax
import jax.numpy as jnp
import pytest


def sharp(xs):
    return jax.lax.scan(lambda total, x: (total + x * 0.5, None), jnp.int32(0), xs)[0]  #! SB313


def blunt(xs):
    return jax.lax.scan(lambda total, x: (total + x * 0.5, None), jnp.float32(0), xs)[0]


def weak(xs):
    return jax.lax.scan(lambda total, x: (total + x * 0.5, None), 0, xs)[0]


XS = jnp.ones(4, jnp.float32)


def test_an_int32_carry_cannot_become_float():
    with pytest.raises(TypeError, match="carry"):
        sharp(XS)


def test_a_carry_that_starts_with_its_type_works_and_a_weak_one_is_promoted():
    assert blunt(XS) == 2.0
    assert weak(XS) == 2.0
