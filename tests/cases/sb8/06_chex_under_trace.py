# Assertions of Chex on tracers, and where they are fine.
import functools

import chex
import jax
import jax.numpy as jnp
from chex import assert_scalar_positive, assert_tree_all_finite


def check(tree):
    chex.assert_tree_all_finite(tree)  #! SB807
    return tree


@jax.jit
def by_helper(x):
    return check({"x": x})["x"]


@functools.partial(jax.jit, static_argnames="n")
def loop(x, n):
    def body(carry, _):
        assert_tree_all_finite(carry)  #! SB807
        return carry * 2, None

    return jax.lax.scan(body, x, None, length=n)[0]


@jax.jit
def scalars(x, y):
    chex.assert_scalar(x.sum())  #! SB807
    assert_scalar_positive(jnp.max(y))  #! SB807
    chex.assert_equal(x[0], y[0])  #! SB807
    chex.assert_trees_all_close({"a": x}, {"a": y}, atol=1e-3)  #! SB807
    chex.assert_trees_all_equal(x, y)  #! SB807
    return x


def loss(params, x):
    chex.assert_tree_all_finite(params)  #! SB807
    return jnp.sum(params * x)


grads = jax.grad(loss)(jnp.ones(3), jnp.ones(3))
rows = jax.vmap(lambda x: (chex.assert_trees_all_close(x, x), x)[1])(jnp.ones((3, 2)))  #! SB807


# --- good code


@chex.chexify
@jax.jit
def wrapped(x):
    chex.assert_tree_all_finite(x)
    chex.assert_trees_all_close(x, x)
    return x


def inner(x):
    chex.assert_tree_all_finite(x)
    return x



checked = chex.chexify(jax.jit(inner), async_check=False)


@jax.jit
def structure(x, y, static=2):
    chex.assert_shape(x, (3,))
    chex.assert_rank([x, y], 1)
    chex.assert_type(x, float)
    chex.assert_equal_shape([x, y])
    chex.assert_trees_all_equal_shapes(x, y)
    chex.assert_trees_all_equal_structs(x, y)
    chex.assert_scalar_positive(2)
    chex.assert_scalar(x.shape[0])
    chex.assert_equal(x.shape, y.shape)
    chex.assert_equal(x.ndim, 1)
    chex.assert_tree_no_nones(x)
    return x


def eager(x, y):
    chex.assert_tree_all_finite(x)
    chex.assert_trees_all_close(x, y)
    return structure(x, y)
