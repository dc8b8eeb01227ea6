"""SB409 jit-on-method: `self` is an argument like any other, and JAX knows nothing of a plain class."""

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import pytest


class Sharp:
    def __init__(self, scale):
        self.scale = scale

    @jax.jit  #! SB409
    def __call__(self, x):
        return self.scale * x

    @partial(jax.jit, static_argnames="n")  #! SB409
    def repeated(self, x, n):
        return jnp.tile(x, n) * self.scale

    @jax.vmap  #! SB409
    def rows(self, x):
        return self.scale * x

    @jax.grad  #! SB409
    def slope(self, x):
        return self.scale * x**2


class Blunt:
    def __init__(self, scale):
        self.scale = scale

    def __call__(self, x):
        return _scaled(self.scale, x)

    @partial(jax.vmap, in_axes=(None, 0))
    def rows(self, x):
        return self.scale * x

    @partial(jax.grad, argnums=1)
    def slope(self, x):
        return self.scale * x**2

    @staticmethod
    @jax.jit
    def doubled(x):
        return 2.0 * x


@jax.jit
def _scaled(scale, x):
    return scale * x


@partial(jax.tree_util.register_dataclass, data_fields=["scale"], meta_fields=[])
@dataclass
class BluntPytree:
    scale: jax.Array

    @jax.jit
    def __call__(self, x):
        return self.scale * x


class BluntTuple(NamedTuple):
    scale: jax.Array

    @jax.jit
    def scaled(self, x):
        return self.scale * x


@dataclass(frozen=True)
class BluntStatic:
    scale: float

    @partial(jax.jit, static_argnums=0)
    def __call__(self, x):
        return self.scale * x


def test_jit_does_not_know_the_class():
    with pytest.raises(TypeError, match="Sharp"):
        Sharp(2.0)(1.0)
    with pytest.raises(TypeError, match="Sharp"):
        Sharp(2.0).repeated(jnp.ones(2), n=2)


def test_neither_do_vmap_and_grad():
    with pytest.raises((TypeError, ValueError)):
        Sharp(2.0).rows(jnp.arange(3.0))
    with pytest.raises(TypeError):
        Sharp(2.0).slope(3.0)


@pytest.mark.parametrize("method", [Blunt(2.0), BluntPytree(2.0), BluntTuple(2.0).scaled, BluntStatic(2.0)], ids=["only x is traced", "a registered dataclass", "a named tuple", "a frozen dataclass that is static"])
def test_what_jax_knows_works(method):
    assert method(3.0) == 6.0


def test_self_can_be_left_out_of_the_transformation():
    assert Blunt(2.0).rows(jnp.arange(3.0)).tolist() == [0.0, 2.0, 4.0]
    assert Blunt(2.0).slope(3.0) == 12.0
    assert Blunt(2.0).doubled(3.0) == 6.0


def programs(model, scales):
    before = BluntPytree.__call__._cache_size()
    for scale in scales:
        model.scale = scale
        model(jnp.ones(7))
    return BluntPytree.__call__._cache_size() - before


def test_the_pytree_sees_a_new_value_and_compiles_once():
    model = BluntPytree(2.0)
    model.scale = 5.0
    assert model(1.0) == 5.0
    assert programs(model, scales=[2.0, 5.0, 7.0]) == 1
