"""SB104 index-out-of-bounds: a read outside gives the nearest element, a write is dropped, and nothing raises."""

import jax
import jax.numpy as jnp
from hypothesis import given, settings
from hypothesis import strategies as st


def sharp():
    x = jnp.arange(5)
    return x[10]  #! SB104


def sharp_write():
    x = jnp.zeros(3)
    return x.at[7].set(9.0)  #! SB104


def blunt():
    x = jnp.arange(5)
    return x.at[10].get(mode="fill", fill_value=-1)  #? SB104


def test_a_read_outside_gives_the_last_element():
    assert sharp() == 4


def test_a_write_outside_is_dropped():
    assert sharp_write().tolist() == [0.0, 0.0, 0.0]


def test_fill_mode_says_that_the_index_was_outside():
    assert blunt() == -1


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 6), st.integers(0, 20))
def test_reads_clamp_for_any_size_and_index(size, index):
    x = jnp.arange(size)
    assert int(jax.jit(lambda v, i: v[i])(x, index)) == min(index, size - 1)
