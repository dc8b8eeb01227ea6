"""Tests whose own functions are there to fail."""

import unittest

import jax
import jax.numpy as jnp
import pytest


class State:
    def __init__(self, value):
        self.value = value


class TestState(unittest.TestCase):
    def test_a_write_under_jit_is_refused(self):
        state = State(jnp.zeros(2))

        @jax.jit
        def write(x):
            state.value = state.value + x
            return x

        with self.assertRaises(RuntimeError):
            write(jnp.ones(2))

    def test_a_branch_fails(self):
        def branch(x):
            if x > 0:
                return x
            return -x

        with pytest.raises(jax.errors.TracerBoolConversionError):
            jax.jit(branch)(1.0)

    def test_values(self):
        state = State(jnp.zeros(2))

        @jax.jit
        def write(x):
            state.value = state.value + x  #! SB403
            return x

        self.assertEqual(write(jnp.ones(2)).shape, (2,))
