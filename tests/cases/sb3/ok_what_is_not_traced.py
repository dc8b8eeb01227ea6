"""Good code: what `checkify` calls, branches that are not for JAX, arguments of which nobody knows how many there are."""

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.experimental import checkify


class Config(NamedTuple):
    snapshots: bool = False
    steps: int = 3
    shape: tuple = (4,)


def integrate(state, config):
    store = jnp.zeros(config.shape) if config.snapshots else None
    if config.steps > 2 and not config.snapshots:
        state = state * 2
    checkify.check(jnp.all(state > 0), "negative")
    return state, store


def run(state):
    error, out = checkify.checkify(integrate, checkify.user_checks)(state, Config())
    error.throw()
    return out


# --- one of several backends
def kind_of(x):
    return "jax" if hasattr(x, "aval") else "numpy"


def correct(x, backend=None):
    found = kind_of(x) if backend is None else backend
    if found == "numpy":
        return np.asarray(x).sum()
    return jnp.sum(x)


def solve(target, backend):
    if backend == "jax":
        return jnp.sqrt(target)
    else:
        return np.asarray(target) ** 0.5


corrected = jax.vmap(lambda x: correct(x, None))
solved = jax.jit(solve, static_argnames="backend")


def checked(eta):
    eta = jnp.asarray(eta)
    if not isinstance(eta, jax.core.Tracer):
        return np.asarray(eta)
    return jax.lax.cond(eta.sum() > 0, lambda t: t * 2, lambda t: t, eta)


# --- arguments behind a star
def choose(pred, branches, args, kwargs):
    def call(i, given):
        return branches[i](*given[0], **given[1])

    return jax.lax.cond(pred, *tuple(partial(call, i) for i in range(len(branches))), (args, kwargs))


def choose_seeded(pred, state, seeds, operands):
    def yes(state, one, two):
        return state

    def no(state, one, two):
        return state * 2

    return jax.lax.cond(pred, yes, no, state, *seeds, *operands)


def loss_and_more(model, settings, args):
    settings["has_aux"] = True

    def loss(*args):
        out = model(*args)
        return out[0], out[1:]

    return jax.value_and_grad(loss, **{**settings, "argnums": (0,)})(*args)


# --- an argument that need not be given, and was
def neighbors(position, known=None):
    def update(given, capacity=None):
        position, error = given
        count = jnp.sum(position > 0)
        if capacity is None:
            capacity = int(count * 1.25)
        return position[:capacity], error

    if known is None:
        return update((position, 0))
    return jax.lax.cond(jnp.any(position > 1), partial(update, capacity=known.capacity), lambda given: given, (position, known.error))


# --- auxiliary data of a pytree stays a number, before and after a compiled function
@jax.tree_util.register_pytree_node_class
class Image:
    D: int
    data: jax.Array

    def __init__(self, data, D: int):
        self.data = data
        self.D = D

    def tree_flatten(self):
        return (self.data,), {"D": self.D}

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(*children, **aux)

    @jax.jit
    def halved(self):
        assert self.D <= self.data.ndim
        return Image(self.data / 2, self.D)

    def summed(self):
        out = self.data
        for _ in range(self.D):
            out = out.sum(0)
        return out if self.D > 1 else out * 2


@jax.jit
def doubled(image):
    return Image(image.data * 2, image.D)


@jax.jit
def total(image):
    return image.summed()


total(doubled(Image(jnp.ones((3, 3)), 2)))
total(Image(jnp.ones((3, 3)), 2).halved())
