"""SB208 key-arithmetic: keys are not numbers. A typed key refuses arithmetic; a raw one accepts it, and the streams may meet.

`fold_in` mixes a number into a key, `split` makes many.
"""

import jax
import jax.numpy as jnp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jax import random


def sharp(seed, step):
    key = random.key(seed)
    return random.normal(key + step, (3,))  #! SB208


def sharp_raw(seed, step):
    key = random.PRNGKey(seed)
    return random.normal(key + step, (3,))  #! SB208


def sharp_twice(seed, worker, step):
    key = random.PRNGKey(seed)
    worker_key = key + worker  #! SB208
    return random.normal(worker_key + step, (3,))  #? SB208


def sharp_half(seed):
    key = random.PRNGKey(seed)
    return random.normal(key[0], (3,))  #! SB208


def sharp_cast(seed):
    key = random.key(seed)
    return key.astype(jnp.uint32)  #! SB208


def blunt(seed, step):
    key = random.key(seed)
    return random.normal(random.fold_in(key, step), (3,))


def blunt_data(seed):
    key = random.key(seed)
    return random.key_data(key)


def fine_comparison(seed, other):
    return bool(random.key(seed) == random.key(other))


def test_a_typed_key_has_no_arithmetic():
    with pytest.raises(TypeError, match="key<fry>"):
        sharp(0, 1)


def test_a_typed_key_is_not_cast():
    with pytest.raises((TypeError, ValueError, NotImplementedError)):
        sharp_cast(0)
    assert blunt_data(5).tolist() == [0, 5]


def test_half_a_raw_key_is_no_key():
    with pytest.raises((TypeError, ValueError)):
        sharp_half(0)


def test_streams_of_raw_keys_meet():
    """Worker 1 at step 2 and worker 2 at step 1 draw the same."""
    assert sharp_twice(0, worker=1, step=2).tolist() == sharp_twice(0, worker=2, step=1).tolist()
    assert sharp_raw(0, 3).tolist() == sharp_twice(0, worker=1, step=2).tolist()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_fold_in_tells_pairs_of_seed_and_step_apart(seed, step, other_seed, other_step):
    same = (seed, step) == (other_seed, other_step)
    assert (blunt(seed, step).tolist() == blunt(other_seed, other_step).tolist()) == same


def test_keys_can_be_compared():
    assert fine_comparison(3, 3) and not fine_comparison(3, 4)


@pytest.mark.parametrize("operation", [jnp.add, jnp.multiply, jnp.bitwise_xor, jnp.maximum])
def test_no_function_of_numbers_takes_a_typed_key(operation):
    with pytest.raises((TypeError, ValueError)):
        operation(jax.random.key(0), 1)
