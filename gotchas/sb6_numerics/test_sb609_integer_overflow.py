"""SB609 integer-overflow: a Python integer becomes an int32, whatever the array beside it is."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

NANOSECONDS = 10**9 * 3600
LARGEST = np.iinfo(np.int64).max


def sharp_array():
    return jnp.array(2166136261)  #! SB609


def blunt_array():
    return jnp.array(2166136261, dtype=jnp.uint32)


def sharp_list():
    return jnp.asarray([1, 10, 10**10])  #! SB609


def blunt_list():
    return jnp.asarray([1, 10, 1e10])


def sharp_mask():
    words = jnp.arange(3).astype(jnp.uint32)
    return words & 0xFFFFFFFF  #! SB609


def blunt_mask():
    words = jnp.arange(3).astype(jnp.uint32)
    return words & jnp.uint32(0xFFFFFFFF)


@jax.jit
def in_hours(x):
    return x / NANOSECONDS  #! SB609


def sharp_float():
    return in_hours(jnp.ones(3))


def blunt_float():
    return jnp.ones(3) / 3.6e12


def sharp_padding():
    return jnp.where(jnp.arange(3) > 1, jnp.ones(3), 2**40)  #! SB609


def sharp_update():
    return jnp.zeros(3).at[0].set(2**33)  #! SB609


def sharp_bounds():
    return jax.random.randint(jax.random.key(0), (2,), 0, 2**31)  #! SB609


def sharp_argument():
    return jax.jit(lambda n: n + 1)(1 << 40)  #! SB609


def sharp_largest():
    return jnp.minimum(jnp.arange(3), LARGEST)  #! SB609


RAISING = [sharp_array, sharp_list, sharp_mask, sharp_float, sharp_padding, sharp_update, sharp_bounds, sharp_argument, sharp_largest]


def sharp_full():
    return jnp.full(3, 2**32 + 7)  #! SB609


def sharp_key():
    return jax.random.key(2**32 + 5)  #! SB609


def sharp_host():
    ids = np.array([2**40, 2**40 + 1])
    return jnp.asarray(ids)  #! SB609


def blunt_key():
    return jax.random.key(5)


@pytest.mark.parametrize("run", RAISING)
def test_a_python_integer_that_does_not_fit_raises(run):
    with pytest.raises(OverflowError, match="overflow|too large|out of bounds"):
        run()


def test_jnp_full_keeps_the_low_bits_without_a_word():
    assert sharp_full().tolist() == [7, 7, 7]


def test_two_seeds_are_one_key():
    assert (jax.random.key_data(sharp_key()) == jax.random.key_data(blunt_key())).all()


def test_a_numpy_array_keeps_the_low_bits():
    assert sharp_host().tolist() == [0, 1]


def test_floats_and_unsigned_integers_have_room():
    assert int(blunt_array()) == 2166136261
    assert blunt_list().dtype == jnp.float32
    assert blunt_mask().tolist() == [0, 1, 2]
    assert (blunt_float() > 0).all()
