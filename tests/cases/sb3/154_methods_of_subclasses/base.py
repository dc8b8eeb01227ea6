"""The base class compiles what its subclasses fill in."""
from functools import partial

import jax


class Env:
    @partial(jax.jit, static_argnums=(0,))
    def step(self, key, state, action):
        return self.observed(self.step_env(key, state, action))

    def observed(self, stepped):
        return stepped

    def step_env(self, key, state, action):
        raise NotImplementedError

    def describe(self, state):
        raise NotImplementedError


class Agent:
    def __init__(self, rate):
        self.rate = rate
        self._update = jax.jit(self.update)

    def update(self, params, batch):
        return jax.tree.map(lambda p: p - self.rate * self.loss(params, batch), params)

    def loss(self, params, batch):
        raise NotImplementedError
