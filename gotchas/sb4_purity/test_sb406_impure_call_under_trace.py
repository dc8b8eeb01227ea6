"""SB406 impure-call-under-trace: clock, environment and files are read once, while JAX traces."""

import itertools
import os
import time
from datetime import datetime, timezone

import jax
import jax.numpy as jnp
import pytest
from jax.experimental import io_callback


@jax.jit
def sharp(x):
    return x + time.perf_counter()  #! SB406


@jax.jit
def sharp_environment(x):
    return x * float(os.environ.get("SCALE", "1"))  #! SB406


@jax.jit
def sharp_date(x):
    return x + datetime.now(timezone.utc).microsecond  #! SB406


def sharp_file(path):
    @jax.jit
    def scaled(x):
        with open(path) as file:  #! SB406
            return x * float(file.read())

    return scaled


@jax.jit
def blunt(x, now):
    return x + now


def blunt_environment(x):
    return blunt_scaled(x, float(os.environ.get("SCALE", "1")))


@jax.jit
def blunt_scaled(x, scale):
    return x * scale


def blunt_callback(ticks):
    @jax.jit
    def stamped(x):
        return x + io_callback(lambda: jnp.float32(next(ticks)), jax.ShapeDtypeStruct((), jnp.float32))

    return stamped


@pytest.mark.parametrize("function", [sharp, sharp_date], ids=["clock", "date"])
def test_time_stands_still(function):
    first = function(0.0)
    time.sleep(0.002)
    assert function(0.0) == first


def test_the_environment_is_what_it_was(monkeypatch):
    monkeypatch.setenv("SCALE", "1")
    assert sharp_environment(1.0) == blunt_environment(1.0) == 1.0
    monkeypatch.setenv("SCALE", "5")
    assert sharp_environment(1.0) == 1.0
    assert blunt_environment(1.0) == 5.0


def test_the_file_is_what_it_was(tmp_path):
    path = tmp_path / "scale"
    path.write_text("2")
    scaled = sharp_file(path)
    assert scaled(1.0) == 2.0
    path.write_text("3")
    assert scaled(1.0) == 2.0


def test_an_argument_brings_the_time():
    assert blunt(1.0, 1.0) != blunt(1.0, 2.0)


def test_a_callback_runs_with_the_program():


    stamped = blunt_callback(itertools.count())
    assert [float(stamped(0.0)) for _ in range(3)] == [0.0, 1.0, 2.0]
