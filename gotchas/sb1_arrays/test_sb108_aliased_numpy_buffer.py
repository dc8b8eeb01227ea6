"""SB108 aliased-numpy-buffer: what JAX was given is not JAX's own: a later write into the NumPy array shows through."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest


def aligned(count):
    """A buffer that starts where JAX on a CPU wants its own to start."""
    raw = np.zeros(4 * count + 64, np.uint8)
    start = -raw.ctypes.data % 64
    return raw[start : start + 4 * count].view(np.float32)


def sharp(buffer: np.ndarray):
    x = jax.device_put(buffer)
    buffer[:] = 7.0  #! SB108
    return x


def blunt(buffer: np.ndarray):
    x = jax.device_put(buffer.copy())
    buffer[:] = 7.0
    return x


def rounds(buffer: np.ndarray, count):
    seen = []
    for number in range(count):
        buffer[:] = number  #! SB108
        seen.append(jax.device_put(buffer))
    return seen


def by_array(buffer: np.ndarray):
    x = jnp.array(buffer).block_until_ready()
    buffer[:] = 7.0
    return x


@jax.jit
def power(matrix):
    return jnp.sum(matrix @ matrix)


def stale(matrix: np.ndarray):
    pending = power(matrix)
    matrix[:] = 0.0  #! SB108
    return pending


def ready(matrix: np.ndarray):
    done = power(matrix).block_until_ready()
    matrix[:] = 0.0
    return done


def test_the_jax_array_changes_with_the_buffer():
    assert sharp(aligned(8)).tolist() == [7.0] * 8


def test_a_copy_stays():
    assert blunt(aligned(8)).tolist() == [0.0] * 8
    assert by_array(aligned(8)).tolist() == [0.0] * 8


def test_all_rounds_hold_the_last_one():
    assert [x[0].item() for x in rounds(aligned(8), 3)] == [2.0, 2.0, 2.0]


def test_from_dlpack_shares_as_well():
    buffer = aligned(8)
    x = jnp.from_dlpack(buffer)
    assert x.unsafe_buffer_pointer() == buffer.ctypes.data


@pytest.mark.parametrize("function", [jax.device_put, jnp.asarray, jnp.from_dlpack])
def test_whether_it_is_shared_depends_on_the_alignment(function):
    buffer = aligned(9)[1:]
    x = function(buffer).block_until_ready()
    buffer[:] = 7.0
    assert buffer.sum() == 56.0 and x.sum() == 0.0


def test_a_compiled_function_reads_what_was_written_after_the_call():
    """It is a race, which the write wins nearly always: one of many calls is enough."""
    for _ in range(200):
        matrix = aligned(500 * 500).reshape(500, 500)
        matrix[:] = 1.0
        after_a_write = float(stale(matrix))
        if after_a_write != 500.0**3:
            break
    assert after_a_write != 500.0**3


def test_who_waits_first_gets_the_right_result():
    matrix = aligned(500 * 500).reshape(500, 500)
    matrix[:] = 1.0
    assert float(ready(matrix)) == 500.0**3
