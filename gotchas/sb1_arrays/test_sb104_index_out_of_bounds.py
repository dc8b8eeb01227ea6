"""SB104 index-out-of-bounds: a read outside gives the nearest element, a write is dropped, and nothing raises."""

import jax
import jax.numpy as jnp
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st


def sharp():
    x = jnp.arange(5)
    return x[10]  #! SB104


def sharp_write():
    x = jnp.zeros(3)
    return x.at[7].set(9.0)  #! SB104


def blunt(index):
    x = jnp.arange(5)
    return x.at[index].get(mode="fill", fill_value=-1)


def test_a_read_outside_gives_the_last_element():
    assert sharp() == 4


def test_a_write_outside_is_dropped():
    assert sharp_write().tolist() == [0.0, 0.0, 0.0]


def test_fill_mode_says_that_the_index_was_outside():
    assert blunt(10) == -1
    assert blunt(2) == 2


SHAPES = [(1,), (6,), (3, 2), (2, 3, 2)]
# A compiled function, so that each shape compiles once for all indices.
read = jax.jit(lambda x, index: x[index])
write = jax.jit(lambda x, index: x.at[index].set(-1))
window = jax.jit(lambda x, start: jax.lax.dynamic_slice(x, start, (1,) * x.ndim))


def places(shape, low=-20):
    return st.tuples(*[st.integers(low, 20) for _ in shape])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_reads_clamp_for_any_shape_and_index(data):
    shape = data.draw(st.sampled_from(SHAPES))
    x, index = np.arange(np.prod(shape)).reshape(shape), data.draw(places(shape))
    # From the end first, as in NumPy; what is still outside is moved to the edge.
    nearest = tuple([min(max(i + n if i < 0 else i, 0), n - 1) for i, n in zip(index, shape)])
    assert int(read(x, index)) == x[nearest]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_writes_outside_are_dropped_for_any_shape_and_index(data):
    shape = data.draw(st.sampled_from(SHAPES))
    x, index = np.arange(np.prod(shape)).reshape(shape), data.draw(places(shape))
    wanted = x.copy()
    if all(-n <= i < n for i, n in zip(index, shape)):
        wanted[index] = -1
    np.testing.assert_array_equal(write(x, index), wanted)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_start_of_a_slice_clamps_for_any_shape(data):
    shape = data.draw(st.sampled_from(SHAPES))
    x, start = np.arange(np.prod(shape)).reshape(shape), data.draw(places(shape, low=0))
    assert window(x, start).item() == x[tuple([min(i, n - 1) for i, n in zip(start, shape)])]
