"""Compiled functions that keep an old value, or do once what is meant for each call."""

import datetime
import functools
import itertools
import os
import pickle
import time

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

SCALE = 1.0
TABLE = [1.0, 2.0]
OPTIONS = {"lr": 0.1}
step_count = 0


@jax.jit
def scaled(x):
    return x * SCALE  #! SB405


def change_scale(x):
    global SCALE
    a = scaled(x)
    SCALE = 2.0  #? SB405
    return a, scaled(x)


@jax.jit
def with_options(x):
    return x * OPTIONS["lr"]  #! SB405


def schedule(x):
    for epoch in range(3):
        x = with_options(x)
        OPTIONS["lr"] = OPTIONS["lr"] * 0.5  #? SB405
    return x


def closure_rate(xs):
    rate = 0.1

    @jax.jit
    def step(w, x):
        return w - rate * x  #! SB405

    w = jnp.zeros(3)
    for i, x in enumerate(xs):
        w = step(w, x)
        rate = rate * 0.9  #? SB405
    return w


def penalty(w):
    return TABLE[0] * jnp.sum(w**2)  #! SB405


penalised = jax.jit(jax.grad(penalty))


def tune(w):
    first = penalised(w)
    TABLE[0] = 10.0  #? SB405
    return first, penalised(w)


def mask_closure(xs):
    mask = jnp.ones(3)
    apply = jax.jit(lambda x: x * mask)  #! SB405
    out = []
    for x in xs:
        out.append(apply(x))
        mask = mask * 0.5  #? SB405
    return out


def appended(xs):
    seen = []
    total = jax.jit(lambda x: x + len(seen))  #! SB405
    out = []
    for x in xs:
        out.append(total(x))
        seen.append(1)  #? SB405
    return out


# --- effects


@jax.jit
def stamped(x):
    return x, time.time()  #! SB406


@jax.jit
def dated(x):
    day = datetime.datetime.now().day  #! SB406
    return x + day


@jax.jit
def from_environment(x):
    return x * float(os.environ["SCALE"])  #! SB406


@jax.jit
def getenv(x):
    return x * float(os.getenv("SCALE", "1"))  #! SB406


def loader(path):
    with open(path, "rb") as file:  #! SB406
        return pickle.load(file)  #? SB406


@jax.jit
def with_table(x):
    return x + loader("table.pkl")


@jax.jit
def saved(x):
    np.save("x.npy", np.zeros(3))  #! SB406
    return x


@jax.jit
def asked(x):
    return x * float(input("scale? "))  #! SB406


@jax.jit
def slow(x):
    time.sleep(0.1)  #! SB406
    return x


def timed_body(c, x):
    start = time.perf_counter()  #! SB406
    return c + x, start


def timed(xs):
    return lax.scan(timed_body, 0.0, xs)


@jax.jit
def tracked(x):
    import wandb

    wandb.log({"mean": 1.0})  #! SB406
    return x


# --- iterators


def train(w, data):
    batches = iter(data)

    @jax.jit
    def step(w):
        return w + next(batches)  #! SB407

    for _ in range(3):
        w = step(w)
    return w


counter = itertools.count()


@jax.jit
def numbered(x):
    return x + next(counter)  #! SB407


def generator(n):
    for i in range(n):
        yield np.float32(i)


def scan_generator(n):
    items = generator(n)

    def body(c, _):
        return c + next(items), None  #! SB407

    return lax.scan(body, 0.0, None, length=n)


def loop_over_generator(x, n):
    items = generator(n)

    @jax.jit
    def inner(x):
        for item in items:  #! SB407
            x = x + item
        return x

    return inner(x), inner(x)


class Feed:
    def __init__(self, data):
        self.data = iter(data)
        self.step = jax.jit(self._step)

    def _step(self, w):
        return w - next(self.data)  #! SB407


cycle = itertools.cycle([0.1, 0.01])


def decayed(w):
    return w * next(cycle)  #! SB407


run_decayed = jax.jit(decayed)
