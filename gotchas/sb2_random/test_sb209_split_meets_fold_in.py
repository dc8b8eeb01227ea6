"""SB209 split-meets-fold-in: `split(key, n)[i]` is the very key that `fold_in(key, i)` gives, with the default generator.

Two parts of a program that derive their keys from one key in these two ways draw the same numbers. JAX's own checker
says nothing. The equality holds where `jax_threefry_partitionable` is on, which is the default since JAX 0.5.0, and for
`n` of at least 2; before, and with it off, the two ways give unrelated keys.
"""

import jax
import jax.numpy as jnp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jax import random

PARTITIONABLE = tuple(int(p) for p in jax.__version__.split(".")[:2]) >= (0, 5)


def sharp(key, step):
    init_key, data_key = random.split(key)
    weights, data = random.normal(init_key, (3,)), random.normal(data_key, (3,))
    noise = random.normal(random.fold_in(key, step), (3,))  #! SB209
    return weights, data, noise


def sharp_other_order(key):
    noise = [random.normal(random.fold_in(key, step), (3,)) for step in range(3)]
    chains = random.split(key, 3)  #! SB209
    return noise, [random.normal(k, (3,)) for k in chains]


def blunt(key, step):
    init_key, data_key, noise_key = random.split(key, 3)
    weights, data = random.normal(init_key, (3,)), random.normal(data_key, (3,))
    return weights, data, random.normal(random.fold_in(noise_key, step), (3,))


def blunt_folds_only(key):
    init_key, noise_key = random.fold_in(key, 0), random.fold_in(key, 1)
    return random.normal(init_key, (3,)), random.normal(noise_key, (3,))


def element_is_fold():
    return bool(random.split(random.key(0), 3)[1] == random.fold_in(random.key(0), 1))


def test_the_default_generator_is_partitionable_since_0_5():
    assert element_is_fold() == PARTITIONABLE


def test_the_noise_of_step_1_is_the_data():
    with jax.threefry_partitionable(True):
        weights, data, noise = sharp(random.key(0), 1)
        assert noise.tolist() == data.tolist()
        assert sharp(random.key(0), 0)[2].tolist() == weights.tolist()


def test_every_chain_repeats_the_noise_of_a_step():
    with jax.threefry_partitionable(True):
        noise, chains = sharp_other_order(random.key(0))
        assert jnp.stack(noise).tolist() == jnp.stack(chains).tolist()


def test_a_key_of_its_own_for_the_steps_draws_anew():
    with jax.threefry_partitionable(True):
        for step in range(3):
            assert len(jnp.unique(jnp.concatenate(blunt(random.key(0), step)))) == 9
    assert len(jnp.unique(jnp.concatenate(blunt_folds_only(random.key(0))))) == 6


def test_the_checker_of_jax_says_nothing():
    with jax.debug_key_reuse(True):
        sharp(random.key(0), 1)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31 - 1), st.integers(2, 9), st.data())
def test_an_element_of_split_is_a_fold(seed, n, data):
    i = data.draw(st.integers(0, n - 1))
    with jax.threefry_partitionable(True):
        assert bool(random.split(random.key(seed), n)[i] == random.fold_in(random.key(seed), i))
    with jax.threefry_partitionable(False):
        assert not bool(random.split(random.key(seed), n)[i] == random.fold_in(random.key(seed), i))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**31 - 1), st.integers(1, 6), st.integers(1, 6))
def test_a_longer_split_begins_with_the_shorter(seed, n, more):
    with jax.threefry_partitionable(True):
        short, long = random.split(random.key(seed), n), random.split(random.key(seed), n + more)
        assert bool((short == long[:n]).all())


@pytest.mark.parametrize("impl", ["rbg", "unsafe_rbg"])
def test_other_generators_differ(impl):
    key = random.key(0, impl=impl)
    with jax.threefry_partitionable(True):
        equal = bool(random.split(key, 3)[1] == random.fold_in(key, 1))  #? SB209
    assert equal == (impl == "rbg")
