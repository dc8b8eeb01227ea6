"""SB201 key-reuse: a key is a value, not a generator; the same key gives the same numbers, whoever draws.

A sampler, `split` and any function that does one of them spends the key it is given. `jax.debug_key_reuse` turns most of
these silent copies into a `KeyReuseError`.
"""

import jax
import jax.numpy as jnp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jax import lax, random

SEEDS = st.integers(0, 2**31 - 1)


def sharp(key):
    first = random.normal(key, (4,))
    second = random.normal(key, (4,))  #! SB201
    return first, second


def sharp_other_sampler(key):
    noise = random.uniform(key, (4,))
    coin = random.bernoulli(key, 0.5, (4,))  #! SB201
    return noise < 0.5, coin


def sharp_split_after_draw(key):
    first = random.bits(key, (2,))
    children = random.split(key)  #! SB201
    return first, random.key_data(children)


def sharp_split_twice(key):
    key_a, _ = random.split(key)
    key_b, _ = random.split(key)  #! SB201
    return random.normal(key_a, (4,)), random.normal(key_b, (4,))


def sharp_element(key):
    keys = random.split(key, 3)
    first = random.normal(keys[0], (4,))
    second = random.normal(keys[0], (4,))  #! SB201
    return first, second


def draw(key):
    return random.normal(key, (4,))


def sharp_helper(key):
    first = draw(key)
    second = random.normal(key, (4,))  #! SB201
    return first, second


def draw_and_hand_back(key):
    return random.normal(key, (4,)), key


def sharp_handed_back(key):
    first, key = draw_and_hand_back(key)
    second, key = draw_and_hand_back(key)  #! SB201
    return first, second


def sharp_alias(key):
    same = key.reshape(1).squeeze()
    first = random.normal(key, (4,))
    second = random.normal(same, (4,))  #! SB201
    return first, second


def sharp_after_cond(key):
    first = lax.cond(True, draw, lambda k: jnp.zeros(4), key)
    second = random.normal(key, (4,))  #! SB201
    return first, second


def blunt(key):
    key_a, key_b = random.split(key)
    return random.normal(key_a, (4,)), random.normal(key_b, (4,))


def blunt_folded(key):
    return random.normal(random.fold_in(key, 0), (4,)), random.normal(random.fold_in(key, 1), (4,))


def blunt_chain(key):
    key, sub = random.split(key)
    first = random.normal(sub, (4,))
    key, sub = random.split(key)
    return first, random.normal(sub, (4,))


def blunt_elements(key):
    keys = random.split(key, 3)
    return random.normal(keys[0], (4,)), random.normal(keys[1], (4,))


def fine_branches(key, heavy):
    if heavy:
        return random.cauchy(key, (4,))
    return random.normal(key, (4,))


def fine_clone(key):
    first = random.normal(key, (4,))
    return first, random.normal(random.clone(key), (4,))


SHARP = [sharp, sharp_split_twice, sharp_element, sharp_helper, sharp_handed_back, sharp_alias, sharp_after_cond]
BLUNT = [blunt, blunt_folded, blunt_chain, blunt_elements]


def name(function):
    return function.__name__


@pytest.mark.parametrize("run", [lambda f: f, jax.jit], ids=["eager", "jit"])
@pytest.mark.parametrize("function", SHARP, ids=name)
def test_both_draws_are_the_same(function, run):
    first, second = run(function)(random.key(7))
    assert jnp.allclose(first, second, rtol=1e-6)


@pytest.mark.parametrize("function", BLUNT, ids=name)
def test_new_keys_give_new_draws(function):
    first, second = function(random.key(7))
    assert not jnp.isclose(first, second).any()


def test_two_samplers_share_their_bits():
    below, coin = sharp_other_sampler(random.key(7))
    assert below.tolist() == coin.tolist()


@pytest.mark.parametrize("function", [*SHARP, sharp_other_sampler, sharp_split_after_draw], ids=name)
def test_the_checker_of_jax_refuses_the_second_use(function):
    with jax.debug_key_reuse(True), pytest.raises(jax.errors.KeyReuseError):
        jax.jit(lambda key: function(key))(random.key(7))


@pytest.mark.parametrize("function", [*BLUNT, fine_clone], ids=name)
def test_the_checker_of_jax_accepts_one_use_of_each_key(function):
    with jax.debug_key_reuse(True):
        function(random.key(7))


def test_only_one_of_two_branches_spends_the_key():
    with jax.debug_key_reuse(True):
        assert fine_branches(random.key(7), True).shape == fine_branches(random.key(7), False).shape


@settings(max_examples=25, deadline=None)
@given(SEEDS, SEEDS)
def test_draws_are_equal_exactly_when_the_keys_are(one, other):
    left, right = random.key(one), random.key(other)
    assert (draw(left).tolist() == draw(right).tolist()) == bool(left == right) == (one == other)


@settings(max_examples=25, deadline=None)
@given(SEEDS, st.integers(2, 6))
def test_the_children_of_a_split_differ_from_each_other_and_from_their_parent(seed, n):
    key = random.key(seed)
    family = jnp.concatenate([random.key_data(key)[None], random.key_data(random.split(key, n))])
    assert len(jnp.unique(family, axis=0)) == n + 1
