"""SB515 weak-type-recompile: a Python number has a weak type, and what a step returns has a strong one: two programs for one loop.

`jnp.array(0.0)`, `jnp.asarray(0.0)` and `jnp.full(n, 0.0)` are weak too; a dtype, or `jnp.zeros(n)`, makes a strong array.
"""

import logging
import re
from contextlib import contextmanager
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


@jax.jit
def accumulate(total, x):
    return total + jnp.mean(x)


@jax.jit
def measure(metrics, x):
    return {"loss": metrics["loss"] + jnp.mean(x), "count": metrics["count"] + 1}


@jax.jit
def halve(x):
    return 0.5 * (x + 2.0 / x)


@jax.jit
def descend(slope, x, y):
    return slope - 0.1 * jax.grad(lambda s: jnp.mean((s * x - y) ** 2))(slope)


class Ball(NamedTuple):
    height: jax.Array
    time: jax.Array


@jax.jit
def fall(ball, gravity):
    return Ball(ball.height - gravity * ball.time, ball.time + 0.1 * gravity)


def sharp(rounds):
    total = 0.0
    for key in jax.random.split(jax.random.key(0), rounds):
        total = accumulate(total, jax.random.normal(key, (4,)))  #! SB515
    return total


def sharp_array(rounds):
    total = jnp.array(0.0)
    for _ in range(rounds):
        total = accumulate(total, jnp.ones(4))  #! SB515
    return total


def sharp_dict(rounds):
    metrics = {"loss": 0.0, "count": 0}
    for _ in range(rounds):
        metrics = measure(metrics, jnp.ones(4))  #! SB515
    return metrics["loss"]


def sharp_tuple(rounds):
    gravity = jnp.float32(9.8)
    ball = Ball(jnp.float32(100.0), 0.0)
    for _ in range(rounds):
        ball = fall(ball, gravity)  #! SB515
    return ball.time


def blunt(rounds):
    total = jnp.float32(0.0)
    for key in jax.random.split(jax.random.key(0), rounds):
        total = accumulate(total, jax.random.normal(key, (4,)))
    return total


def blunt_array(rounds):
    total = jnp.array(0.0, dtype=jnp.float32)
    for _ in range(rounds):
        total = accumulate(total, jnp.ones(4))
    return total


def blunt_dict(rounds):
    metrics = {"loss": jnp.zeros(()), "count": 0}
    for _ in range(rounds):
        metrics = measure(metrics, jnp.ones(4))
    return metrics["loss"]


def blunt_tuple(rounds):
    gravity = jnp.float32(9.8)
    ball = Ball(jnp.float32(100.0), np.float32(0.0))
    for _ in range(rounds):
        ball = fall(ball, gravity)
    return ball.time


def fine_weak_throughout(rounds):
    x = 1.0
    for _ in range(rounds):
        x = halve(x)
    return x


def fine_gradient_of_a_number(rounds):
    x = jnp.linspace(0.0, 1.0, 10)
    slope = 0.0
    for _ in range(rounds):
        slope = descend(slope, x, 3.0 * x)
    return slope


def fine_not_passed_on(rounds):
    total = 0.0
    for _ in range(rounds):
        total = total + accumulate(jnp.zeros(()), jnp.ones(4))
    return total


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


def programs(compiled, function):
    """How many programs `compiled` has after `function` ran, and what that returned."""
    compiled.clear_cache()
    with compiled_programs() as messages:
        result = function(6)
    name = compiled.__wrapped__.__name__
    return sum(bool(re.match(rf"Compiling (jit\()?{name}\b", message)) for message in messages), result


PAIRS = [(sharp, blunt, accumulate), (sharp_array, blunt_array, accumulate), (sharp_dict, blunt_dict, measure), (sharp_tuple, blunt_tuple, fall)]


@pytest.mark.parametrize("sharp, blunt, compiled", PAIRS, ids=["number", "array", "dict", "tuple"])
def test_a_weak_start_costs_a_second_program_and_gives_the_same(sharp, blunt, compiled):
    twice, before = programs(compiled, sharp)
    once, after = programs(compiled, blunt)
    assert (twice, once) == (2, 1)
    np.testing.assert_allclose(before, after, rtol=1e-6)


@pytest.mark.parametrize("function, compiled", [(fine_weak_throughout, halve), (fine_gradient_of_a_number, descend), (fine_not_passed_on, accumulate)])
def test_a_type_that_stays_compiles_once(function, compiled):
    assert programs(compiled, function)[0] == 1


def test_a_gradient_has_the_weak_type_of_its_argument():
    assert jax.grad(lambda s: jnp.mean(s * jnp.ones(3)))(0.0).weak_type
    assert not jax.grad(lambda s: jnp.mean(s * jnp.ones(3)))(jnp.float32(0.0)).weak_type


WEAK = [lambda: jnp.array(0.0), lambda: jnp.asarray(0.0), lambda: jnp.full(3, 0.0), lambda: jnp.full((), 0), lambda: jax.jit(lambda x: x)(1.0)]
STRONG = [lambda: jnp.zeros(3), lambda: jnp.float32(0.0), lambda: jnp.array([0.0]), lambda: jnp.array(0.0, dtype=jnp.float32), lambda: jnp.full(3, 0.0, jnp.float32)]


@pytest.mark.parametrize("make", WEAK)
def test_arrays_made_of_one_number_are_weak(make):
    assert make().weak_type


@pytest.mark.parametrize("make", STRONG)
def test_arrays_with_a_dtype_or_of_a_list_are_strong(make):
    assert not make().weak_type


#: The lattice of types: each is below those that it is promoted to; a star marks the weak types of Python's numbers.
ABOVE = {
    "bool": ("int*",), "int*": ("uint8", "int8"), "uint8": ("uint16", "int16"), "uint16": ("uint32", "int32"), "uint32": ("uint64", "int64"), "uint64": ("float*",),
    "int8": ("int16",), "int16": ("int32",), "int32": ("int64",), "int64": ("float*",), "float*": ("float16", "bfloat16", "complex*"), "float16": ("float32",),
    "bfloat16": ("float32",), "float32": ("float64", "complex64"), "float64": ("complex128",), "complex*": ("complex64",), "complex64": ("complex128",), "complex128": (),
}  # fmt: skip
NARROW = {"int64": "int32", "uint64": "uint32", "float64": "float32", "complex128": "complex64"}
PYTHON = {"int*": 1, "float*": 1.0, "complex*": 1j}
KINDS = st.sampled_from([kind for kind in ABOVE if kind not in NARROW])


def reachable(kind):
    return {kind}.union(*[reachable(above) for above in ABOVE[kind]])


def least_upper_bound(*kinds):
    common = set.intersection(*map(reachable, kinds))
    [least] = [kind for kind in common if common <= reachable(kind)]
    return NARROW.get(least, least)


def value_of(kind):
    return PYTHON[kind] if kind in PYTHON else jnp.ones((), kind)


def kind_of(function, *args):
    result = jax.eval_shape(function, *args)
    name = result.dtype.name
    return name.rstrip("0123456789") + "*" if result.weak_type else name


@settings(max_examples=60, deadline=None)
@given(KINDS, KINDS)
def test_two_types_meet_at_their_least_upper_bound(one, other):
    a, b = value_of(one), value_of(other)
    both = kind_of(jnp.add, a, b)
    assert both == kind_of(jnp.add, b, a) == least_upper_bound(one, other)
    assert kind_of(lambda c: jnp.where(c, a, b), True) == both


@settings(max_examples=40, deadline=None)
@given(KINDS, KINDS, KINDS)
def test_the_order_of_three_does_not_matter(one, two, three):
    a, b, c = map(value_of, (one, two, three))
    wanted = least_upper_bound(one, two, three)
    assert kind_of(lambda a, b, c: (a + b) + c, a, b, c) == kind_of(lambda a, b, c: a + (b + c), a, b, c) == wanted
