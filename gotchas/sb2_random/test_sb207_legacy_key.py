"""SB207 legacy-key: `PRNGKey` gives plain integers, which any arithmetic accepts; `key` gives a type of its own. Opt.

Both spell the same generator: the same seed gives the same draws.
"""

import jax
import jax.numpy as jnp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


def sharp(seed):
    key = jax.random.PRNGKey(seed)  #? SB207
    return key


def blunt(seed):
    key = jax.random.key(seed)
    return key


def test_the_old_key_is_two_integers_without_a_name():
    assert (sharp(0).dtype, sharp(0).shape) == (jnp.uint32, (2,))
    assert jax.dtypes.issubdtype(blunt(0).dtype, jax.dtypes.prng_key)
    assert blunt(0).shape == ()


def test_only_the_new_key_refuses_arithmetic():
    assert jnp.add(sharp(0), 1).tolist() == [1, 1]  #? SB208
    with pytest.raises(TypeError):
        jnp.add(blunt(0), 1)  #? SB208


def test_a_batch_of_old_keys_looks_like_a_matrix():
    assert jax.random.split(sharp(0), 4).shape == (4, 2)
    assert jax.random.split(blunt(0), 4).shape == (4,)


def test_only_the_new_key_knows_its_generator():
    other = jax.random.key(0, impl="rbg")
    assert other.dtype != blunt(0).dtype
    assert "rbg" in str(jax.random.key_impl(other))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31 - 1))
def test_both_draw_the_same_numbers(seed):
    assert jax.random.normal(sharp(seed), (3,)).tolist() == jax.random.normal(blunt(seed), (3,)).tolist()
    assert jax.random.key_data(blunt(seed)).tolist() == sharp(seed).tolist()
