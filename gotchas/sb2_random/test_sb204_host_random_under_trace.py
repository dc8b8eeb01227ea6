"""SB204 host-random-under-trace: Python's and NumPy's generators draw while JAX traces, once, and the number is baked in."""

import random as python_random
import secrets
import uuid

import jax
import jax.numpy as jnp
import numpy as np
import pytest

GENERATOR = np.random.default_rng(0)


@jax.jit
def sharp(x):
    return x + np.random.normal(size=3)  #! SB204


@jax.jit
def sharp_python(x):
    return x + python_random.random()  #! SB204


@jax.jit
def sharp_generator(x):
    return x + GENERATOR.normal()  #! SB204


@jax.jit
def sharp_secrets(x):
    return x + secrets.randbelow(2**20)  #! SB204


@jax.jit
def sharp_uuid(x):
    return x + uuid.uuid4().int % 2**20  #! SB204


def sharp_scan(n):
    def step(x, _):
        x = x + np.random.rand()  #! SB204
        return x, x

    return jnp.diff(jax.lax.scan(step, 0.0, None, length=n)[1])


def augment(x):
    return x * np.random.uniform(0.5, 1.5)  #! SB204


@jax.jit
def sharp_helper(x):
    return augment(x) + 1.0


@jax.jit
def blunt(x, key):
    return x + jax.random.normal(key, (3,))


def blunt_host(x):
    return _add(x, np.random.normal(size=3))


@jax.jit
def _add(x, noise):
    return x + noise


SHARP = [sharp, sharp_python, sharp_generator, sharp_secrets, sharp_uuid, sharp_helper]


@pytest.mark.parametrize("function", SHARP, ids=lambda f: f.__name__)
def test_every_call_gets_the_first_number(function):
    assert function(1.0).tolist() == function(1.0).tolist()


@pytest.mark.parametrize("function", SHARP, ids=lambda f: f.__name__)
def test_the_number_is_a_constant_of_the_program(function):
    first = str(jax.make_jaxpr(lambda: function(1.0))())
    assert first == str(jax.make_jaxpr(lambda: function(1.0))())
    assert "random_bits" not in first


def test_every_round_of_scan_adds_the_same():
    assert np.ptp(sharp_scan(6)) < 1e-5


def test_a_key_or_an_argument_makes_each_call_new():
    key_a, key_b = jax.random.split(jax.random.key(0))
    assert blunt(1.0, key_a).tolist() != blunt(1.0, key_b).tolist()
    assert blunt_host(1.0).tolist() != blunt_host(1.0).tolist()
