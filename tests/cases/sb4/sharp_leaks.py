"""Tracers that get out of traced functions."""

import collections
import contextlib
import functools

import flax.linen as nn
import jax
import jax.numpy as jnp
from jax import lax

total = 0.0
history = []
cache = {}
STATS = collections.defaultdict(list)
best = None


@jax.jit
def count(x):
    global total
    total = total + x.sum()  #! SB402
    return x


def loss_fn(w, x):
    global best
    value = jnp.mean((x @ w) ** 2)
    best = value  #! SB402
    return value


grad_fn = jax.jit(jax.grad(loss_fn))


def make_counter():
    steps = jnp.zeros(())

    @jax.jit
    def step(x):
        nonlocal steps
        steps = steps + 1  #! SB402
        return x * steps

    return step


def running_mean(xs):
    mean = 0.0

    def body(c, x):
        nonlocal mean
        mean = 0.9 * mean + 0.1 * x  #! SB402
        return c + x, mean

    return lax.scan(body, 0.0, xs)


# --- attributes


class Model:
    def __init__(self, w):
        self.w = w
        self.last = None
        self.forward = jax.jit(self._forward)  #? SB410

    def _forward(self, x):
        y = x @ self.w
        self.last = y  #! SB403
        return y

    def fit(self, xs):
        def body(w, x):
            w = w - 0.1 * x
            self.w = w  #! SB403
            return w, None

        return lax.scan(body, self.w, xs)


class Config:
    scale = 1.0


config = Config()


@jax.jit
def set_scale(x):
    config.scale = x.max()  #! SB403
    return x / config.scale


@jax.jit
def set_class(x):
    Config.scale = jnp.abs(x).max()  #! SB403
    return x


class Accumulator:
    def __init__(self):
        self.total = 0.0

    def add(self, x):
        self.total += x  #! SB403


def accumulate(xs):
    acc = Accumulator()

    def body(i, c):
        acc.add(xs[i])
        return c

    lax.fori_loop(0, 3, body, 0.0)
    return acc.total


@jax.jit
def function_attribute(x):
    function_attribute.last = x + 1  #? SB403
    return x


# --- containers


@jax.jit
def record(x):
    history.append(x)  #! SB404
    return x * 2


def activations(w, x):
    h = jnp.tanh(x @ w)
    STATS["h"].append(h)  #! SB404
    return h.sum()


def differentiate(w, x):
    return jax.jit(jax.grad(activations))(w, x)


@jax.jit
def memo(x):
    if "table" not in cache:
        cache["table"] = jnp.cumsum(x)  #! SB404
    return cache["table"][0]


def collect(xs):
    seen = []

    def body(c, x):
        seen.append(c)  #! SB404
        return c + x, None

    lax.scan(body, 0.0, xs)
    return seen


def vmapped(xs):
    results = {}

    def one(x):
        results["x"] = x  #! SB404
        return x

    return jax.vmap(one)(xs), results


class Recorder:
    def __init__(self):
        self.values = []
        self.by_name = {}

    @functools.partial(jax.jit, static_argnums=0)
    def step(self, x):
        y = x + 1
        self.values.append(y)  #! SB404
        self.by_name["y"] = y  #! SB404
        return y


def with_update(x):
    found = {}

    @jax.jit
    def inner(v):
        found.update(v=v * 2)  #! SB404
        return v

    return inner(x), found


def extended(x):
    out = []

    def inner(v):
        out.extend([v, v * 2])  #! SB404
        return v.sum()

    return jax.grad(inner)(x), out


def in_a_set(x):
    seen = set()

    @jax.jit
    def inner(v):
        seen.add(id(v))
        return v

    return inner(x)


def insert(x):
    stack = []

    @jax.jit
    def inner(v):
        stack.insert(0, v)  #! SB404
        return v

    return inner(x)


def default_memo(x, memo={}):
    memo["x"] = x  #! SB404
    return memo["x"] * 2


jitted_memo = jax.jit(lambda x: default_memo(x))


# --- arguments that are changed


@jax.jit
def normalise(params, size):
    params["w"] = params["w"] - size  #! SB411
    return params["w"].sum()


@jax.jit
def fill(out: list, x):
    out.append(x * 2)  #! SB411
    return x.sum()


def update_state(state, x):
    state["count"] = state["count"] + 1  #! SB411
    return x * state["count"]


run_update = jax.jit(update_state)


CALLS = 0
LAST = []


@contextlib.contextmanager
def counted():
    global CALLS
    CALLS += 1  #! SB402
    yield


@contextlib.contextmanager
def kept(x):
    try:
        yield
    finally:
        LAST.append(x)  #! SB404


@jax.jit
def counts_its_calls(x):
    with counted(), kept(x):
        return x * 2
