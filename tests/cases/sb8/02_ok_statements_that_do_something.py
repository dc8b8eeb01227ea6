# Statements whose result is not used, each with a purpose.
import contextlib
import time
import unittest

import chex
import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from flax import nnx
from flax.training import checkpoints
from jax.experimental import checkify, io_callback


def show(tree):
    jax.tree.map(print, tree)
    jax.tree.map(lambda x: x.block_until_ready(), tree)
    jax.tree.map(lambda a: np.testing.assert_allclose(a, 0.0), tree)
    jax.tree_util.tree_map_with_path(lambda path, leaf: print(path, leaf.shape), tree)


def delete(tree):
    jax.tree.map(lambda x: x.delete(), tree)


@jax.jit
def f(x):
    jax.debug.print("{}", x)
    jax.debug.callback(print, x)
    io_callback(print, None, x)
    checkify.check(jnp.all(x > 0), "positive")
    eqx.error_if(x, jnp.any(x < 0), "negative")
    chex.assert_equal_shape([x, x])
    return x


def warm(x):
    f(x)
    jax.jit(jnp.sin)(x)
    jnp.dot(x, x).block_until_ready()


def timed(x):
    start = time.perf_counter()
    jnp.dot(x, x)
    return time.perf_counter() - start  #! SB507


def touch():
    jnp.zeros(())
    jnp.ones((2, 2)).sum()
    jax.random.PRNGKey(0)


def fails(x):
    with pytest.raises(TypeError):
        jnp.concatenate(x, x)
    with contextlib.suppress(ValueError):
        jnp.reshape(x, (7, 7))
    try:
        jnp.dot(x, x.T)
    except TypeError:
        return False
    with jax.transfer_guard("disallow"):
        jnp.sin(x)
    with jax.log_compiles():
        jnp.cos(x)
    return True


class Tests(unittest.TestCase):
    def test_runs(self):
        x = jnp.arange(3)
        jnp.sum(x)
        optax.apply_updates(x, x)

    def helper_raises(self, x):
        self.assertRaises(TypeError, jnp.sum, "a")
        with self.assertRaisesRegex(TypeError, "a"):
            jnp.sum("a" if x is None else x)


def update_in_place(model, optimizer, grads, state, d, frame, text):
    optimizer.update(model, grads)
    nnx.update(model, state)
    d.update(x=jnp.zeros(3))
    frame.replace(to_replace=1, value=2, inplace=True)
    text.replace("a", "b")
    checkpoints.save_checkpoint("/tmp/x", d, 0)


def scan_with_effects(xs):
    def body(c, x):
        jax.debug.print("{}", x)
        return c, None

    jax.lax.scan(body, 0, xs)
    jax.lax.map(lambda x: jax.debug.print("{}", x), xs)


class Queue:
    def __init__(self):
        self.items = []

    def replace(self, **kwargs):
        self.items.append(kwargs)

    def astype(self, dtype):
        self.dtype = dtype


def own_methods():
    queue = Queue()
    queue.replace(a=jnp.zeros(2))
    queue.astype(jnp.float32)
    return queue


def numpy_in_place(a: np.ndarray):
    a.sort()
    a.fill(0)
    a.resize((2, 2))
    return a


jnp.sum(jnp.arange(3))
