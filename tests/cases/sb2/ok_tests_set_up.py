"""Inputs of a test are made where it is set up; that they are drawn with one key is nobody's loss."""

import unittest

import jax


class TestCell(unittest.TestCase):
    def setUp(self):
        key = jax.random.key(42)
        self.x = jax.random.normal(key, (32, 10))
        self.sequence = jax.random.normal(key, (100, 32, 10))

    def test_shapes(self):
        assert self.x.shape[0] == self.sequence.shape[1]


class LayerTest(unittest.TestCase):
    def inputs(self):
        key = jax.random.key(0)
        return jax.random.normal(key, (3,)), jax.random.uniform(key, (3,))

    def test_them(self):
        assert len(self.inputs()) == 2
