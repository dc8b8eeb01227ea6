"""SB704 unregistered-pytree: JAX takes apart the classes that it knows; an object of another is a leaf that is no array."""

import dataclasses
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import pytest
from jax import lax


class SharpModel:
    def __init__(self, w):
        self.w = w


@dataclasses.dataclass
class SharpSummary:
    mean: jax.Array
    spread: jax.Array


@jax.jit
def predict(model, x):
    return model.w * x


def sharp_argument(x):
    model = SharpModel(2.0)
    return predict(model, x)  #! SB704


@jax.jit
def sharp_result(x):
    return SharpSummary(jnp.mean(x), jnp.std(x))  #! SB704


def sharp_carry(xs):
    start = SharpModel(jnp.zeros(()))
    return lax.scan(lambda model, x: (model, x), start, xs)  #! SB704


def sharp_auxiliary(w):
    def loss(w):
        return w**2, SharpModel(w)  #! SB704

    return jax.value_and_grad(loss, has_aux=True)(w)


@jax.tree_util.register_pytree_node_class
class Gaussian:
    def __init__(self, mean):
        self.mean = mean

    def tree_flatten(self):
        return (self.mean,), None

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(*children)


class SharpChild(Gaussian):
    """Registration is not inherited."""


@jax.jit
def shifted(dist, x):
    return dist.mean + x


def sharp_child(x):
    return shifted(SharpChild(1.0), x)  #! SB704


class BluntTuple(NamedTuple):
    w: jax.Array


@partial(jax.tree_util.register_dataclass, data_fields=["w"], meta_fields=[])
@dataclasses.dataclass
class BluntDataclass:
    w: jax.Array


class BluntLater:
    def __init__(self, w):
        self.w = w


def blunt_arguments(x):
    return predict(BluntTuple(2.0), x), predict(BluntDataclass(2.0), x), predict(BluntLater(2.0), x)


# Registered after the function that uses it, and by a call.
jax.tree_util.register_pytree_node(BluntLater, lambda m: ((m.w,), None), lambda aux, children: BluntLater(*children))


def blunt_static(x):
    return jax.jit(lambda model, x: model.w * x, static_argnums=0)(SharpModel(2.0), x)


def blunt_not_mapped(xs):
    return jax.vmap(lambda model, x: model.w * x, in_axes=(None, 0))(SharpModel(2.0), xs)


def blunt_not_differentiated(x):
    return jax.grad(lambda x, model: model.w * x)(x, SharpModel(2.0))


def blunt_child(x):
    return shifted(Gaussian(1.0), x)


XS = jnp.arange(3.0)


@pytest.mark.parametrize("sharp", [sharp_argument, sharp_result, sharp_carry, sharp_child])
def test_jax_does_not_know_the_class(sharp):
    with pytest.raises(TypeError, match="Sharp"):
        sharp(XS)


def test_as_auxiliary_output_the_tracer_comes_out_silently():
    (value, kept), gradient = sharp_auxiliary(3.0)
    assert (value, gradient) == (9.0, 6.0)
    assert isinstance(kept.w, jax.core.Tracer)


def test_registered_classes_and_tuples_work():
    assert [out.tolist() for out in blunt_arguments(XS)] == [[0.0, 2.0, 4.0]] * 3
    assert blunt_child(XS).tolist() == [1.0, 2.0, 3.0]


def test_what_is_not_traced_may_be_anything():
    assert blunt_static(XS).tolist() == blunt_not_mapped(XS).tolist() == [0.0, 2.0, 4.0]
    assert blunt_not_differentiated(3.0) == 2.0
