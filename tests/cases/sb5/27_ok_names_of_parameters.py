"""Static and donated names that fit."""
import functools
from functools import partial, wraps

import jax
import jax.numpy as jnp


@partial(jax.jit, static_argnames=("train", "mode"))
def forward(x, train, *, mode="a"):
    return x if train else -x


@functools.partial(jax.jit, static_argnums=(1, -1))
def scale(x, factor, power):
    return x * factor**power


@partial(jax.jit, static_argnames=("anything",))
def options(x, **kwargs):
    return x


@partial(jax.jit, static_argnums=(3,))
def many(*args):
    return args[0]


def step(state, batch):
    return state


train_step = jax.jit(step, donate_argnums=(0,))
keyword_step = jax.jit(step, donate_argnames="state")
bound_step = jax.jit(partial(step, jnp.ones(3)), static_argnums=0)


class Agent:
    @partial(jax.jit, static_argnums=(0, 2))
    def act(self, obs, explore):
        return obs

    @partial(jax.jit, static_argnames=("self",), donate_argnums=(1,))
    def update(self, state):
        return state

    def __init__(self):
        self.run = jax.jit(self._run, static_argnums=(1,))
        self.go = jax.jit(Agent._run, static_argnums=(0, 2))

    def _run(self, x, n):
        return x * n


def logged(fn):
    @wraps(fn)
    def wrapper(*args, **kwargs):
        return fn(*args, **kwargs)

    return wrapper


@partial(jax.jit, static_argnames=("n",))
@logged
def repeated(x, n):
    return x * n


def jit_with(names):
    return jax.jit(step, static_argnames=names)


grad = jax.jit(jax.grad(lambda p, n: p.sum() * n), static_argnums=1)
mapped = jax.jit(jax.vmap(step, in_axes=(0, None)), donate_argnums=(0,))
empty = jax.jit(step, static_argnums=(), static_argnames=())
