"""SB502 jit-per-call: what each call of a function makes anew, each call compiles.

Eager loops and branches of `lax` are compiled too, and found again by the identity of their functions.
"""

import jax
import numpy as np
import pytest

COMPILED = []
X = np.ones(3, np.float32)


@jax.monitoring.register_event_duration_secs_listener
def listen(event, seconds, **_):
    if "backend_compile" in event:
        COMPILED.append(event)


def compilations(function):
    before = len(COMPILED)
    function()
    return len(COMPILED) - before


def whiten(x, mean):
    return jax.jit(lambda v: v - mean)(x)  #! SB502


def relax(x):
    @jax.jit  #! SB502
    def step(v):
        return 0.5 * v

    return step(x)


def add_up(x):
    def body(carry, v):
        return carry + v, None

    return jax.lax.scan(body, np.float32(0.0), x)[0]  #! SB502


class Filter:
    def __init__(self, gain):
        self.gain = gain

    def gained(self, x):
        return self.gain * x

    def update(self, x):
        return jax.jit(self.gained)(x)  #! SB502


filter = Filter(0.5)


def sharp(function):
    for _ in range(5):
        function(X)


def sharp_calls():
    for _ in range(5):
        whiten(X, 1.0)
        relax(X)
        add_up(X)
        filter.update(X)


@jax.jit
def subtract(v, mean):
    return v - mean


def blunt_whiten(x):
    return subtract(x, 1.0)


def plus(carry, v):
    return carry + v, None


def blunt_add_up(x):
    return jax.lax.scan(plus, np.float32(0.0), x)[0]


class BluntFilter:
    def __init__(self, gain):
        self.update = jax.jit(lambda x: gain * x)


blunt_filter = BluntFilter(0.5)


def fine_main(x):
    step = jax.jit(lambda v: 0.5 * v)
    for _ in range(50):
        x = step(x)
    return x


def blunt_calls():
    for _ in range(5):
        blunt_whiten(X)
        blunt_add_up(X)
        blunt_filter.update(X)
    fine_main(X)


@pytest.mark.parametrize("function", [lambda x: whiten(x, 1.0), relax, add_up, filter.update], ids=["lambda", "local", "scan", "method"])
def test_each_call_compiles(function):
    assert compilations(lambda: sharp(function)) >= 5


@pytest.mark.parametrize("function", [blunt_whiten, blunt_add_up, blunt_filter.update, fine_main], ids=["whiten", "scan", "method", "main"])
def test_one_compilation_serves_all_calls(function):
    assert compilations(lambda: sharp(function)) <= 1 + 4 * (function is fine_main)


def test_all_calls_in_one_loop_compile_each_time():
    assert compilations(sharp_calls) >= 20
    assert compilations(blunt_calls) <= 4


if __name__ == "__main__":
    sharp_calls()
