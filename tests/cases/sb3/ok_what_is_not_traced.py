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
