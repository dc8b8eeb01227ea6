"""SB314 branches-disagree: both branches of `cond` are one program with one result type."""

import jax
import jax.numpy as jnp
import pytest


def sharp(flag):
    return jax.lax.cond(flag, lambda: (jnp.zeros(2), 1), lambda: jnp.zeros(2))  #! SB314


def sharp_shape(flag):
    return jax.lax.cond(flag, lambda: jnp.zeros(2), lambda: jnp.zeros(3))  #! SB314


def blunt(flag):
    return jax.lax.cond(flag, lambda: jnp.zeros(2), lambda: jnp.ones(2))


@pytest.mark.parametrize("function", [sharp, sharp_shape], ids=["structure", "shape"])
def test_branches_of_different_types_raise_whichever_would_run(function):
    with pytest.raises(TypeError):
        function(True)


def test_equal_types_work():
    assert blunt(False).tolist() == [1.0, 1.0]
