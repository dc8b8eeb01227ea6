"""SB514 varying-shape-into-jit: a program is compiled for one shape of its arguments, and again for the next."""

import logging
from contextlib import contextmanager

import jax
import jax.numpy as jnp
import numpy as np


@jax.jit
def mean(x):
    return x.mean()


@jax.jit
def mean_of_first(x, count):
    return jnp.where(jnp.arange(x.size) < count, x, 0.0).sum() / count


@jax.jit
def total(parts):
    return sum(jax.tree_util.tree_leaves(parts))


def sharp(x, longest=20):
    return [mean(x[:count]) for count in range(1, longest + 1)]  #! SB514


def sharp_history(steps):
    history, means = [], []
    for step in range(steps):
        history.append(float(step))
        means.append(mean(np.array(history)))  #! SB514
    return means


def sharp_list(steps):
    history = []
    for step in range(steps):
        history.append(jnp.float32(step))
        total(history)  #! SB514


def sharp_dict(steps):
    cache = {}
    for step in range(steps):
        cache[step] = jnp.float32(step)
        total(cache)  #! SB514


def sharp_made_to_measure(steps):
    for step in range(1, steps):
        mean(jnp.zeros(step))  #! SB514


def sharp_slices():
    x = jnp.arange(64.0)
    largest = 0.0
    for count in range(1, 20):
        largest = max(largest, jnp.max(x[:count]))  #! SB514
    return largest


def blunt(x, longest=20):
    return [mean_of_first(x, count) for count in range(1, longest + 1)]


def fine_window(x):
    return [mean(x[i : i + 8]) for i in range(20)]


def fine_last_few(steps):
    history = [0.0] * 4
    for step in range(steps):
        history.append(float(step))
        history = history[-4:]
        total(history)


def fine_whole(steps):
    history = []
    for step in range(steps):
        history.append(float(step))
    return mean(np.array(history))


def compilations(function, compiled, *args):
    compiled.clear_cache()
    function(*args)
    return compiled._cache_size()


@contextmanager
def compiled_programs():
    """The messages of JAX about each program that it compiles."""
    messages = []

    class Handler(logging.Handler):
        def emit(self, record):
            if record.getMessage().startswith("Compiling"):
                messages.append(record.getMessage())

    handler, logger = Handler(), logging.getLogger("jax")
    logger.addHandler(handler)
    before = jax.config.jax_log_compiles
    jax.config.update("jax_log_compiles", True)
    yield messages
    jax.config.update("jax_log_compiles", before)
    logger.removeHandler(handler)


def test_each_length_compiles():
    assert compilations(sharp, mean, jnp.arange(64.0)) == 20
    assert compilations(sharp_history, mean, 20) == 20
    assert compilations(sharp_made_to_measure, mean, 21) == 20


def test_each_structure_of_a_list_or_dict_compiles():
    assert compilations(sharp_list, total, 10) == 10
    assert compilations(sharp_dict, total, 10) == 10


def test_each_slice_is_a_program_of_its_own():
    with compiled_programs() as messages:
        sharp_slices()
    assert len(messages) >= 19


def test_a_mask_compiles_once_and_gives_the_same():
    assert compilations(blunt, mean_of_first, jnp.arange(64.0)) == 1
    assert np.allclose(blunt(jnp.arange(64.0)), sharp(jnp.arange(64.0)))


def test_windows_of_one_length_compile_once():
    assert compilations(fine_window, mean, jnp.arange(64.0)) == 1
    assert compilations(fine_last_few, total, 10) == 1
    assert compilations(fine_whole, mean, 10) == 1
