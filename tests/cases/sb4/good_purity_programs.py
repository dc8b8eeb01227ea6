"""Whole programs whose traced functions keep to themselves."""

import collections
import dataclasses
import functools
import logging
import time
from typing import Any, NamedTuple

import equinox as eqx
import flax.linen as nn
import flax.struct
import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx
from flax.training import train_state
from jax import lax

log = logging.getLogger(__name__)
metrics = collections.defaultdict(list)
ACTIVATIONS = {"relu": jax.nn.relu}
_registry = {}


def register(name):
    def wrap(function):
        _registry[name] = function
        return function

    return wrap


@register("square")
@jax.jit
def square(x):
    return x * x


class EnvState(NamedTuple):
    position: jax.Array
    time: jax.Array


class Env:
    def __init__(self, dt=0.1):
        self.dt = dt

    def step(self, state, action):
        position = state.position + self.dt * action
        return EnvState(position, state.time + 1), position.sum()

    def rollout(self, state, actions):
        return lax.scan(self.step, state, actions)


class Trainer:
    def __init__(self, params, tx):
        self.params = params
        self.opt_state = tx.init(params)
        self.tx = tx
        self.history = []
        self.step = jax.jit(functools.partial(self._step, tx))

    @staticmethod
    def _step(tx, params, opt_state, batch):
        loss, grads = jax.value_and_grad(lambda p: jnp.mean((batch @ p) ** 2))(params)
        updates, opt_state = tx.update(grads, opt_state, params)
        return optax.apply_updates(params, updates), opt_state, loss

    def fit(self, batches):
        start = time.time()
        for batch in batches:
            self.params, self.opt_state, loss = self.step(self.params, self.opt_state, batch)
            self.history.append(loss)
            metrics["loss"].append(float(loss))
        log.info("took %.1f s, loss %s", time.time() - start, loss)
        return self


class Tape:
    """Made inside of the traced function."""

    def __init__(self):
        self.values = []

    def record(self, value):
        self.values.append(value)
        return value


@jax.jit
def with_tape(x):
    tape = Tape()
    y = tape.record(x * 2)
    z = tape.record(y + 1)
    return z, tape.values


def forward(params, x, activations=None):
    activations = [] if activations is None else activations
    for w in params:
        x = jnp.tanh(x @ w)
        activations.append(x)
    return x, activations


jitted_forward = jax.jit(forward)


@jax.jit
def metrics_inside(x):
    out = collections.OrderedDict()
    out["mean"] = x.mean()
    out["max"] = x.max()
    stats = collections.defaultdict(list)
    for name, value in out.items():
        stats[name].append(value)
    return {k: jnp.stack(v) for k, v in stats.items()}


def make_step(config):
    scale = config["scale"]

    @jax.jit
    def step(x):
        return x * scale

    return step


@dataclasses.dataclass(frozen=True)
class Config:
    lr: float = 0.1
    name: str = "sgd"


@functools.partial(jax.jit, static_argnames="config")
def configured(params, grads, config):
    if config.name == "sgd":
        return params - config.lr * grads
    raise ValueError(f"unknown optimiser {config.name}")


@flax.struct.dataclass
class Running:
    mean: jax.Array
    count: jax.Array

    def update(self, x):
        count = self.count + 1
        return self.replace(mean=self.mean + (x - self.mean) / count, count=count)


@jax.jit
def running(stats, xs):
    return lax.scan(lambda s, x: (s.update(x), None), stats, xs)[0]


class BatchNorm(nnx.Module):
    def __init__(self, dim):
        self.mean = nnx.BatchStat(jnp.zeros(dim))

    def __call__(self, x):
        self.mean.value = 0.9 * self.mean.value + 0.1 * x.mean(0)
        return x - self.mean.value


@nnx.jit
def nnx_train_step(model, optimizer, x):
    def loss_fn(model):
        return (model(x) ** 2).mean()

    loss, grads = nnx.value_and_grad(loss_fn)(model)
    optimizer.update(grads)
    return loss


class Linen(nn.Module):
    @nn.compact
    def __call__(self, x):
        mean = self.variable("stats", "mean", lambda: jnp.zeros(()))
        mean.value = mean.value + x.mean()
        self.sow("intermediates", "x", x)
        return x - mean.value


@jax.jit
def linen_step(variables, x):
    return Linen().apply(variables, x, mutable=["stats", "intermediates"])


def host_metrics(step, value):
    metrics[int(step)].append(float(value))


@jax.jit
def with_callbacks(step, x):
    jax.debug.callback(host_metrics, step, x.mean())
    jax.debug.print("step {step}: {mean}", step=step, mean=x.mean())
    return x


def flax_checkpoint(params, path):
    with open(path, "wb") as file:
        file.write(flax.serialization.to_bytes(params))


def debug_once(x):
    if isinstance(x, jax.core.Tracer):
        print("tracing with", x.shape)
    return x


jitted_debug = jax.jit(debug_once)


def build_table(n):
    table = np.zeros(n)
    for i in range(n):
        table[i] = np.sin(i)
    return jnp.asarray(table)


TABLE = build_table(8)


@jax.jit
def lookup(i):
    return TABLE[i]


@functools.lru_cache
def make_kernel(width):
    grid = np.linspace(-1, 1, width)
    return np.exp(-(grid**2))


@functools.partial(jax.jit, static_argnums=1)
def blur(x, width):
    return jnp.convolve(x, make_kernel(width), mode="same")


def scan_with_index(xs):
    names = iter(["a", "b", "c"])
    label = next(names)

    def body(carry, x):
        total = carry["total"] + x
        carry = dict(carry, total=total)
        carry["last"] = x
        return carry, total

    return label, lax.scan(body, {"total": 0.0, "last": 0.0}, xs)


class Planner:
    """The compiled function gets what changes as an argument."""

    def __init__(self, goal):
        self.goal = goal
        self._plan = jax.jit(lambda goal, x: goal - x)

    def move(self, goal):
        self.goal = goal

    def plan(self, x):
        return self._plan(self.goal, x)


def donated_loop(xs):
    state = {"w": jnp.zeros(3), "n": jnp.zeros(())}
    step = jax.jit(lambda s, x: {"w": s["w"] + x, "n": s["n"] + 1}, donate_argnums=0)
    for x in xs:
        state = step(state, x)
    snapshot = jax.tree.map(jnp.copy, state)
    state = step(state, 1.0)
    return state, snapshot
