"""SB210 key-parameter-overwritten: the caller's key or seed is replaced by a constant, and every run is the same run."""

import jax.numpy as jnp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jax import random


def sharp(key, n):
    key = random.key(0)  #! SB210
    return random.normal(key, (n,))


def sharp_seed(seed, n):
    seed = 42
    key = random.key(seed)  #! SB210
    return random.normal(key, (n,))


def sharp_split(rng, n):
    rng, sub = random.split(random.PRNGKey(0))  #! SB210
    return random.normal(sub, (n,))


class SharpSampler:
    def __init__(self, key):
        key = random.key(1)  #! SB210
        self.key = key

    def draw(self, n):
        self.key, sub = random.split(self.key)
        return random.normal(sub, (n,))


def blunt(key, n):
    return random.normal(key, (n,))


def blunt_seed(seed, n):
    key = random.key(seed)
    return random.normal(key, (n,))


def fine_default(key=None, n=3):
    if key is None:
        key = random.key(0)
    return random.normal(key, (n,))


def fine_renewed(key, n):
    key, sub = random.split(key)
    return random.normal(sub, (n,)), key


SHARP = [
    lambda seed: sharp(random.key(seed), 3),
    lambda seed: sharp_seed(seed, 3),
    lambda seed: sharp_split(random.key(seed), 3),
    lambda seed: SharpSampler(random.key(seed)).draw(3),
]


@pytest.mark.parametrize("run", SHARP, ids=["key", "seed", "split", "class"])
def test_every_seed_gives_the_same_run(run):
    assert jnp.unique(jnp.stack([run(seed) for seed in range(4)]), axis=0).shape == (1, 3)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31 - 1), st.integers(0, 2**31 - 1))
def test_the_key_that_was_given_decides(one, other):
    assert (blunt(random.key(one), 3).tolist() == blunt(random.key(other), 3).tolist()) == (one == other)
    assert blunt_seed(one, 3).tolist() == fine_default(random.key(one)).tolist()
    assert (fine_renewed(random.key(one), 3)[0].tolist() == blunt(random.key(one), 3).tolist()) is False
