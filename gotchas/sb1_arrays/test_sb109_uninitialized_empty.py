"""SB109 uninitialized-empty: `jnp.empty` is zeros up to JAX 0.10, and whatever memory holds from 0.11."""

import jax
import jax.numpy as jnp


def sharp(x):
    total = jnp.empty((3,))  #! SB109
    return total.at[0].add(x)


def blunt(x):
    total = jnp.zeros((3,))
    return total.at[0].add(x)


def version():
    return tuple(int(p) for p in jax.__version__.split(".")[:2])


def test_the_program_says_whether_the_array_has_a_value():
    program = str(jax.make_jaxpr(sharp)(1.0))
    assert ("empty" in program) == (version() >= (0, 11))


def test_zeros_are_zeros():
    assert blunt(1.0).tolist() == [1.0, 0.0, 0.0]
