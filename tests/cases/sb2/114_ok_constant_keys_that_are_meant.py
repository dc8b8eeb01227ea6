# about: constant keys as defaults, in functions that take nothing, of settings; one key twice in a test
# shows: every line does what it is meant to do
import jax
import jax.numpy as jnp


def default_key(key=None):
    return jax.random.key(0) if key is None else key


@jax.jit
def project(x, key=None):
    if key is None:
        key = jax.random.key(0)
    return x @ jax.random.normal(key, (3, 2)) + jax.random.normal(default_key(), (2,))


@jax.jit
def initial():
    return jax.random.normal(jax.random.key(0), (3, 2))


class Params:
    seed = -1


@jax.jit
def reset(x):
    return x + jax.random.normal(jax.random.key(Params.seed), x.shape)


def reference(key, shape):
    return jax.random.normal(key, shape)


def test_two_ways_to_draw():
    key = jax.random.key(1)
    assert jnp.array_equal(reference(key, (3,)), jax.random.normal(key, (3,)))
    first, second = jax.random.split(key)
    assert reference(key, ()) == jax.random.normal(key)
