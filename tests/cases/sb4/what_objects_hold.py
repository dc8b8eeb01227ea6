"""Attributes of modules, classes and objects that compiled code reads, and that change later; strings that are made a line before."""

import functools
from types import SimpleNamespace

import jax
import jax.numpy as jnp


class Config:
    gamma = 0.9
    fixed = 1.0


cfg = SimpleNamespace(lr=0.1, name="sgd")
table = {"lr": 0.1, "kept": 1.0}


@jax.jit
def discounted(x):
    return Config.gamma * x  #! SB405


@jax.jit
def stepped(x):
    return x - cfg.lr * Config.fixed  #! SB405


@jax.jit
def scheduled(x):
    return x - table["lr"]  #! SB405


def run(x):
    x = discounted(stepped(scheduled(x)))
    Config.gamma = 0.5
    cfg.lr = 0.01
    table["lr"] *= 0.1
    return discounted(stepped(scheduled(x)))


class Early:
    scale = 1.0


@jax.jit
def after_set_up(x):
    return Early.scale * x


def set_up_first(x):
    Early.scale = 2.0
    return after_set_up(x) + after_set_up(x)


class Rounds:
    rate = 1.0


def compiled_again(x):
    for rate in (0.1, 0.2):
        Rounds.rate = rate
        step = jax.jit(lambda x: Rounds.rate * x)  #? SB501
        x = step(x)
    return x


@jax.jit
def says(x):
    text = f"x is {x}"
    jax.debug.print(text)  #! SB413
    print(text)  #! SB401
    shape = f"shape {x.shape}"
    jax.debug.print(shape)
    return x


class Block:
    def __init__(self, w):
        self.w = w

    @jax.checkpoint  #! SB409
    def deep(self, x):
        return jnp.tanh(self.w * x)

    @functools.partial(jax.checkpoint, static_argnums=0)
    def fine(self, x):
        return jnp.tanh(self.w * x)


class Trainer:
    def __init__(self):
        self.params = jnp.ones(3)
        self.update = jax.jit(lambda p: p * 0.9, donate_argnums=0)

    def step(self):
        new = self.update(self.params)
        size = self.params.size
        change = new - self.params  #! SB412
        self.params = new
        return change / size

    def right(self):
        self.params = self.update(self.params)
        return self.params.sum()

    def by_a_method(self):
        new = self.update(self.params)
        self.take(new)
        return self.params.sum()

    def take(self, new):
        self.params = new
