# Lists, objects and Nones that are good trees.
import dataclasses
from functools import partial
from typing import NamedTuple, Optional, Protocol

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from flax import nnx, struct
from flax.training.train_state import TrainState
from jax import lax


class Params(NamedTuple):
    w: jax.Array
    b: Optional[jax.Array] = None


class Policy(Protocol):
    def __call__(self, x): ...


@dataclasses.dataclass(frozen=True)
class Config:
    width: int = 3
    name: str = "net"


class Env:
    def __init__(self, size):
        self.size = size

    def step(self, state, action):
        return state + action * self.size

    @partial(jax.jit, static_argnums=0)
    def jitted(self, state):
        return state * self.size

    def __hash__(self):
        return hash(self.size)

    def __eq__(self, other):
        return self.size == other.size


class MLP(eqx.Module):
    layers: list
    activation: callable = eqx.field(static=True)

    def __call__(self, x):
        for layer in self.layers:
            x = self.activation(layer(x))
        return x


class Net(nnx.Module):
    def __init__(self, rngs):
        self.dense = nnx.Linear(2, 2, rngs=rngs)


@struct.dataclass
class Step:
    obs: jax.Array
    layers: tuple
    cfg: Config = struct.field(pytree_node=False)

    def __post_init__(self):
        if len(self.layers) != 2:
            raise ValueError("two layers")
        if not isinstance(self.layers, tuple):
            raise TypeError("a tuple")


def train(env, policy: Policy, params, xs):
    def body(state, x):
        return env.step(state, policy(x)), None

    final, _ = lax.scan(body, params.w, xs)
    env.jitted(final)
    return final


def rollout(cfg: Config, xs):
    run = jax.jit(lambda x: x * cfg.width)
    fixed = jax.jit(lambda cfg, x: x * cfg.width, static_argnums=(0,))
    with pytest.raises(TypeError):
        jax.jit(lambda cfg, x: x * cfg.width)(cfg, xs)
    return run(xs), fixed(cfg, xs)


def unzip(batches):
    xs = [jnp.ones(3), jnp.ones(3)]

    def body(carry, pair):
        a, b = pair
        return carry + a * b, jnp.stack(pair)

    return lax.scan(body, 0.0, xs), jax.vmap(lambda rows: jnp.concatenate([jnp.atleast_1d(r) for r in rows]))(xs)


def states(key, tx: optax.GradientTransformation):
    state = TrainState.create(apply_fn=None, params={"w": jnp.ones(2)}, tx=tx)
    step = jax.jit(lambda s, g: s.apply_gradients(grads=g))
    return step(state, {"w": jnp.ones(2)})


@nnx.jit
def nnx_step(net, x):
    return net.dense(x)


@eqx.filter_jit
def eqx_step(env, model, x):
    return model(x) * env.size


def use(x):
    eqx_step(Env(2), MLP([jnp.tanh], jnp.tanh), x)
    nnx_step(Net(nnx.Rngs(0)), x)
    step = Step(x, (x, x), Config())
    jax.jit(lambda s: s.obs)(step)
    return jax.tree.map(lambda s: s.size, [Env(1), Env(2)])


def optional(params: Params):
    return jax.tree.map(lambda w: w * 2, params), jax.tree.map(lambda a, b: a if b is None else b, params, Params(params.w, None))
