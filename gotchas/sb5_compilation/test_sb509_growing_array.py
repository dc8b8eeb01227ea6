"""SB509 growing-array: each length is a shape of its own, and each shape is compiled."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

COMPILED = []


@jax.monitoring.register_event_duration_secs_listener
def listen(event, seconds, **_):
    if "backend_compile" in event:
        COMPILED.append(event)


def compilations(function, *args):
    """How many programs are compiled when the function runs as if for the first time."""
    jax.clear_caches()
    before = len(COMPILED)
    function(*args)
    return len(COMPILED) - before


class Recorder:
    def __init__(self):
        self.values = jnp.zeros((0,))

    def record(self, value):
        self.values = jnp.append(self.values, value)  #! SB509


class ListRecorder:
    def __init__(self):
        self.values = []

    def record(self, value):
        self.values.append(value)


def push(buffer, row):
    return jnp.concatenate([buffer, row[None]])


def sharp(n):
    orbit = jnp.array([0.5])
    for k in range(n):
        orbit = jnp.append(orbit, k * 0.25)  #! SB509
    return orbit


def sharp_helper(n):
    rows = jnp.zeros((1, 2))
    k = 0
    while k < n:
        rows = push(rows, jnp.ones(2))  #! SB509
        k += 1
    return rows


def sharp_object(n):
    recorder = Recorder()
    for k in range(n):
        recorder.record(k * 0.25)
    return recorder.values


def blunt(n):
    orbit = [0.5]
    for k in range(n):
        orbit.append(k * 0.25)
    return jnp.array(orbit)


def blunt_scan(n):
    return jax.lax.scan(lambda x, _: (x + 0.25, x), 0.5, None, length=n)[1]


def blunt_object(n):
    recorder = ListRecorder()
    for k in range(n):
        recorder.record(k * 0.25)
    return jnp.array(recorder.values)


def fine_window(n):
    window = jnp.zeros(4)
    for k in range(n):
        window = jnp.append(window, k * 0.25)[1:]
    return window


@pytest.mark.parametrize("function", [sharp, sharp_helper, sharp_object])
def test_every_round_compiles_anew(function):
    few = compilations(function, 10)
    many = compilations(function, 30)
    assert many - few >= 20


@pytest.mark.parametrize("function", [blunt, blunt_scan, blunt_object, fine_window])
def test_the_number_of_programs_does_not_depend_on_the_rounds(function):
    assert compilations(function, 10) == compilations(function, 30) < 10


def test_the_result_is_the_same():
    assert np.array_equal(sharp(5), blunt(5))
    assert np.array_equal(sharp_object(5), blunt_object(5))
    assert sharp_helper(5).shape == (6, 2)
