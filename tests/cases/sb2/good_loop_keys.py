"""Loops in which each round has a key of its own, or means to have none."""

import functools
import itertools

import equinox as eqx
import haiku as hk
import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import lax, random


def dropout(x, key, rate=0.5):
    return jnp.where(random.bernoulli(key, 1.0 - rate, x.shape), x / (1.0 - rate), 0.0)


@jax.jit
def train_step(state, x, key):
    step_key = random.fold_in(key, state["step"])
    w = state["w"] - 0.1 * jax.grad(lambda w: jnp.mean(dropout(x, step_key) @ w))(state["w"])
    return {"w": w, "step": state["step"] + 1}


def train(state, batches, seed):
    """The step folds its own number in: one key serves."""
    dropout_key = random.key(seed)
    for x in batches:
        state = train_step(state, x, dropout_key)
    return state


def train_with_counter(w, batches, key):
    step = 0
    while step < 10:
        for x in batches:
            k = random.fold_in(key, step)
            w = w + dropout(x, k).mean()
            step += 1
    return w


def nested(key, epochs, batches):
    out = []
    for epoch in range(epochs):
        epoch_key = random.fold_in(key, epoch)
        for i, x in enumerate(batches):
            out.append(dropout(x, random.fold_in(epoch_key, i)))
    return out


def renewed_by_helper(key, n):
    def next_key(key):
        return random.split(key)

    out = []
    for _ in range(n):
        key, sub = next_key(key)
        out.append(random.normal(sub))
    return out


def renewed_in_a_dict(state, n):
    out = []
    for _ in range(n):
        state["key"], sub = random.split(state["key"])
        out.append(random.normal(sub))
    return out


class Agent:
    def __init__(self, seed):
        self.key = random.key(seed)

    def next_key(self):
        self.key, sub = random.split(self.key)
        return sub

    def run(self, n):
        total = 0.0
        for _ in range(n):
            total += random.normal(self.next_key())
            self.key, sub = random.split(self.key)
            total += random.normal(sub)
        return total


def same_start(key, env, policies):
    """Each policy is tried from one start, drawn once."""
    start = random.normal(key, (4,))
    return [policy(start) for policy in policies]


def rows(key, n):
    keys = random.split(key, (n, 3))
    out = []
    for i in range(n):
        for j in range(3):
            out.append(random.normal(keys[i, j]))
    return out


def by_position(key, xs):
    keys = random.split(key, len(xs))
    first = [x + random.normal(keys[i], x.shape) for i, x in enumerate(xs)]
    return first


def mapped(key, params):
    leaves, structure = jax.tree.flatten(params)
    keys = jax.tree.unflatten(structure, list(random.split(key, len(leaves))))
    return jax.tree.map(lambda p, k: p + random.normal(k, p.shape), params, keys)


def scanned(key, xs):
    def body(key, x):
        key, sub = random.split(key)
        return key, x + random.normal(sub, x.shape)

    key, ys = lax.scan(body, key, xs)
    return ys, random.normal(key)


def scanned_with_index(key, xs):
    def body(total, item):
        i, x = item
        return total + x * random.normal(random.fold_in(key, i)), None

    return lax.scan(body, 0.0, (jnp.arange(xs.shape[0]), xs))


def fori(key, x, n):
    def body(i, carry):
        x, key = carry
        key, sub = random.split(key)
        return x + random.normal(sub, x.shape), key

    x, _ = lax.fori_loop(0, n, body, (x, key))
    return x


def while_retry(key, low):
    def body(state):
        key, _, tries = state
        key, sub = random.split(key)
        return key, random.normal(sub), tries + 1

    return lax.while_loop(lambda s: (s[1] < low) & (s[2] < 100), body, (key, -jnp.inf, 0))[1]


def python_retry(key, low, tries=10):
    for _ in range(tries):
        key, sub = random.split(key)
        x = random.normal(sub)
        if x > low:
            break
    else:
        raise RuntimeError("no luck")
    return x


def lanes(key, xs):
    keys = random.split(key, xs.shape[0])
    return jax.vmap(lambda k, x: x + random.normal(k, x.shape))(keys, xs)


def same_for_all_lanes(key, xs):
    """One mask for all examples, drawn outside."""
    mask = random.bernoulli(key, 0.5, xs.shape[1:])
    return jax.vmap(lambda x: x * mask)(xs)


def zipped(key, shapes):
    return {name: random.normal(k, s) for (name, s), k in zip(shapes.items(), random.split(key, len(shapes)))}


def cycled(seed, n):
    seeds = itertools.count(seed)
    return [random.normal(random.key(next(seeds))) for _ in range(n)]


def sequence(seed, n):
    keys = hk.PRNGSequence(seed)
    return [random.normal(next(keys)) for _ in range(n)]


class Stack(eqx.Module):
    layers: list

    def __init__(self, depth, width, *, key):
        layers = []
        for _ in range(depth):
            key, sub = random.split(key)
            layers.append(eqx.nn.Linear(width, width, key=sub))
        self.layers = layers


def reported(key, names):
    """Loops that look at a key, and draw nothing."""
    for name in names:
        print(name, random.key_data(key), key)
    return random.normal(key)


def first_that_fits(key, candidates):
    for shape in candidates:
        if shape[0] > 2:
            return random.normal(key, shape)
    return random.normal(key)


def once_each(seeds):
    out = []
    for seed in seeds:
        key = random.key(seed)
        out.append(random.normal(key))
    return out


def compared(key, models, x):
    """Shapes are asked for in a loop; nothing is drawn."""
    return [jax.eval_shape(lambda k: random.normal(k, x.shape) + m, key) for m in models]


def renewed_in_the_mapped_function(params, key):
    def perturb(p):
        nonlocal key
        key, sub = random.split(key)
        return p + random.normal(sub, p.shape)

    return jax.tree.map(perturb, params)
