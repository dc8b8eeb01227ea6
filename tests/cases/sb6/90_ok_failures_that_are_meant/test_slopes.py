import jax.numpy as jnp
import pytest

from slopes import slope_of


def test_integers_are_refused():
    with pytest.raises(TypeError):
        slope_of(jnp.tanh)(jnp.array(0))
