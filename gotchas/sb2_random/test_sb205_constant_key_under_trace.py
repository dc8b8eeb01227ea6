"""SB205 constant-key-under-trace: a key made from a constant seed inside a compiled function, a loop or a comprehension.

The same numbers come at every call and in every round. A seed that is an argument, or a loop variable, is good code.
"""

import jax
import jax.numpy as jnp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jax import lax, random


@jax.jit
def sharp(x):
    return x + random.normal(random.key(0), (3,))  #! SB205


@jax.jit
def sharp_legacy(x):
    key = random.PRNGKey(42)  #! SB205
    return x * random.bernoulli(key, 0.5, (3,))


def sharp_loop(n):
    draws = []
    for _ in range(n):
        key = random.key(0)  #! SB205
        draws.append(random.normal(key))
    return jnp.stack(draws)


def sharp_comprehension(n):
    return jnp.stack([random.normal(random.key(0)) for _ in range(n)])  #! SB205


def sharp_scan(n):
    def step(x, _):
        return x, random.normal(random.key(1))  #! SB205

    return lax.scan(step, 0.0, None, length=n)[1]


def dropout(x):
    keep = random.bernoulli(random.key(0), 0.5, x.shape)  #! SB205
    return jnp.where(keep, x, 0.0)


@jax.jit
def sharp_helper(x):
    return dropout(x)


@jax.jit
def blunt(x, key):
    return x + random.normal(key, (3,))


@jax.jit
def blunt_seed(x, seed):
    return x + random.normal(random.key(seed), (3,))


def blunt_loop(n):
    return jnp.stack([random.normal(random.key(seed)) for seed in range(n)])


def blunt_scan(n):
    def step(x, seed):
        return x, random.normal(random.key(seed))

    return lax.scan(step, 0.0, jnp.arange(n))[1]


@pytest.mark.parametrize("function", [sharp, sharp_legacy, sharp_helper], ids=lambda f: f.__name__)
def test_every_call_draws_the_same(function):
    assert function(jnp.ones(3)).tolist() == function(jnp.ones(3)).tolist()


@pytest.mark.parametrize("function", [sharp_loop, sharp_comprehension, sharp_scan], ids=lambda f: f.__name__)
def test_every_round_draws_the_same(function):
    assert len(jnp.unique(function(5))) == 1


@pytest.mark.parametrize("function", [blunt_loop, blunt_scan], ids=lambda f: f.__name__)
def test_seeds_that_vary_draw_anew(function):
    assert len(jnp.unique(function(5))) == 5


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31 - 1), st.integers(0, 2**31 - 1))
def test_the_draw_depends_on_the_seed_alone(one, other):
    assert (blunt_seed(0.0, one).tolist() == blunt_seed(0.0, other).tolist()) == (one == other)
    assert blunt(0.0, random.key(one)).tolist() == blunt_seed(0.0, one).tolist()
