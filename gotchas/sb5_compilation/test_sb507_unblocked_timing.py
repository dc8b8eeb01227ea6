"""SB507 unblocked-timing: JAX returns before the work is done, and the clock is stopped too early.

The clock of these tests is no clock: it counts the arrays that are ready. So it shows what had been done when it was read.
"""

import time

import jax
import jax.numpy as jnp
import pytest


@jax.jit
def work(x):
    """A second of work for a device that is slow."""
    return jax.lax.fori_loop(0, 300, lambda i, a: a @ a / 400.0, x)


def sharp(x):
    start = time.perf_counter()
    y = work(x)
    seconds = time.perf_counter() - start  #! SB507
    return y, seconds


def blunt(x):
    start = time.perf_counter()
    y = jax.block_until_ready(work(x))
    seconds = time.perf_counter() - start
    return y, seconds


def sharp_average(x, n):
    double = jax.jit(lambda a: a * 2)
    start = time.perf_counter()
    for _ in range(n):
        double(x).block_until_ready()
    return (time.perf_counter() - start) / n  #! SB507


def blunt_average(x, n):
    double = jax.jit(lambda a: a * 2)
    double(x).block_until_ready()
    start = time.perf_counter()
    for _ in range(n):
        double(x).block_until_ready()
    return (time.perf_counter() - start) / n


compilations = []


@jax.monitoring.register_event_duration_secs_listener
def count_compilation(event, seconds, **_):
    if "backend_compile" in event:
        compilations.append(event)


def arrays_that_are_ready():
    return sum(array.is_ready() for array in jax.live_arrays() if array.shape == (401, 401))


@pytest.fixture
def x():
    x = jnp.ones((401, 401))
    work(x).block_until_ready()
    return x


def test_the_clock_is_stopped_before_the_result_is_there(x, monkeypatch):
    monkeypatch.setattr(time, "perf_counter", arrays_that_are_ready)
    y, more = sharp(x)
    assert more == 0
    y.block_until_ready()


def test_whoever_waits_stops_it_after(x, monkeypatch):
    monkeypatch.setattr(time, "perf_counter", arrays_that_are_ready)
    y, more = blunt(x)
    assert more == 1


@pytest.mark.parametrize(("average", "compiled"), [(sharp_average, 1), (blunt_average, 0)])
def test_the_first_call_compiles_while_the_clock_runs(x, monkeypatch, average, compiled):
    monkeypatch.setattr(time, "perf_counter", lambda: len(compilations))
    assert average(x, 10) * 10 == compiled
