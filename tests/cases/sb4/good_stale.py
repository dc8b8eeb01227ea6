"""Variables that change when it does no harm, and effects outside of traced functions."""

import datetime
import functools
import itertools
import os
import time

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

SCALE = float(os.environ.get("SCALE", "1"))
_table = None


def get_table():
    global _table
    if _table is None:
        _table = np.linspace(0.0, 1.0, 10)
    return _table


@jax.jit
def constant(x):
    return x * SCALE


@jax.jit
def lazily(x):
    return x + get_table()


def configure(x, scale):
    """Set up before the first call."""
    factor = 1.0
    if scale:
        factor = 2.0
    step = jax.jit(lambda x: x * factor)
    return step(x)


def passed(xs):
    rate = 0.1
    step = jax.jit(lambda w, x, rate: w - rate * x)
    w = jnp.zeros(3)
    for x in xs:
        w = step(w, x, rate)
        rate = rate * 0.9
    return w


def made_again(xs):
    out = []
    for scale in (1.0, 2.0):
        step = jax.jit(lambda x, scale=scale: x * scale)
        out.append(step(xs))
    return out


def closure_of_a_function(x):
    def make(scale):
        @jax.jit
        def inner(x):
            return x * scale

        return inner

    scale = 1.0
    first = make(scale)
    scale = 2.0
    second = make(scale)
    return first(x) + second(x)


def eager(x):
    scale = 1.0

    def f(x):
        return x * scale

    a = jax.grad(f)(x)
    scale = 2.0
    return a, jax.grad(f)(x)


def same_name(x):
    total = 0.0

    @jax.jit
    def inner(x):
        total = x.sum()
        total = total + 1
        return total

    for _ in range(3):
        total = total + inner(x)
    return total


def timed(f, x):
    start = time.perf_counter()
    out = jax.jit(f)(x).block_until_ready()
    return out, time.perf_counter() - start


def logged(xs):
    stamps = []
    step = jax.jit(lambda x: x + 1)
    for x in xs:
        step(x)
        stamps.append((datetime.datetime.now(), os.getpid()))
    return stamps


def save(path, x):
    np.save(path, np.asarray(x))
    with open(path) as file:
        return file.read()


@jax.jit
def with_callback(x):
    jax.debug.callback(lambda v: np.save("x.npy", v), x)
    return jax.experimental.io_callback(lambda v: np.float32(time.time()), jax.ShapeDtypeStruct((), jnp.float32), x)


@jax.jit
def local_iterators(xs):
    layers = iter([1.0, 2.0, 3.0])
    out = xs * next(layers)
    for a in layers:
        out = out * a
    for i, pair in enumerate(zip(itertools.count(), (xs, xs))):
        out = out + pair[1] * i
    names = (name for name in ("a", "b"))
    return out, {name: out for name in names}


@jax.jit
def over_parameters(params, x):
    for name, value in params.items():
        x = x * value
    for layer in reversed(list(params)):
        x = x + params[layer]
    return x


def feed(w, loader):
    step = jax.jit(lambda w, x: w - x)
    it = iter(loader)
    for _ in range(3):
        w = step(w, next(it))
    return w


class Model:
    def __init__(self, layers):
        self.layers = list(layers)
        self.forward = jax.jit(self._forward)

    def _forward(self, x):
        for layer in self.layers:
            x = x * layer
        return x


@jax.jit
def named_time(x, time):
    """`time` is an argument here."""
    return x * time.sum()


class Sim:
    def __init__(self):
        self.time = 0.0

    def now(self):
        return self.time


@jax.jit
def own_now(x):
    sim = Sim()
    return x + sim.now()
