"""SB312 loop-body-signature: each loop primitive calls its function in its own way."""

import jax
import jax.numpy as jnp
import pytest


def sharp(xs):
    def body(total, x):
        return total + x  #! SB312

    return jax.lax.scan(body, 0.0, xs)


def sharp_arity(x):
    return jax.lax.fori_loop(0, 3, lambda v: v * 2, x)  #! SB312


def blunt(xs):
    def body(total, x):
        return total + x, None

    return jax.lax.scan(body, 0.0, xs)[0]


def test_a_scan_body_returns_a_pair():
    with pytest.raises(TypeError, match="pair"):
        sharp(jnp.arange(3.0))


def test_a_fori_loop_body_takes_the_index_too():
    with pytest.raises(TypeError, match="takes 1 positional argument but 2 were given"):
        sharp_arity(1.0)


def test_a_pair_of_carry_and_output_works():
    assert blunt(jnp.arange(3.0)) == 3.0
