"""SB102 discarded-update: `.at[…]` returns a new array; the old one stays."""

import jax
import jax.numpy as jnp
import pytest


def sharp():
    x = jnp.zeros(3)
    x.at[0].set(9.0)  #! SB102
    return x


def blunt():
    x = jnp.zeros(3)
    x = x.at[0].set(9.0)
    return x


@pytest.mark.parametrize("run", [lambda f: f, jax.jit], ids=["eager", "jit"])
def test_the_update_is_lost(run):
    assert run(sharp)().tolist() == [0.0, 0.0, 0.0]
    assert run(blunt)().tolist() == [9.0, 0.0, 0.0]
