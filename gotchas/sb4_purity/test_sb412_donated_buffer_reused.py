"""SB412 donated-buffer-reused: who donates a buffer gives it away, and reading it afterwards fails.

Only a buffer that the result can take over is deleted; on devices that do not donate, the call warns and copies.
"""

from functools import partial

import jax
import jax.numpy as jnp
import pytest


@partial(jax.jit, donate_argnums=0)
def step(x, gradient):
    return x - 0.1 * gradient


def sharp():
    x = jnp.ones(4)
    new = step(x, jnp.ones(4))
    return new - x  #! SB412


def sharp_loop():
    x = jnp.ones(4)
    for _ in range(2):
        new = step(x, jnp.ones(4))  #! SB412
    return new


def sharp_tree():
    params = {"w": jnp.ones(4)}
    update = jax.jit(lambda p: jax.tree.map(lambda v: 0.5 * v, p), donate_argnums=0)
    halved = update(params)
    return halved["w"] + params["w"]  #! SB412


def sharp_both():
    x = jnp.ones(4)
    return step(x, x)  #! SB412


def blunt():
    x = jnp.ones(4)
    x = step(x, jnp.ones(4))
    return step(x, jnp.ones(4))


def blunt_copy():
    x = jnp.ones(4)
    kept = x.copy()
    return step(x, jnp.ones(4)) - kept


def fine_facts():
    x = jnp.ones(4)
    step(x, jnp.ones(4))
    return x.shape, x.dtype, x.is_deleted()


def donates():
    return fine_facts()[2]


@pytest.mark.parametrize("function", [sharp, sharp_loop, sharp_tree], ids=lambda f: f.__name__)
def test_the_buffer_is_gone(function):
    assert donates()
    with pytest.raises((RuntimeError, ValueError), match="deleted|donated"):
        function()


def test_one_buffer_is_not_both_given_and_kept():
    with pytest.raises((RuntimeError, ValueError), match="[Dd]onat"):
        sharp_both()


def test_the_result_takes_the_place_of_the_donated():
    assert blunt().tolist() == pytest.approx([0.8] * 4)
    assert blunt_copy().tolist() == pytest.approx([-0.1] * 4)


def test_shape_and_dtype_outlive_the_buffer():
    assert fine_facts()[:2] == ((4,), jnp.float32)
