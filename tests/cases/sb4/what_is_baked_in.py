"""What is read at run time, and a dict that is the function's own."""

import jax
import jax.numpy as jnp
from functools import partial


class Trainer:
    def __init__(self, net):
        self.net = net
        self.bar = None
        self.fit = jax.jit(self._fit)

    def start(self, bar):
        self.bar = bar

    def _fit(self, x):
        y = self.net(x)
        jax.debug.callback(lambda *_: self.bar.update(), y)
        return y


class Scaled:
    def __init__(self):
        self.scale = 1.0
        self.fit = jax.jit(self._fit)  #! SB410

    def rescale(self, scale):
        self.scale = scale

    def _fit(self, x):
        return x * self.scale


@jax.jit
def integrate(x, **settings):
    settings["start"] = x
    settings["stop"] = x + 1
    return quadrature(settings)


def quadrature(settings):
    return (settings["stop"] - settings["start"]) * jnp.sum(settings["start"])


@partial(jax.jit)
def kept(x, cache: dict):
    cache["last"] = x  #! SB411
    return x * 2


@jax.jit
def recorded(x, manager, rollout):
    rollout = manager.append(rollout, x)
    return rollout


@jax.jit
def filled(x, history):
    history.append(x)  #! SB411
    return x * 2


class Agent:
    def __init__(self, env, net):
        self._wrap(env)
        self.init_network(net)

    def _wrap(self, env):
        self.env = env

    def init_network(self, net):
        self.net = net

    def build_optimizer(self, tx):
        self.tx = tx

    def set_rate(self, rate):
        self.rate = rate

    @partial(jax.jit, static_argnums=0)
    def act(self, params, x):
        return self.net(params, x) * self.env.scale

    @partial(jax.jit, static_argnums=0)
    def update(self, grads, state):
        return self.tx.update(grads, state)

    @partial(jax.jit, static_argnums=0)  #! SB410
    def step(self, params, grads):
        return params - self.rate * grads
