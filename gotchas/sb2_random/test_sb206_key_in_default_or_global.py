"""SB206 key-in-default-or-global: one key for the whole life of the program, so every call draws the same numbers.

A default is made once, when the function is defined; a module-level or class-level key once, at import.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
import pytest
from jax import random

KEY = random.key(0)


def sharp(n, key=random.key(0)):  # noqa: B008  #! SB206
    return random.normal(key, (n,))


def sharp_global(n):
    return random.normal(KEY, (n,))  #! SB206


class SharpLayer:
    key = random.key(1)

    def initial(self, n):
        return random.normal(self.key, (n,))  #! SB206


class SharpState(NamedTuple):
    x: jax.Array
    key: jax.Array = random.key(2)  #! SB206


def blunt(n, key):
    return random.normal(key, (n,))


def blunt_optional(n, key=None):
    key = random.key(0) if key is None else key
    return random.normal(key, (n,))


class BluntLayer:
    def __init__(self, key):
        self.key = key

    def initial(self, n):
        self.key, sub = random.split(self.key)
        return random.normal(sub, (n,))


@pytest.mark.parametrize("function", [sharp, sharp_global, lambda n: SharpLayer().initial(n)], ids=["default", "global", "class"])
def test_every_call_draws_the_same(function):
    assert function(3).tolist() == function(3).tolist()


def test_two_functions_that_share_a_global_are_correlated():
    assert sharp(3).tolist() == sharp_global(3).tolist()


def test_every_state_starts_with_one_and_the_same_key():
    assert SharpState(jnp.zeros(1)).key is SharpState(jnp.ones(1)).key


def test_the_checker_of_jax_refuses_the_second_call_of_each():
    with jax.debug_key_reuse(True), jax.disable_jit():
        local = random.key(9)

        def draw(key=local):  #! SB206
            return random.normal(key)

        draw()
        with pytest.raises(jax.errors.KeyReuseError):
            draw()


def test_a_key_from_the_caller_draws_anew():
    layer = BluntLayer(random.key(3))
    assert layer.initial(3).tolist() != layer.initial(3).tolist()
    assert blunt(3, random.key(3)).tolist() != blunt_optional(3).tolist()
