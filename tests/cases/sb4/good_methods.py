"""Compiled methods, caches and donated buffers that are right."""

import dataclasses
import functools
from functools import cache, cached_property, lru_cache, partial
from typing import NamedTuple

import chex
import equinox as eqx
import flax.linen as nn
import flax.struct
import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class StaticSelf:
    def __init__(self, scale):
        self.scale = scale

    @partial(jax.jit, static_argnums=0)
    def apply(self, x):
        return x * self.scale


class StaticName:
    def __init__(self, scale):
        self.scale = scale

    @functools.partial(jax.jit, static_argnames=("self", "n"))
    def apply(self, x, n=2):
        return x * self.scale**n


class Equal:
    def __init__(self, scale):
        self.scale = scale

    def __hash__(self):
        return hash(self.scale)

    def __eq__(self, other):
        return type(other) is Equal and self.scale == other.scale

    @partial(jax.jit, static_argnums=0)
    def apply(self, x):
        return x * self.scale

    def set_scale(self, scale):
        self.scale = scale


@jax.tree_util.register_pytree_node_class
class Pytree:
    def __init__(self, w):
        self.w = w

    def tree_flatten(self):
        return (self.w,), None

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(*children)

    @jax.jit
    def apply(self, x):
        return x @ self.w


@partial(jax.tree_util.register_dataclass, data_fields=["w"], meta_fields=[])
@dataclasses.dataclass
class Registered:
    w: jax.Array

    @jax.jit
    def apply(self, x):
        return x @ self.w


@chex.dataclass
class Chex:
    w: jax.Array

    @jax.jit
    def apply(self, x):
        return x @ self.w


@flax.struct.dataclass
class Struct:
    w: jax.Array

    @jax.jit
    def apply(self, x):
        return x @ self.w


class Tuple(NamedTuple):
    w: jax.Array

    @jax.jit
    def apply(self, x):
        return x @ self.w


class Eqx(eqx.Module):
    w: jax.Array

    @eqx.filter_jit
    def apply(self, x):
        return x @ self.w

    @jax.jit
    def plain(self, x):
        return x @ self.w


class Nnx(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)

    @nnx.jit
    def __call__(self, x):
        return self.linear(x)


class Static:
    @staticmethod
    @jax.jit
    def step(x):
        return x + 1

    @staticmethod
    @partial(jax.jit, static_argnums=0)
    def power(n, x):
        return x**n


class ArgnumsOne:
    def __init__(self, scale):
        self.scale = scale

    @partial(jax.grad, argnums=1)
    def energy(self, x):
        return self.scale * x**2

    @partial(jax.vmap, in_axes=(None, 0))
    def rows(self, x):
        return x * self.scale


class JitsInside:
    def __init__(self, w):
        self.w = w
        self._step = jax.jit(lambda w, x: w - x)

    def fit(self, xs):
        for x in xs:
            self.w = self._step(self.w, x)

    def evaluate(self, x):
        @jax.jit
        def inner(w, x):
            return w * x

        return inner(self.w, x)


class CountsOutside:
    """What other methods write is not what the compiled method reads."""

    def __init__(self, scale):
        self.scale = scale
        self.calls = 0
        self._apply = jax.jit(self.apply)

    def apply(self, x):
        return x * self.scale

    def __call__(self, x):
        self.calls += 1
        return self._apply(x)


@lru_cache
def compiled(n):
    return jax.jit(lambda x: x**n)


@cache
def table(n):
    return np.arange(n)


@jax.jit
def uses_table(x):
    return x + table(3)


class Grid:
    @cached_property
    def points(self):
        return np.linspace(0, 1, 5)


@lru_cache
def eager_constant(n):
    return jnp.eye(n)


def eager_use(x):
    return x @ eager_constant(3)


update = jax.jit(lambda state, x: state + x, donate_argnums=0)


def rebound(state, xs):
    for x in xs:
        state = update(state, x)
    return state


def copied(state, x):
    new = update(jnp.copy(state), x)
    return new, state


def only_shape(state, x):
    new = update(state, x)
    return new, state.shape, state.dtype, state.ndim


def tuple_rebound(state, opt, xs):
    step = jax.jit(lambda s, o, x: (s + x, o), donate_argnums=(0, 1))
    for x in xs:
        state, opt = step(state, opt, x)
    return state, opt


def deleted(state, x):
    new = update(state, x)
    del state
    return new


def early(state, x, stop):
    if stop:
        return update(state, x)
    return state + x


class Holder:
    def __init__(self, state):
        self.state = state

    def step(self, x):
        self.state = update(self.state, x)
        return self.state


def other_argument(state, x):
    new = update(state, x)
    return new + x
