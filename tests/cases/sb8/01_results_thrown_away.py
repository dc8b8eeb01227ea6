# Results of pure calls that nobody sees, in the ways in which people write them.
from functools import partial
from typing import Any, NamedTuple

import chex
import equinox as eqx
import flax
import jax
import jax.numpy as jnp
import optax
from flax import struct
from flax.training import train_state
from flax.training.train_state import TrainState
from jax import lax
from jax.tree_util import tree_map


class Running(NamedTuple):
    mean: jax.Array
    count: int


@struct.dataclass
class Carry:
    x: jax.Array
    key: jax.Array


class StateWithStats(train_state.TrainState):
    batch_stats: Any


def clip_grads(grads, limit):
    jax.tree.map(lambda g: jnp.clip(g, -limit, limit), grads)  #! SB801
    tree_map(partial(jnp.clip, max=limit), grads)  #! SB801
    return grads


def sgd(params, grads, tx, opt_state):
    updates, opt_state = tx.update(grads, opt_state, params)
    optax.apply_updates(params, updates)  #! SB801
    return params, opt_state


def observe(stats: Running, x):
    stats._replace(mean=x, count=stats.count + 1)  #! SB801
    return stats


@jax.jit
def normalise(x):
    x.astype(jnp.float32)  #! SB801
    jnp.clip(x, 0.0, 1.0)  #! SB801
    lax.stop_gradient(x)  #! SB801
    for _ in range(3):
        jnp.roll(x, 1)  #! SB801
    return x


def shuffle(key, data: jax.Array):
    jax.random.permutation(key, data)  #! SB801
    data.reshape(-1, 2)  #! SB801
    return data


@jax.jit
def train_step(state: TrainState, batch):
    def loss_fn(params):
        return jnp.mean(state.apply_fn({"params": params}, batch) ** 2)

    grads = jax.grad(loss_fn)(state.params)
    state.apply_gradients(grads=grads)  #! SB801
    return state


def with_stats(state: StateWithStats, stats):
    state.replace(batch_stats=stats)  #! SB801
    if stats is None:
        state = state.replace(batch_stats={})
    return state


def make(params):
    state = train_state.TrainState.create(apply_fn=lambda p, x: x, params=params, tx=optax.sgd(0.1))
    state.apply_gradients(grads=params)  #! SB801
    return state


def freeze(model, params, where):
    eqx.tree_at(where, model, replace_fn=jax.lax.stop_gradient)  #! SB801
    flax.core.freeze(params)  #! SB801
    jax.device_put(params, jax.devices()[0])  #! SB801
    return model, params


def step(carry: Carry, _):
    carry.replace(x=carry.x + 1.0)  #! SB801
    return carry, None


def main():
    carry = Carry(jnp.zeros(3), jax.random.key(0))
    carry.replace(x=jnp.ones(3))  #! SB801
    return lax.scan(step, carry, None, length=3)


@chex.dataclass
class Memory:
    data: jax.Array


def fill(memory: Memory, row):
    memory.replace(data=memory.data.at[0].set(row))  #! SB801
    return memory
