"""Compiled methods, caches and donated buffers that go wrong."""

import functools
from functools import cache, cached_property, lru_cache, partial

import jax
import jax.numpy as jnp
import numpy as np


class Plain:
    def __init__(self, w):
        self.w = w

    @jax.jit  #! SB409
    def forward(self, x):  #? SB409
        return x @ self.w


class WithPartial:
    def __init__(self, w):
        self.w = w

    @partial(jax.jit, static_argnames=("train",))  #! SB409
    def apply(self, x, train):  #? SB409
        return x @ self.w if train else x


class WithGrad:
    scale = 2.0

    @jax.grad  #! SB409
    def energy(self, x):  #? SB409
        return self.scale * x**2


class WithVmap:
    def __init__(self, w):
        self.w = w

    @jax.vmap  #! SB409
    def row(self, x):  #? SB409
        return x * self.w


class WrongNumber:
    def __init__(self, n):
        self.n = n

    @partial(jax.jit, static_argnums=(1,))  #! SB409
    def power(self, n, x):  #? SB409
        return x ** (n + self.n)


class Base:
    def __init__(self, w):
        self.w = w


class Child(Base):
    @jax.jit  #! SB409
    def loss(self, x):  #? SB409
        return jnp.sum(self.w * x)


class Remat:
    def __init__(self, w):
        self.w = w

    @partial(jax.value_and_grad, argnums=(0, 1))  #! SB409
    def both(self, x):  #? SB409
        return jnp.sum(self.w * x)


# --- static self that changes


class Optimizer:
    def __init__(self, lr):
        self.lr = lr

    @partial(jax.jit, static_argnums=0)  #! SB410
    def step(self, w, g):  #? SB410
        return w - self.lr * g

    def decay(self):
        self.lr *= 0.5


class Net:
    def __init__(self, w):
        self.w = w
        self.train_mode = True

    @partial(jax.jit, static_argnames="self")  #! SB410
    def forward(self, x):  #? SB410
        return x @ self.w if self.train_mode else x

    def eval(self):
        self.train_mode = False


class Agent:
    def __init__(self, params):
        self.params = params
        self._act = jax.jit(self.act)  #! SB410

    def act(self, obs):
        return obs @ self.params

    def learn(self, grads):
        self.params = self.params - grads


class HalfEqual:
    def __init__(self, scale):
        self.scale = scale

    def __hash__(self):
        return 1

    @partial(jax.jit, static_argnums=(0,))  #! SB410
    def apply(self, x):  #? SB410
        return x * self.scale

    def set_scale(self, scale):
        self.scale = scale


# --- caches


@lru_cache(maxsize=None)
def gram(x):
    return x @ x.T


@jax.jit
def kernel(x):
    return gram(x).sum()  #! SB408


@cache
def basis(n):
    return jnp.eye(n)


@jax.jit
def project(x):
    return x @ basis(3)  #! SB408


class Lazy:
    def __init__(self, w):
        self.w = w

    @cached_property
    def norm(self):
        return jnp.linalg.norm(self.w)


@functools.lru_cache
def step_size(loss):
    return 0.1 / loss


def loop(xs):
    return jax.vmap(lambda x: x * step_size(x))(xs)  #! SB408


# --- donated buffers


def _update(state, x):
    return state + x


update = jax.jit(_update, donate_argnums=0)


def used_after():
    state = jnp.zeros(3)
    new = update(state, 1.0)
    return new, state.sum()  #! SB412


def in_a_loop(xs):
    state = jnp.zeros(3)
    for x in xs:
        out = update(state, x)  #! SB412
    return out


def both_places():
    state = jnp.ones(4)
    return update(state, state)  #! SB412


@partial(jax.jit, donate_argnames=("cache",))
def decode(cache, token):
    return cache.at[0].set(token), token + 1


def generate(n):
    cache, token = jnp.zeros(8), jnp.ones(())
    tokens = []
    for _ in range(n):
        new_cache, token = decode(cache, token)  #! SB412
        tokens.append(token)
    return tokens


class Learner:
    def __init__(self):
        self.update = jax.jit(self._update, donate_argnums=(0,))

    def _update(self, params, grads):
        return params - grads

    def train(self, grads):
        params = jnp.zeros(3)
        new = self.update(params, grads)
        drift = jnp.linalg.norm(new - params)  #! SB412
        return new, drift


def conditional(x, flag):
    state = jnp.zeros(3)
    if flag:
        new = update(state, x)
    else:
        new = state
    return new + state  #! SB412


def tree(x):
    params = {"w": jnp.zeros(3), "b": jnp.ones(())}
    step = jax.jit(lambda p, x: jax.tree.map(lambda v: v - x, p), donate_argnums=(0,))
    new = step(params, x)
    return new, params["w"] * 2  #! SB412


def by_keyword(x):
    buffer = jnp.zeros((2, 2))
    new, _ = decode(cache=buffer, token=x)
    return new, buffer  #! SB412


def through_scan(xs):
    state = jnp.zeros(3)
    run = jax.jit(lambda s, xs: jax.lax.scan(lambda c, x: (c + x, x), s, xs), donate_argnums=0)
    last, _ = run(state, xs)
    return last - state  #! SB412
