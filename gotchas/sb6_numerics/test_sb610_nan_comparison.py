"""SB610 nan-comparison: NaN is equal to nothing, so the test that looks for it never finds it."""

import jax
import jax.numpy as jnp
import pytest


def sharp(new: jax.Array, old: jax.Array):
    return jnp.where(jnp.any(new == jnp.nan), old, new)  #! SB610


def blunt(new: jax.Array, old: jax.Array):
    return jnp.where(jnp.any(jnp.isnan(new)), old, new)


def sharp_not_equal(x: jax.Array):
    return jnp.sum(jnp.where(x != jnp.nan, 1, 0))  #! SB610


def blunt_not_equal(x: jax.Array):
    return jnp.sum(jnp.where(~jnp.isnan(x), 1, 0))


def sharp_member(x: jax.Array):
    return x in [jnp.nan]  #! SB610


def blunt_member(x: jax.Array):
    return bool(jnp.isnan(x))


BROKEN, GOOD = jnp.array([jnp.nan, 1.0]), jnp.zeros(2)


@pytest.mark.parametrize("run", [lambda f: f, jax.jit], ids=["eager", "jit"])
def test_nan_is_never_found(run):
    assert bool(jnp.isnan(run(sharp)(BROKEN, GOOD)[0]))
    assert int(run(sharp_not_equal)(BROKEN)) == 2
    assert not sharp_member(BROKEN[0])


@pytest.mark.parametrize("run", [lambda f: f, jax.jit], ids=["eager", "jit"])
def test_isnan_finds_it(run):
    assert float(run(blunt)(BROKEN, GOOD)[0]) == 0.0
    assert int(run(blunt_not_equal)(BROKEN)) == 1
    assert blunt_member(BROKEN[0])
