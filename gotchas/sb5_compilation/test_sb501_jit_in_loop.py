"""SB501 jit-in-loop: a program is found again by the identity of its function, and a function made in a round is a new one.

`jax.jit(f)` of one `f` may stand in the loop: it finds its program again.
"""

from functools import partial

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


def scale(x, k=2.0):
    return x * k


def total(x):
    return (x * x).sum()


class Model:
    def step(self, x):
        return x + 1.0


model = Model()


def sharp_lambda():
    for _ in range(5):
        jax.jit(lambda x: x * 2.0)(X)  #! SB501


def sharp_partial():
    for k in range(10):
        step = jax.jit(partial(scale, k=k))  #! SB501
        step(X)


def sharp_local():
    for _ in range(5):

        @jax.jit  #! SB501
        def step(x):
            return x - 1.0

        step(X)


def sharp_gradient(rounds=5):
    for _ in range(rounds):
        jax.jit(jax.grad(total))(X)  #! SB501


def sharp_method():
    for _ in range(5):
        jax.jit(model.step)(X)  #! SB501


def blunt_lambda():
    step = jax.jit(lambda x: x * 2.0)
    for _ in range(5):
        step(X)


def blunt_argument():
    step = jax.jit(scale)
    for k in range(5):
        step(X, float(k))


def blunt_gradient(rounds=5):
    gradient = jax.jit(jax.grad(total))
    for _ in range(rounds):
        gradient(X)


def fine_one_function():
    for _ in range(5):
        jax.jit(total)(X)


def fine_table():
    steps = {}
    for k in range(3):
        steps[k] = jax.jit(partial(scale, k=float(k)))
    for _ in range(4):
        for k in range(3):
            steps[k](X)


@pytest.mark.parametrize(("function", "count"), [(sharp_lambda, 5), (sharp_partial, 10), (sharp_local, 5), (sharp_gradient, 5), (sharp_method, 5)])
def test_each_round_compiles(function, count):
    assert compilations(function) == count


@pytest.mark.parametrize("function", [blunt_lambda, blunt_argument, blunt_gradient, fine_one_function])
def test_one_compilation_serves_all_rounds(function):
    assert compilations(function) == 1


def test_what_is_kept_in_a_table_compiles_once_for_each_entry():
    assert compilations(fine_table) == 3
