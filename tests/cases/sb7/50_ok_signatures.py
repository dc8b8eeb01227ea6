# Settings that fit, in ways that a count of names would miss.
import functools
from functools import partial

import jax
import jax.numpy as jnp
from flax import linen as nn
from jax.sharding import PartitionSpec as P


def logged(fn):
    @functools.wraps(fn)
    def wrapper(*args, **kwargs):
        return fn(*args, **kwargs)

    return wrapper


def with_key(fn):
    def wrapper(key, *args):
        return fn(*args) + jax.random.normal(key)

    return wrapper


@logged
def energy(x, y):
    return jnp.sum(x * y)


@with_key
def noisy(x):
    return jnp.sum(x)


class Model(nn.Module):
    @nn.compact
    def __call__(self, x, train: bool = False):
        return nn.Dense(2)(x)


class Field:
    def __call__(self, x, t):
        return x * t

    @classmethod
    def build(cls, x, scale):
        return x * scale

    def at(self, x, *, scale=1.0):
        return x * scale


def run(x, key):
    keys = jax.random.split(key, len(x))
    jax.vmap(noisy, in_axes=(0, 0))(keys, x)
    jax.vmap(energy, in_axes=(0, None))(x, x[0])
    model = Model()
    variables = model.init(key, x[0])
    jax.vmap(model.apply, in_axes=(None, 0))(variables, x)
    field = Field()
    jax.vmap(field, in_axes=(0, None))(x, 1.0)
    jax.vmap(Field.build, in_axes=(0, None))(x, 2.0)
    jax.vmap(Field.__call__, in_axes=(None, 0, None))(field, x, 1.0)
    jax.vmap(field.at, in_axes=(0,))(x)
    jax.vmap(partial(energy, x[0]), in_axes=(0,))(x)
    jax.vmap(partial(energy, y=x[0]), in_axes=(0,))(x)
    args = (x, x)
    jax.vmap(energy, in_axes=(0, 0))(*args)
    jax.grad(energy, argnums=(0, 1))(x, x)
    jax.grad(lambda *xs: sum(jnp.sum(v) for v in xs), argnums=tuple(range(3)))(x, x, x)
    jax.vmap(lambda pair: pair[0] + pair[1], in_axes=((0, None),))((x, x[0]))
    jax.vmap(lambda tree: tree["a"] * tree["b"], in_axes=({"a": 0, "b": None},))({"a": x, "b": 2.0})
    jax.vmap(lambda x: (x, {"twice": 2 * x}), out_axes=(0, {"twice": 0}))(x)
    jax.vmap(lambda x: (x, 2 * x), out_axes=0)(x)
    return jax.vmap(jax.value_and_grad(energy), in_axes=(0, 0), out_axes=(0, 0))(x, x)


def sharded(mesh, x):
    def body(x, y):
        return x + y

    a = jax.shard_map(body, mesh=mesh, in_specs=P("i"), out_specs=P("i"))(x, x)
    return a + jax.shard_map(body, mesh=mesh, in_specs=(P("i"), P()), out_specs=P("i"))(x, x)


def choose(flag):
    if flag:
        def fn(x, y):
            return x + y
    else:
        def fn(x):
            return x

    return jax.vmap(fn, in_axes=(0, 0) if flag else (0,))
