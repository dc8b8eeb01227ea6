"""SB107 read-only-view: `np.asarray(x)` shares the memory of a JAX array and cannot be written into."""

import jax.numpy as jnp
import numpy as np
import pytest


def sharp():
    x = jnp.zeros(3)
    host = np.asarray(x)
    host[0] = 1.0  #! SB107
    return host


def blunt():
    x = jnp.zeros(3)
    host = np.array(x)
    host[0] = 1.0
    return host


def test_the_view_is_read_only():
    with pytest.raises(ValueError, match="read-only"):
        sharp()


def test_a_copy_can_be_written_into():
    assert blunt().tolist() == [1.0, 0.0, 0.0]
