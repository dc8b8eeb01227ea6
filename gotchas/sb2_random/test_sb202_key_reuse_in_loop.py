"""SB202 key-reuse-in-loop: a key from outside a loop, spent inside, makes every round draw the same numbers.

JAX's own checker refuses the loops that it sees (`scan`, `while_loop`, and Python's, at the second round); under `vmap`
with an unmapped key it says nothing.
"""

from functools import partial

import jax
import jax.numpy as jnp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jax import lax, random

N = 4


def sharp(key):
    draws = []
    for _ in range(N):
        draws.append(random.normal(key))  #! SB202
    return jnp.stack(draws)


def sharp_split(key):
    draws = []
    for _ in range(N):
        _, sub = random.split(key)  #! SB202
        draws.append(random.normal(sub))
    return jnp.stack(draws)


def sharp_comprehension(key):
    return jnp.stack([random.normal(key) for _ in range(N)])  #! SB202


def sharp_scan(key):
    def step(total, _):
        draw = random.normal(key)  #! SB202
        return total + draw, draw

    return lax.scan(step, 0.0, None, length=N)[1]


def sharp_fori(key):
    def put(i, draws):
        return draws.at[i].set(random.normal(key))  #! SB202

    return lax.fori_loop(0, N, put, jnp.zeros(N))


def sharp_carry(key):
    def step(key, _):
        return key, random.normal(key)  #! SB202

    return lax.scan(step, key, None, length=N)[1]


def sharp_vmap(key):
    return jax.vmap(lambda x: x + random.normal(key))(jnp.zeros(N))  #! SB202


def sharp_tree(key):
    leaves = {"w": 0.0, "b": 0.0, "scale": 0.0, "shift": 0.0}
    noisy = jax.tree.map(lambda x: x + random.normal(key), leaves)  #! SB202
    return jnp.stack(jax.tree.leaves(noisy))


def blunt(key):
    draws = []
    for _ in range(N):
        key, sub = random.split(key)
        draws.append(random.normal(sub))
    return jnp.stack(draws)


def blunt_fold(key):
    return jnp.stack([random.normal(random.fold_in(key, i)) for i in range(N)])


def blunt_over_keys(key):
    return jnp.stack([random.normal(k) for k in random.split(key, N)])


def blunt_scan(key):
    def step(key, _):
        key, sub = random.split(key)
        return key, random.normal(sub)

    return lax.scan(step, key, None, length=N)[1]


def blunt_scan_over_keys(key):
    return lax.scan(lambda total, k: (total, random.normal(k)), 0.0, random.split(key, N))[1]


def blunt_fori(key):
    def put(i, draws):
        return draws.at[i].set(random.normal(random.fold_in(key, i)))

    return lax.fori_loop(0, N, put, jnp.zeros(N))


def blunt_vmap(key):
    return jax.vmap(lambda x, k: x + random.normal(k))(jnp.zeros(N), random.split(key, N))


def blunt_axis_index(key):
    @partial(jax.vmap, axis_name="member")
    def member(x):
        return x + random.normal(random.fold_in(key, lax.axis_index("member")))

    return member(jnp.zeros(N))


def fine_leaves_after_the_draw(key):
    for name in ("bias", "kernel", "scale"):
        if name == "kernel":
            return random.normal(key)
    return jnp.zeros(())


SHARP = [sharp, sharp_split, sharp_comprehension, sharp_scan, sharp_fori, sharp_carry, sharp_vmap, sharp_tree]
BLUNT = [blunt, blunt_fold, blunt_over_keys, blunt_scan, blunt_scan_over_keys, blunt_fori, blunt_vmap, blunt_axis_index]


def name(function):
    return function.__name__


@pytest.mark.parametrize("function", SHARP, ids=name)
def test_every_round_draws_the_same(function):
    assert len(jnp.unique(function(random.key(7)))) == 1


@pytest.mark.parametrize("function", BLUNT, ids=name)
def test_a_key_for_each_round_draws_anew(function):
    assert len(jnp.unique(function(random.key(7)))) == N


@pytest.mark.parametrize("function", [f for f in SHARP if f is not sharp_vmap], ids=name)
def test_the_checker_of_jax_refuses_the_loop(function):
    with jax.debug_key_reuse(True), pytest.raises(jax.errors.KeyReuseError):
        jax.jit(lambda key: function(key))(random.key(7))


@pytest.mark.parametrize("function", [*BLUNT, fine_leaves_after_the_draw, sharp_vmap], ids=name)
def test_the_checker_of_jax_accepts_good_loops_and_does_not_see_vmap(function):
    with jax.debug_key_reuse(True):
        function(random.key(7))


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**31 - 1))
def test_scan_and_a_python_loop_over_the_same_keys_draw_the_same(seed):
    assert jnp.allclose(blunt(random.key(seed)), blunt_scan(random.key(seed)), rtol=1e-6)
