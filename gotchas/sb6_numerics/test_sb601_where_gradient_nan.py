"""SB601 where-gradient-nan: the branch that is not chosen is differentiated too, and 0 · ∞ is NaN."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


def sharp_entropy(p):
    return -jnp.sum(jnp.where(p > 0.0, p * jnp.log(p), 0.0))  #! SB601


def blunt_entropy(p):
    inside = jnp.where(p > 0.0, p, 1.0)
    return -jnp.sum(jnp.where(p > 0.0, p * jnp.log(inside), 0.0))


def sharp_unit(v):
    length = jnp.linalg.norm(v)
    return jnp.sum(jnp.where(length > 1e-8, v / length, 0.0))  #! SB601


def blunt_unit(v):
    square = jnp.sum(v**2)
    length = jnp.sqrt(jnp.where(square > 1e-16, square, 1.0))
    return jnp.sum(jnp.where(square > 1e-16, v / length, 0.0))


def sharp_floor(v):
    return jnp.sum(v / jnp.maximum(jnp.linalg.norm(v), 1e-6))  #! SB601


def blunt_floor(v):
    return jnp.sum(v / jnp.sqrt(jnp.maximum(jnp.sum(v**2), 1e-12)))


def sharp_mask(x):
    return jnp.sum((x > 0.0) * jnp.sqrt(x))  #! SB601


def blunt_mask(x):
    inside = jnp.where(x > 0.0, x, 1.0)
    return jnp.sum(jnp.where(x > 0.0, jnp.sqrt(inside), 0.0))


PAIRS = [(sharp_entropy, blunt_entropy), (sharp_unit, blunt_unit), (sharp_floor, blunt_floor), (sharp_mask, blunt_mask)]
ZERO = jnp.zeros(2)
slopes = [
    (jax.grad(sharp_entropy), jax.grad(blunt_entropy)), (jax.grad(sharp_unit), jax.grad(blunt_unit)),
    (jax.grad(sharp_floor), jax.grad(blunt_floor)), (jax.grad(sharp_mask), jax.grad(blunt_mask)),
]  # fmt: skip
IDS = ["entropy", "unit", "floor", "mask"]


@pytest.mark.parametrize("sharp, blunt", PAIRS, ids=IDS)
def test_the_values_are_right_and_equal(sharp, blunt):
    assert float(sharp(ZERO)) == float(blunt(ZERO)) == 0.0


@pytest.mark.parametrize("sharp, blunt", slopes, ids=IDS)
def test_the_gradient_is_nan_at_the_masked_point(sharp, blunt):
    # Without jit: a compiler may hide it.
    assert bool(jnp.isnan(sharp(ZERO)).all())
    assert bool(jnp.isfinite(blunt(ZERO)).all())


@pytest.mark.parametrize("sharp, blunt", slopes, ids=IDS)
def test_away_from_it_both_agree(sharp, blunt):
    x = jnp.array([0.3, 0.6])
    assert bool(jnp.allclose(sharp(x), blunt(x), atol=1e-5))


NUMBERS = st.floats(-1e3, 1e3, width=32, allow_subnormal=False)
compiled = [jax.jit(blunt) for _, blunt in slopes]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(compiled), st.lists(st.one_of(NUMBERS, st.sampled_from([0.0, -0.0, 1e-30, -1e-30])), min_size=2, max_size=2))
def test_with_both_wheres_the_gradient_is_finite_everywhere(slope, x):
    assert np.isfinite(slope(np.array(x, np.float32))).all()
