"""What the engine knows of random keys: small programs, with what is reported of them by row.

A row that ends with `#! CODE` is reported with that code, and no other row is. The first part states, in our own words, what
JAX's key-reuse checker accepts and refuses; the second part what it cannot see; then the other rules of the family.
"""

from __future__ import annotations

import re

import pytest

from sharpbits import Settings, lint_text

HEADER = """\
import functools
import secrets
import uuid
import random as pyrandom
from typing import NamedTuple
import numpy as np
import jax
import jax.numpy as jnp
from jax import lax, random
import equinox as eqx
import haiku as hk


def draw(key):
    return random.normal(key)


def maybe(key, train):
    if not train:
        return 0.0
    return random.normal(key)


def advance(key):
    key, sub = random.split(key)
    return key, random.normal(sub)


def handed_back(key):
    return random.normal(key), key


"""

PROGRAMS = {
    # --- consumed, produced, forwarded ---------------------------------------------------------------
    "two samplers": """
def f(key):
    a = random.normal(key)
    return a + random.uniform(key)  #! SB201
""",
    "a sampler, then split": """
def f(key):
    a = random.normal(key)
    k1, k2 = random.split(key)  #! SB201
    return a, k1, k2
""",
    "split, then a sampler": """
def f(key):
    k1, k2 = random.split(key)
    return random.normal(key), k1, k2  #! SB201
""",
    "two splits": """
def f(key):
    a = random.split(key)
    return a, random.split(key)  #! SB201
""",
    "fold_in spends nothing, before or after": """
def f(key, i):
    a = random.normal(key)
    return a, random.fold_in(key, i), random.fold_in(key, i + 1)
""",
    "looking at the data of a key spends nothing": """
def f(key):
    return random.key_data(key), random.normal(key)
""",
    "a clone is another key": """
def f(key):
    return random.normal(key), random.normal(random.clone(key))
""",
    "comparison spends nothing": """
def f(key, other):
    same = key == other
    return same, random.normal(key), random.normal(other)
""",
    "elements of a split": """
def f(key):
    ks = random.split(key, 3)
    a = random.normal(ks[0]) + random.normal(ks[1])
    return a + random.normal(ks[0])  #! SB201
""",
    "the last element by two names": """
def f(key):
    ks = random.split(key, 3)
    a = random.normal(ks[2])
    return a + random.normal(ks[-1])  #! SB201
""",
    "all elements after one of them": """
def f(key):
    ks = random.split(key)
    a = random.normal(ks[0])
    return a + jax.vmap(random.normal)(ks).sum()  #! SB201
""",
    "slices that overlap": """
def f(key):
    ks = random.split(key, 3)
    a = jax.vmap(draw)(ks[:2])
    return a, jax.vmap(draw)(ks[1:])  #! SB201
""",
    "slices that do not": """
def f(key, n):
    ks = random.split(key, 4)
    a = jax.vmap(draw)(ks[:2])
    more = random.split(ks[3], n)
    return a, jax.vmap(draw)(ks[2:3]), jax.vmap(draw)(more[:2]), jax.vmap(draw)(more[2:])
""",
    "an index that is not known": """
def f(key, i, j):
    ks = random.split(key, 5)
    return random.normal(ks[i]) + random.normal(ks[j])
""",
    "the same index": """
def f(key, i):
    ks = random.split(key, 5)
    a = random.normal(ks[i])
    return a + random.uniform(ks[i])  #! SB201
""",
    "the same name, another index": """
def f(key, i):
    ks = random.split(key, 5)
    a = random.normal(ks[i])
    i = i + 1
    return a + random.uniform(ks[i])
""",
    "starred": """
def f(key):
    key, *subs = random.split(key, 4)
    a = random.normal(subs[0]) + random.normal(subs[2]) + random.normal(key)
    return a + random.normal(subs[2])  #! SB201
""",
    "both branches once": """
def f(key, flag):
    if flag:
        return random.normal(key)
    else:
        x = random.uniform(key)
    return x
""",
    "a branch, and after it": """
def f(key, flag):
    x = 0.0
    if flag:
        x = random.normal(key)
    return x + random.uniform(key)  #! SB201
""",
    "tests that exclude each other": """
def f(key, mode, flag):
    x = 0.0
    if flag:
        x = random.normal(key)
    if not flag:
        x = random.uniform(key)
    if mode == "a":
        k1, k2 = random.split(key)
    return x


def g(key, mode):
    if mode == "a":
        return random.normal(key)
    if mode == "b":
        return random.uniform(key)
    if mode is None:
        x = 1.0
    return random.bernoulli(key)
""".replace('''    if mode == "a":
        k1, k2 = random.split(key)
    return x


def g''', '''    return x


def g'''),
    "a test that is known after an early return": """
def f(key, train):
    if not train:
        x = random.normal(key)
        return x
    return random.uniform(key)
""",
    "the fallback of a try": """
def f(key, sample):
    try:
        return sample(random.normal(key))
    except ValueError:
        return random.uniform(key)
""",
    # --- loops ---------------------------------------------------------------------------------------
    "a loop that splits": """
def f(key, n):
    out = []
    for _ in range(n):
        key, sub = random.split(key)
        out.append(random.normal(sub))
    return out
""",
    "a loop that does not": """
def f(key, n):
    out = []
    for _ in range(n):
        out.append(random.normal(key))  #! SB202
    return out
""",
    "a loop that folds": """
def f(key, n):
    out = [random.normal(random.fold_in(key, 3 * i + 1)) for i in range(n)]
    for i in range(n):
        out.append(random.uniform(random.fold_in(key, n + i)))
    return out
""",
    "a loop that folds a constant": """
def f(key, n):
    out = []
    for _ in range(n):
        out.append(random.normal(random.fold_in(key, 1)))  #! SB202
    return out
""",
    "a loop that carries what was spent": """
def f(key, n):
    out = []
    for _ in range(n):
        x, key = handed_back(key)  #! SB202
        out.append(x)
    return out
""",
    "a comprehension": """
def f(key, n):
    key, other = random.split(key)
    good = [random.normal(k) for k in random.split(key, n)]
    return good, [random.normal(other) for _ in range(n)]  #! SB202
""",
    "a comprehension over known values": """
def f(key):
    return [draw(key) for _ in (1, 2, 3)]  #! SB202
""",
    "while": """
def f(key):
    x = 2.0
    while abs(x) > 1.0:
        x = float(random.normal(key))  #! SB202
    return x
""",
    "once and out": """
def f(key, items):
    for item in items:
        if item > 0:
            return random.normal(key)
    return None
""",
    "break": """
def f(key, items):
    x = 0.0
    for item in items:
        if item > 0:
            x = random.normal(key)
            break
    return x
""",
    "keys that a loop takes": """
def f(key, names):
    key, other = random.split(key)
    ks = random.split(key, len(names))
    out = {}
    for name, k in zip(names, ks):
        out[name] = random.normal(k)
    for i, k in enumerate(random.split(other, 3)):
        out[i] = random.normal(k)
    return out
""",
    "two uses in one round": """
def f(key, names):
    out = {}
    for name, k in zip(names, random.split(key, len(names))):
        out[name] = random.normal(k), random.uniform(k)  #! SB201
    return out
""",
    "keys by name": """
def f(key, names):
    ks = dict(zip(names, random.split(key, len(names))))
    return random.normal(ks["a"]) + random.normal(ks["b"])
""",
    "an iterator of keys": """
def f(key):
    ks = iter(random.split(key, 3))
    return random.normal(next(ks)) + random.normal(next(ks))
""",
    "a stack of keys": """
def f(key):
    ks = list(random.split(key, 3))
    return random.normal(ks.pop()) + random.normal(ks.pop())
""",
    # --- primitives ----------------------------------------------------------------------------------
    "scan over a closure": """
def f(key, xs):
    def body(total, x):
        return total + x * random.normal(key), None  #! SB202
    return lax.scan(body, 0.0, xs)
""",
    "scan that carries and splits": """
def f(key, xs):
    def body(carry, x):
        key, total = carry
        key, sub = random.split(key)
        return (key, total + x * random.normal(sub)), None
    (key, total), _ = lax.scan(body, (key, 0.0), xs)
    return total, random.normal(key)
""",
    "scan that carries and spends": """
def f(key, xs):
    def body(carry, x):
        key, total = carry
        return (key, total + x * random.normal(key)), None  #! SB202
    return lax.scan(body, (key, 0.0), xs)
""",
    "scan over keys": """
def f(key, n):
    def body(total, k):
        return total + random.normal(k), None
    return lax.scan(body, 0.0, random.split(key, n))
""",
    "scan over keys, then the keys": """
def f(key):
    ks = random.split(key, 3)
    def body(total, k):
        return total + random.normal(k), None
    total, _ = lax.scan(body, 0.0, ks)
    return total + random.normal(ks[0])  #! SB201
""",
    "fori_loop that folds its index": """
def f(key):
    return lax.fori_loop(0, 3, lambda i, x: x + random.normal(random.fold_in(key, i)), 0.0)
""",
    "fori_loop over a closure": """
def f(key):
    return lax.fori_loop(0, 3, lambda i, x: x + random.normal(key), 0.0)  #! SB202
""",
    "while_loop whose condition draws": """
def f(key):
    return lax.while_loop(lambda k: random.normal(k) < 0, lambda k: random.split(k)[0], key)  #! SB201|SB202
""",
    "cond": """
def f(key, flag):
    return lax.cond(flag, draw, lambda k: random.uniform(k), key)
""",
    "cond, and after it": """
def f(key, flag):
    x = lax.cond(flag, draw, lambda k: 0.0, key)
    return x + random.normal(key)  #! SB201
""",
    "cond that draws nothing": """
def f(key, flag):
    x = lax.cond(flag, lambda k: 1.0, lambda k: 0.0, key)
    return x + random.normal(key)
""",
    "vmap over keys": """
def f(key, xs):
    return jax.vmap(lambda k, x: x + random.normal(k))(random.split(key, 3), xs)
""",
    "vmap over a closure": """
def f(key, xs):
    return jax.vmap(lambda x: x + random.normal(key))(xs)  #! SB202
""",
    "one key for all lanes, as it says": """
def f(key, xs):
    return jax.vmap(lambda k, x: x + random.normal(k), in_axes=(None, 0))(key, xs)
""",
    "lanes that fold their number": """
def f(key, xs):
    return jax.vmap(lambda i, x: x + random.normal(random.fold_in(key, i)))(jnp.arange(3), xs)
""",
    "eval_shape draws nothing": """
def f(key):
    shape = jax.eval_shape(draw, key)
    jaxpr = jax.make_jaxpr(draw)(key)
    return shape, jaxpr, random.normal(key)
""",
    # --- functions -----------------------------------------------------------------------------------
    "a helper that draws, twice": """
def f(key):
    return draw(key) + draw(key)  #! SB201
""",
    "a helper that draws, under jit": """
def f(key):
    a = jax.jit(draw)(key)
    return a + jax.jit(draw)(key)  #! SB201
""",
    "a helper that draws only in training": """
def f(key):
    return maybe(key, False) + maybe(key, False) + maybe(key, True)
""",
    "one key for two parameters": """
def two(a, b):
    return random.normal(a) + random.uniform(b)


def f(key):
    return two(key, key)  #! SB201
""",
    "a helper that gives a new key": """
def f(key):
    key, a = advance(key)
    key, b = advance(key)
    return a + b
""",
    "a helper that gives the old key": """
def f(key):
    a, key = handed_back(key)
    b, key = handed_back(key)  #! SB201
    return a + b
""",
    "keys in containers": """
def make(key):
    a, b = random.split(key)
    return {"w": a, "b": b, "again": a}


def f(key):
    ks = make(key)
    x = random.normal(ks["w"]) + random.normal(ks["b"])
    return x + random.normal(ks["again"])  #! SB201
""",
    "a key in a state": """
class State(NamedTuple):
    key: jax.Array
    x: jax.Array


def step(state):
    key, sub = random.split(state.key)
    return state._replace(key=key, x=state.x + random.normal(sub))


def bad(state):
    x = random.normal(state.key)
    return state._replace(x=x + random.uniform(state.key))  #! SB201


def f(key):
    state = State(key, jnp.zeros(()))
    for _ in range(3):
        state = step(state)
    return state
""",
    "an object that renews its key": """
class Agent:
    def __init__(self, seed):
        self.key = random.key(seed)

    def next(self):
        self.key, sub = random.split(self.key)
        return sub

    def act(self):
        return random.normal(self.next()) + random.normal(self.next())


def f():
    agent = Agent(0)
    return agent.act() + agent.act() + random.normal(agent.next())
""",
    "a method that draws twice": """
class Noise:
    def __init__(self, key):
        self.key = key

    def pair(self):
        return random.normal(self.key), random.uniform(self.key)  #! SB201
""",
    "partial": """
def f(key, xs):
    noisy = functools.partial(draw, key)
    return noisy() + noisy()  #! SB201
""",
    "closures of different keys": """
def make(key):
    def noise():
        return random.normal(key)
    return noise


def f(key):
    a, b = random.split(key)
    return make(a)() + make(b)()
""",
    "layers of Equinox": """
def f(key):
    a = eqx.nn.Linear(2, 2, key=key)
    return a, eqx.nn.Linear(2, 2, key=key)  #! SB201
""",
    "initializers": """
def f(key):
    init = jax.nn.initializers.normal()
    w = init(key, (2, 2))
    return w, init(key, (2, 2))  #! SB201
""",
    # --- what JAX's checker does not see -----------------------------------------------------------------
    "the same data folded twice": """
def f(key):
    a = random.normal(random.fold_in(key, 1))
    return a + random.uniform(random.fold_in(key, 1))  #! SB201
""",
    "an alias": """
def f(key):
    a = random.normal(key)
    other = jax.device_put(jnp.array(key))
    return a + random.normal(other[None].squeeze())  #! SB201
""",
    "a test that draws the same again": """
def test_same_key_same_numbers():
    key = random.key(0)
    assert random.normal(key) == random.normal(key)
""",
    # --- keys that are none --------------------------------------------------------------------------------
    "other keys": """
def f(table, key, rng, keys):
    a = table[key] + table[key]
    b = sorted(table, key=lambda row: row[key])
    for key in keys:
        a += table[key]
    return a, b, rng.normal(), rng.normal(), rng.split(2), rng.split(2)
""",
    "a Haiku module": """
def f(x):
    a = random.normal(hk.next_rng_key())
    return a + random.normal(hk.next_rng_key())
""",
    # --- SB203 ------------------------------------------------------------------------------------------
    "a split that is a statement": """
def f(key):
    random.split(key)  #! SB203
    return key
""",
    "fold_in as a statement": """
def f(key, i):
    random.fold_in(key, i)  #! SB203
    return random.normal(key)
""",
    "new keys that nobody uses": """
def f(key):
    key1, key2 = random.split(key)  #! SB203
    return random.normal(key)  #! SB201
""",
    "a key left over": """
def f(key):
    key, sub = random.split(key)
    _, other = random.split(key)
    return random.normal(sub) + random.normal(other)
""",
    # --- SB204 ------------------------------------------------------------------------------------------
    "host random numbers": """
@jax.jit
def f(x):
    a = np.random.normal(size=3)  #! SB204
    b = pyrandom.random()  #! SB204
    c = secrets.randbelow(3)  #! SB204
    d = uuid.uuid4().int  #! SB204
    table = np.random.default_rng(0).normal(size=3)
    return x + a + b + c + d + table


def eager(x):
    return x + np.random.normal(size=3)


def on_host(x):
    return np.random.normal(size=3)


@jax.jit
def g(x):
    return jax.pure_callback(on_host, x, x)
""",
    # --- SB205 ------------------------------------------------------------------------------------------
    "what a loop goes over is asked for once": """
def f(n):
    for key in random.split(random.key(0), n):
        print(random.normal(key))
    return [random.normal(key) for key in random.split(random.key(0), n)]


def g(n):
    for _ in range(n):
        print(random.normal(random.key(0)))  #! SB205
    return [random.normal(random.key(0)) for _ in range(n)]  #! SB205
""",
    "a constant key in a traced function": """
@jax.jit
def f(x):
    return x + random.normal(random.key(0))  #! SB205


@jax.jit
def g(x, seed):
    return x + random.normal(random.key(seed))


def h(x):
    return x + random.normal(random.key(0))
""",
    # --- SB206, SB210 ---------------------------------------------------------------------------------------
    "keys of modules and defaults": """
KEY = random.key(0)
FIRST, SECOND = random.split(random.key(1))


def f():
    return random.normal(KEY)  #! SB206


def g(key=random.key(0)):  #! SB206
    return random.normal(key)


def h(x, step):
    return x + random.normal(random.fold_in(KEY, step))


class Config(NamedTuple):
    key: jax.Array = random.key(3)  #! SB206


class Model:
    key = random.key(4)

    def sample(self):
        return random.normal(self.key)  #! SB206


print(random.normal(FIRST), random.normal(SECOND))
""",
    "a parameter replaced by a constant": """
def f(key, n):
    key = random.key(0)  #! SB210
    return random.normal(key, (n,))


def g(key=None):
    if key is None:
        key = random.key(0)
    return random.normal(key)
""",
    # --- SB208, SB209 ---------------------------------------------------------------------------------------
    "arithmetic": """
def f(seed, i):
    key = random.PRNGKey(seed)
    a = key + i  #! SB208
    b = key[0]  #! SB208
    c = key.astype(jnp.float32)  #! SB208
    return a, b, c


def g(key, i):
    mixed = key ^ i  #! SB208
    return random.normal(mixed)


def h(seed):
    ks = random.split(random.PRNGKey(seed), 2)
    return random.normal(ks[0]), ks.shape[0] + 1, jnp.stack([ks[1]])
""",
    "split meets fold_in": """
def f(key, i):
    a, b = random.split(key)
    return a, b, random.fold_in(key, i)  #! SB209


def g(key, i):
    a, b = random.split(key)
    return a, random.fold_in(b, i)
""",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    text = HEADER + PROGRAMS[name]
    wanted = {n: set(m.group(1).split("|")) for n, line in enumerate(text.splitlines(), 1) if (m := re.search(r"#! ([\w|]+)$", line))}
    found = [(f.location.row, f.code) for f in lint_text(text, "program.py", Settings()) if f.code.startswith("SB2") or f.code == "SB004"]
    assert [f for f in found if f[1] not in wanted.get(f[0], ())] == []
    assert sorted(wanted) == sorted({row for row, _ in found})
