"""SB815 jit-inside-haiku-transform: what is made under a transformation of JAX leaks into Haiku's own dictionaries."""

import haiku as hk
import jax
import jax.numpy as jnp
import pytest
from jax import lax

X = jnp.ones((3, 4))


def sharp(x):
    return jax.jit(hk.Linear(4))(x)  #! SB815


def sharp_scan(x):
    layer = hk.Linear(4)
    return lax.scan(lambda carry, row: (carry, layer(row)), 0.0, x)[1]  #! SB815


def sharp_cond(x):
    return lax.cond(x.sum() > 0, lambda y: hk.Linear(4)(y), lambda y: y, x)  #! SB815


def sharp_state(x):
    def loss(y):
        return hk.BatchNorm(True, True, 0.9)(y, is_training=True).sum()

    return jax.grad(loss)(x)  #! SB815


def blunt(x):
    return hk.Linear(4)(x)


def blunt_scan(x):
    layer = hk.Linear(4)
    return hk.scan(lambda carry, row: (carry, layer(row)), 0.0, x)[1]


def blunt_made_before(x):
    layer = hk.Linear(4)
    layer(x[0])
    return lax.scan(lambda carry, row: (carry, layer(row)), 0.0, x)[1]


def blunt_state(x):
    def loss(y):
        return hk.BatchNorm(True, True, 0.9)(y, is_training=True).sum()

    return hk.grad(loss)(x)


def first_use(function):
    """What `init` gives, used once."""
    return jax.tree.map(lambda leaf: leaf + 0, hk.transform_with_state(function).init(jax.random.key(0), X))


SHARP = [lambda x: sharp(x), lambda x: sharp_scan(x), lambda x: sharp_cond(x), lambda x: sharp_state(x)]


@pytest.mark.parametrize("function", SHARP, ids=["jit", "scan", "cond", "state under grad"])
def test_a_tracer_leaks_into_the_parameters(function):
    with pytest.raises(jax.errors.UnexpectedTracerError):
        first_use(function)


@pytest.mark.parametrize("function", [blunt_scan, blunt_made_before, blunt_state], ids=["hk.scan", "made before", "hk.grad"])
def test_the_loops_of_haiku_keep_track(function):
    assert len(jax.tree.leaves(first_use(function))) >= 2


def test_jit_belongs_around_init_and_apply():
    net = hk.transform(blunt)
    params = jax.jit(net.init)(jax.random.key(0), X)
    assert jax.jit(net.apply)(params, None, X).shape == (3, 4)


hk.transform(sharp)
hk.transform(sharp_scan)
hk.transform(sharp_cond)
hk.transform_with_state(sharp_state)
