"""SB513 large-captured-constant: an array that a compiled function takes from around it becomes a part of its program."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest

TABLE = np.arange(500 * 600, dtype=np.float32).reshape(500, 600)
WEIGHTS = jnp.ones((500, 600)) * 2.0


@jax.jit
def sharp_global(x):
    return WEIGHTS @ x  #! SB513


@jax.jit
def blunt_global(x, weights):
    return weights @ x


def sharp_closure():
    weights = jnp.ones((500, 600))

    @jax.jit
    def run(x):
        return weights @ x  #! SB513

    return run


def apply(weights, x):
    return weights @ x


def sharp_partial(weights=(500, 600)):
    return jax.jit(partial(apply, jnp.ones((500, 600))))  #! SB513


class Model:
    def __init__(self):
        self.weights = jnp.ones((500, 600))
        self.run = jax.jit(self._run)

    def _run(self, x):
        return self.weights @ x  #! SB513


def sharp_method():
    return Model().run


@jax.jit
def shape_alone(x):
    return x.sum() * WEIGHTS.shape[0] + TABLE.sum() + jnp.zeros_like(WEIGHTS).sum()


@jax.jit
def first_row(x):
    return WEIGHTS[0] @ x  #! SB513


def megabytes(function, *args):
    """How large the constants of the compiled program are."""
    (call,) = jax.make_jaxpr(function)(*args).eqns
    return sum(constant.nbytes for constant in call.params["jaxpr"].consts) / 1e6


@pytest.fixture
def x():
    return jnp.ones(600)


@pytest.mark.parametrize("run", [sharp_global, sharp_closure(), sharp_partial(), sharp_method(), first_row], ids=["global", "closure", "partial", "method", "one row"])
def test_the_array_is_a_constant_of_the_program(x, run):
    assert megabytes(run, x) == 1.2


def test_an_argument_is_none(x):
    assert megabytes(blunt_global, x, WEIGHTS) == 0


def test_its_shape_is_none_and_what_numpy_has_computed_is_small(x):
    assert megabytes(shape_alone, x) < 1e-3


def copies(*shape):
    lines = sharp_global.lower(jnp.ones(shape)).as_text().splitlines()
    return sum("constant" in line and "tensor<500x600xf32>" in line for line in lines)


def test_the_program_for_each_shape_has_its_own_copy():
    assert copies(600) == copies(600, 3) == 1


def test_the_result_is_the_same(x):
    assert jnp.array_equal(sharp_global(x), blunt_global(x, WEIGHTS))
