"""SB708 none-leaf: None is a pytree without leaves, so a function that is mapped over a tree never meets it."""

import jax
import jax.numpy as jnp
import pytest


def sharp(rates, default):
    return jax.tree.map(lambda rate: default if rate is None else rate, rates)  #! SB708


def sharp_mask(params):
    return jax.tree.map(lambda p: p is not None, params)  #! SB708


def sharp_merge(trained, frozen):
    return jax.tree.map(lambda a, b: b if a is None else a, trained, frozen)  #! SB708


def is_none(x):
    return x is None


def blunt(rates, default):
    return jax.tree.map(lambda rate: default if rate is None else rate, rates, is_leaf=is_none)


def blunt_mask(params):
    return jax.tree.map(lambda p: p is not None, params, is_leaf=is_none)


def blunt_merge(trained, frozen):
    return jax.tree.map(lambda a, b: b if a is None else a, trained, frozen, is_leaf=is_none)


def blunt_later_tree(params, masks):
    # Under a leaf of the first tree, None is seen.
    return jax.tree.map(lambda p, m: p if m is None else p * m, params, masks)


def blunt_harmless(rates):
    # None would stay None anyway.
    return jax.tree.map(lambda rate: None if rate is None else rate / 2, rates)


RATES = {"encoder": None, "head": 0.5}


def test_the_none_is_left_in_the_result():
    assert sharp(RATES, 0.1) == {"encoder": None, "head": 0.5}
    assert blunt(RATES, 0.1) == {"encoder": 0.1, "head": 0.5}


def test_a_mask_has_a_hole():
    assert jax.tree.leaves(sharp_mask(RATES)) == [True]
    assert blunt_mask(RATES) == {"encoder": False, "head": True}


def test_another_tree_with_a_leaf_there_does_not_fit():
    with pytest.raises(ValueError, match="None"):
        sharp_merge(RATES, {"encoder": 0.1, "head": None})
    assert blunt_merge(RATES, {"encoder": 0.1, "head": None}) == {"encoder": 0.1, "head": 0.5}


def test_only_leaves_reach_the_function():
    seen = []
    jax.tree.map(seen.append, [1, None, (2, None)])
    assert seen == [1, 2]
    assert blunt_later_tree({"w": jnp.float32(2.0)}, {"w": None}) == {"w": 2.0}
    assert blunt_harmless(RATES) == {"encoder": None, "head": 0.25}
