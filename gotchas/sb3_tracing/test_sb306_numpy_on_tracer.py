"""SB306 numpy-on-tracer: NumPy asks for the content of an array, and a tracer has none.

Reductions and reshapes are exceptions: NumPy hands them over to the array's own method.
"""

import jax
import jax.numpy as jnp
import numpy as np
import pytest


@jax.jit
def sharp(x):
    return np.sin(x)  #! SB306


@jax.jit
def blunt(x):
    return jnp.sin(x)


@jax.jit
def fine(x):
    return np.sum(x) + np.reshape(x, (-1,))[0]


def test_sin_of_numpy_raises():
    with pytest.raises(jax.errors.TracerArrayConversionError, match="__array__"):
        sharp(jnp.arange(3.0))


def test_sin_of_jnp_works_and_so_does_the_sum_of_numpy():
    np.testing.assert_allclose(blunt(jnp.arange(3.0)), np.sin(np.arange(3.0)), rtol=1e-6)
    assert fine(jnp.ones(3)) == 4.0
