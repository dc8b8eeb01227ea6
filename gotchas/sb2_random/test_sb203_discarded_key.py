"""SB203 discarded-key: `split` and `fold_in` change nothing; who throws their result away still holds the old key."""

import jax
import jax.numpy as jnp
from jax import random


def sharp(key):
    random.split(key)  #! SB203
    return random.key_data(key)


def sharp_fold(key, step):
    random.fold_in(key, step)  #! SB203
    return random.normal(key, (3,))


def sharp_fresh_key_unused(key):
    key, noise_key = random.split(key)  #! SB203
    return random.normal(key, (3,))


def blunt(key):
    key, _ = random.split(key)
    return random.key_data(key)


def blunt_fold(key, step):
    key = random.fold_in(key, step)
    return random.normal(key, (3,))


def blunt_fresh_key_used(key):
    key, noise_key = random.split(key)
    return random.normal(noise_key, (3,)), key


def test_the_key_is_what_it_was():
    assert sharp(random.key(1)).tolist() == random.key_data(random.key(1)).tolist()
    assert blunt(random.key(1)).tolist() != random.key_data(random.key(1)).tolist()


def test_a_step_that_is_folded_into_nothing_changes_nothing():
    assert sharp_fold(random.key(1), 0).tolist() == sharp_fold(random.key(1), 1).tolist()
    assert blunt_fold(random.key(1), 0).tolist() != blunt_fold(random.key(1), 1).tolist()


def test_the_spent_half_is_the_one_that_was_to_be_carried_on():
    drawn = sharp_fresh_key_unused(random.key(1))
    noise, carried = blunt_fresh_key_used(random.key(1))
    assert drawn.tolist() == random.normal(carried, (3,)).tolist()
    assert not jnp.isclose(drawn, noise).any()


def test_the_compiler_drops_the_split_altogether():
    lowered = jax.jit(sharp_fold).lower(random.key(1), 0).compile().as_text()
    assert lowered.count("threefry") <= jax.jit(blunt_fold).lower(random.key(1), 0).compile().as_text().count("threefry")
