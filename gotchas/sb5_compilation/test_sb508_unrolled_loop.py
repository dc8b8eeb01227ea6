"""SB508 unrolled-loop: Python runs the loop while JAX traces, and the program gets a copy of the body for each round."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

ROUNDS = 200


@jax.jit
def sharp(x):
    for _ in range(ROUNDS):  #! SB508
        x = jnp.sin(x) * 0.5
    return x


@jax.jit
def blunt(x):
    return jax.lax.fori_loop(0, ROUNDS, lambda _, x: jnp.sin(x) * 0.5, x)


@jax.jit
def sharp_axis(xs):
    total = jnp.zeros(xs.shape[1:])
    for t in range(xs.shape[0]):  #! SB508
        total = jnp.tanh(total + xs[t])
    return total


@jax.jit
def blunt_axis(xs):
    return jax.lax.scan(lambda total, x: (jnp.tanh(total + x), None), jnp.zeros(xs.shape[1:]), xs)[0]


@jax.jit
def sharp_list(x):
    return jnp.stack([jnp.sin(k * x) for k in range(150)])  #! SB508


@jax.jit
def blunt_list(x):
    return jax.vmap(lambda k: jnp.sin(k * x))(jnp.arange(150))


@jax.jit
def fine_layers(x, weights):
    for w in weights:
        x = jnp.tanh(x @ w)
    for axis in range(x.ndim):
        x = x - x.mean(axis, keepdims=True)
    return x


def equations(function, *args):
    """How many equations the traced program has, those inside of its parts too."""

    def count(jaxpr):
        inner = [getattr(p, "jaxpr", p) for e in jaxpr.eqns for p in e.params.values() if hasattr(p, "eqns") or hasattr(p, "jaxpr")]
        return len(jaxpr.eqns) + sum(map(count, inner))

    return count(jax.make_jaxpr(function)(*args).jaxpr)


@pytest.mark.parametrize(("unrolled", "rolled", "x"), [(sharp, blunt, np.float32(1.0)), (sharp_axis, blunt_axis, np.ones((60, 3), np.float32)), (sharp_list, blunt_list, np.float32(1.0))])
def test_the_program_holds_the_body_once_for_each_round(unrolled, rolled, x):
    assert equations(unrolled, x) > 150
    assert equations(rolled, x) < 30
    assert np.allclose(unrolled(x), rolled(x), rtol=1e-5, atol=1e-6)


def test_it_grows_with_the_axis():
    short, long = np.ones((20, 3), np.float32), np.ones((40, 3), np.float32)
    assert equations(sharp_axis, long) - equations(sharp_axis, short) >= 20 * 3
    assert equations(blunt_axis, long) == equations(blunt_axis, short)


def test_a_few_layers_make_a_few_equations():
    assert equations(fine_layers, np.ones((2, 3), np.float32), [np.eye(3, dtype=np.float32)] * 3) < 40


@jax.jit
def scanned(carry, xs):
    def body(carry, x):
        total, largest = carry
        return (0.5 * total + x, jnp.maximum(largest, x)), total - x

    return jax.lax.scan(body, carry, xs)


NUMBERS = st.floats(-100.0, 100.0, width=16)


@settings(max_examples=40, deadline=None)
@given(NUMBERS, st.sampled_from([0, 1, 2, 7]).flatmap(lambda n: st.lists(NUMBERS, min_size=n, max_size=n)))
def test_scan_is_the_loop_in_python(start, xs):
    total, largest, differences = np.float32(start), np.float32(start), []
    for x in map(np.float32, xs):
        differences.append(total - x)
        total, largest = np.float32(0.5) * total + x, max(largest, x)
    (carry, top), stacked = scanned((np.float32(start), np.float32(start)), np.array(xs, np.float32))
    np.testing.assert_allclose(carry, total, rtol=1e-5, atol=1e-4)
    np.testing.assert_allclose(stacked, np.array(differences, np.float32), rtol=1e-5, atol=1e-4)
    assert top == largest
