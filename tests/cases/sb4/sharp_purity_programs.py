"""Whole programs whose traced functions touch the world outside."""

import collections
import functools
import logging
import time
from typing import Any, NamedTuple

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax.training import train_state
from jax import lax

log = logging.getLogger(__name__)
metrics = collections.defaultdict(list)
CONFIG = {"clip": 1.0}
_step = 0


class Env:
    def __init__(self):
        self.state = jnp.zeros(2)
        self.t = 0
        self.trajectory = []

    def step(self, action):
        self.state = self.state + action  #! SB403
        self.t += 1
        self.trajectory.append(self.state)  #? SB404
        return self.state

    def rollout(self, actions):
        def body(carry, action):
            return carry + self.step(action).sum(), None

        return lax.scan(body, 0.0, actions)


class EarlyStopping:
    def __init__(self, patience):
        self.best = np.inf
        self.patience = patience

    def update(self, value):
        self.best = jnp.minimum(self.best, value)  #! SB403
        return self.best


def fit(w, xs):
    stopper = EarlyStopping(3)

    @jax.jit
    def step(w, x):
        loss = jnp.mean((x - w) ** 2)
        stopper.update(loss)
        return w - 0.1 * jax.grad(lambda w: jnp.mean((x - w) ** 2))(w)

    for x in xs:
        w = step(w, x)
    return w


@jax.jit
def train_step(params, batch):
    global _step
    _step += 1  #! SB402
    loss, grads = jax.value_and_grad(lambda p: jnp.mean((batch @ p) ** 2))(params)
    metrics["loss"].append(loss)  #! SB404
    log.info("step %d loss %s", _step, loss)  #! SB401
    return params - 0.1 * jnp.clip(grads, -CONFIG["clip"], CONFIG["clip"])  #! SB405


def train(params, batches):
    for i, batch in enumerate(batches):
        params = train_step(params, batch)
        if i == 10:
            CONFIG["clip"] = 0.1  #? SB405
    return params


class Layer(nn.Module):
    @nn.compact
    def __call__(self, x):
        x = nn.Dense(3)(x)
        print("activation", x)  #! SB401
        return x


@jax.jit
def forward(params, x):
    return Layer().apply(params, x)


def timed_step(carry, x):
    start = time.time()  #! SB406
    carry = carry + x
    return carry, time.time() - start  #! SB406


def profile(xs):
    return lax.scan(timed_step, 0.0, xs)


class Memo:
    def __init__(self):
        self.cache = {}

    def gram(self, name, x):
        if name not in self.cache:
            self.cache[name] = x @ x.T  #! SB404
        return self.cache[name]


memo = Memo()


@jax.jit
def kernel(x):
    return memo.gram("x", x).sum()


@functools.lru_cache(maxsize=None)
def pairwise(x):
    return x[:, None] - x[None]


def energy(x):
    return jnp.sum(pairwise(x) ** 2)  #! SB408


forces = jax.jit(jax.grad(energy))


class Solver:
    def __init__(self, dt):
        self.dt = dt

    @jax.jit  #! SB409
    def step(self, x):  #? SB409
        return x + self.dt * x


class Scheduler:
    def __init__(self, lr):
        self.lr = lr

    @functools.partial(jax.jit, static_argnums=0)  #! SB410
    def apply(self, params, grads):  #? SB410
        return params - self.lr * grads

    def decay(self):
        self.lr = self.lr * 0.9


def hidden_states(params, xs):
    states = []

    def cell(h, x):
        h = jnp.tanh(h @ params + x)
        states.append(h)  #! SB404
        return h, h.sum()

    h, out = lax.scan(cell, jnp.zeros(3), xs)
    return states, out


def while_log(x):
    history = []

    def body(x):
        history.append(x)  #! SB404
        return x * 0.5

    return lax.while_loop(lambda x: x > 1.0, body, x), history


def donated(xs):
    params = jnp.zeros(3)
    step = jax.jit(lambda p, x: p + x, donate_argnums=0)
    best = params
    for x in xs:
        new = step(params, x)
        best = jnp.maximum(best, params)  #! SB412
        params = new
    return best


def switch_log(i, x):
    calls = []

    def first(x):
        calls.append(x)  #! SB404
        return x

    return lax.switch(i, [first, lambda x: x * 2], x), calls


def remat_leak(x):
    saved = {}

    @jax.checkpoint
    def block(x):
        saved["h"] = jnp.sin(x)  #! SB404
        return saved["h"] * 2

    return jax.grad(lambda x: block(x).sum())(x), saved
