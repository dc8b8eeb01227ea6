"""SB503 unhashable-static: a static argument is part of the key of a compiled program, and a key needs a hash."""

from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest


@partial(jax.jit, static_argnames="shape")
def blocks(x, shape):
    return jnp.sum(x.reshape(-1, *shape), axis=0)


@dataclass
class Settings:
    scale: float = 2.0


@dataclass(frozen=True)
class FrozenSettings:
    scale: float = 2.0
    widths: tuple = (1, 2)


@partial(jax.jit, static_argnums=1)
def scaled(x, settings):
    return x * settings.scale


def sharp():
    return blocks(jnp.arange(8.0), [2, 2])  #! SB503


def sharp_variable():
    shape = [2]
    shape.append(2)
    return blocks(jnp.arange(8.0), shape=shape)  #! SB503


def sharp_dataclass(settings: Settings):
    return scaled(jnp.ones(2), settings)  #! SB503


def sharp_frozen_around_a_list():
    return scaled(jnp.ones(2), FrozenSettings(2.0, [1, 2]))  #! SB503


def sharp_array():
    return blocks(jnp.arange(8.0), np.array([2, 2]))  #! SB503


@jax.jit
def sharp_tracer(x):
    return blocks(x, x)  #! SB503


def blunt():
    return blocks(jnp.arange(8.0), (2, 2))


def blunt_dataclass():
    return scaled(jnp.ones(2), FrozenSettings())


WIDTHS = [1, 2]


def fine_default(x, widths=WIDTHS):
    return x * len(widths)


@pytest.mark.parametrize(
    "function",
    [sharp, sharp_variable, lambda: sharp_dataclass(Settings()), sharp_frozen_around_a_list, sharp_array, lambda: sharp_tracer(jnp.ones(2))],
)
def test_what_has_no_hash_cannot_be_static(function):
    with pytest.raises(ValueError, match="[Nn]on-hashable static arg"):
        function()


def test_tuples_and_frozen_dataclasses_can_be_static():
    assert blunt().tolist() == [[4.0, 6.0], [8.0, 10.0]]
    assert blunt_dataclass().tolist() == [2.0, 2.0]


def test_a_default_that_no_call_passes_is_not_hashed():
    assert jax.jit(fine_default, static_argnames="widths")(jnp.ones(2)).tolist() == [2.0, 2.0]
