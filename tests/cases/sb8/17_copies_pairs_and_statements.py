# Optimisers and variables that go through unpacking and copies, and updates that nobody keeps.
from typing import Any

import flax.linen as nn
import haiku as hk
import jax
import jax.numpy as jnp
import optax
from flax.training import train_state


def unpacked(params, loss):
    init, update = optax.lion(1e-3)
    state = init(params)
    updates, state = update(jax.grad(loss)(params), state)  #! SB802
    return optax.apply_updates(params, updates)


def told_there_are_none(params, loss, given=None):
    tx = optax.adamw(1e-3)
    state = tx.init(params)
    updates, state = tx.update(jax.grad(loss)(params), state, given)
    return tx.update(updates, state, None)  #! SB802


def unpacked_and_right(params, loss):
    init, update = optax.adamw(1e-3)
    updates, state = update(jax.grad(loss)(params), init(params), params)
    return updates, state


def restarted(state: train_state.TrainState):
    state.replace(step=0)  #! SB801
    return state


def warm_restart(state: train_state.TrainState, lr):
    state.replace(opt_state=lr)  #! SB801
    return state


class Normed(nn.Module):
    @nn.compact
    def __call__(self, x):
        return nn.BatchNorm(use_running_average=False)(nn.Dense(2)(x))


def collect(variables, batches):
    for x in batches:
        Normed().apply(variables, x, mutable=["batch_stats"])  #! SB805
    return variables


def collected(variables, batches):
    for x in batches:
        _, new = Normed().apply(variables, x, mutable=["batch_stats"])
        variables = {**variables, **new}
    return variables


class Dense(nn.Module):
    @nn.compact
    def __call__(self, x):
        return nn.Dense(2)(x)


def popped(x):
    variables = dict(Dense().init(jax.random.key(0), x))
    params = variables.pop("params")
    return Dense().apply(params, x)  #! SB814


def wrapped(x):
    variables = dict(Dense().init(jax.random.key(0), x))
    params = variables.pop("params")
    return Dense().apply({"params": params, **variables}, x)


class Head(hk.Module):
    def __call__(self, x):
        layer = hk.Linear(2)
        return jax.jit(layer)(x)  #! SB815


class Tail(hk.Module):
    def __call__(self, x):
        layer = hk.Linear(2)
        y = layer(x)
        return y + jax.jit(jnp.tanh)(y)


head = hk.transform(lambda x: Head()(x))
tail = hk.transform(lambda x: Tail()(x))
init_tail, apply_tail = hk.without_apply_rng(hk.transform(lambda x: Tail()(x)))


def run(x: Any):
    return head.init(jax.random.key(0), x), tail.init(jax.random.key(1), x), init_tail(jax.random.key(2), x)
