# Objects that JAX does not know, in the places where users put them.
import dataclasses
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import lax


@dataclass
class Config:
    lr: float = 0.1
    steps: int = 10


@dataclass(frozen=True)
class Frozen:
    lr: float = 0.1


class Batch:
    def __init__(self, x, y):
        self.x = x
        self.y = y


class State(NamedTuple):
    params: jax.Array
    cfg: Config


@jax.jit
def update(params, grads, cfg):
    return params - cfg.lr * grads


@partial(jax.jit, static_argnames=("cfg",))
def update_static(params, grads, cfg):
    return params - cfg.lr * grads


def loss(params, batch):
    return jnp.mean((batch.x @ params - batch.y) ** 2)


class Learner:
    def __init__(self, cfg: Config):
        self.cfg = cfg
        self._update = jax.jit(self._step)

    def _step(self, params, batch):
        return params - self.cfg.lr * jax.grad(loss)(params, batch)

    def fit(self, params, x, y):
        batch = Batch(x, y)
        return self._update(params, batch)  #! SB704


def main():
    cfg = Config()
    params = jnp.ones(3)
    params = update(params, params, cfg)  #! SB704
    params = update_static(params, params, Frozen())
    grads = jax.grad(loss)(params, Batch(jnp.ones((2, 3)), jnp.ones(2)))
    per_example = jax.vmap(loss, in_axes=(None, 0))(params, Batch(jnp.ones((2, 3)), jnp.ones(2)))  #! SB704
    Learner(cfg).fit(params, jnp.ones((2, 3)), jnp.ones(2))
    return grads, per_example


def rollout(x):
    def body(carry, _):
        return carry + 1.0, Batch(carry, carry * 2)  #! SB704

    return lax.scan(body, x, None, length=3)


def search(x):
    start = Batch(x, 0)
    return lax.while_loop(lambda b: b.y < 3, lambda b: Batch(b.x * 2, b.y + 1), start)  #! SB704


@jax.jit
def metrics(x):
    out = {"batch": Batch(x, x)}
    return out  #! SB704
