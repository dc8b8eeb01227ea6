"""Keys that every round of a loop uses again."""

import functools
import itertools

import equinox as eqx
import flax.linen as nn
import haiku as hk
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax, random


# --- a training loop whose step gets the same dropout key each time


def dropout(x, key, rate=0.5):
    return jnp.where(random.bernoulli(key, 1.0 - rate, x.shape), x / (1.0 - rate), 0.0)


def loss_fn(w, x, key):
    return jnp.mean(dropout(x, key) @ w)


@jax.jit
def train_step(w, x, key):
    return w - 0.1 * jax.grad(loss_fn)(w, x, key)


def train(w, batches, seed):
    key = random.key(seed)
    for x in batches:
        w = train_step(w, x, key)  #! SB202
    return w


def train_epochs(w, batches, seed, epochs=3):
    key = random.PRNGKey(seed)
    for epoch in range(epochs):
        key, epoch_key = random.split(key)
        order = random.permutation(epoch_key, len(batches))
        for i in order:
            key, step_key = random.split(key)
            w = train_step(w, batches[int(i)], step_key)
    for step in range(10):
        batch = random.choice(key, batches, (2,))  #! SB202
        w = train_step(w, batch, random.fold_in(key, step))
    return w


# --- environments


class PointEnv:
    def reset(self, key):
        return random.uniform(key, (2,))

    def step(self, key, state, action):
        return state + action + 0.1 * random.normal(key, (2,))


def collect(seed, episodes):
    env = PointEnv()
    key = random.key(seed)
    key, reset_key = random.split(key)
    returns = []
    for _ in range(episodes):
        state = env.reset(reset_key)  #! SB202
        for _ in range(5):
            key, act_key, step_key = random.split(key, 3)
            state = env.step(step_key, state, random.normal(act_key, (2,)))
        returns.append(state)
    return returns


def rollout(env_key, policy, steps):
    env = PointEnv()
    env_key, step_key = random.split(env_key)
    state = env.reset(env_key)

    def body(state, _):
        state = env.step(step_key, state, policy(state))  #! SB202
        return state, state

    return lax.scan(body, state, None, length=steps)


# --- layers of a list, all with one key


class Stack(eqx.Module):
    layers: list

    def __init__(self, depth, width, *, key):
        self.layers = [eqx.nn.Linear(width, width, key=key) for _ in range(depth)]  #! SB202


def init_params(sizes, key):
    return [
        {"w": random.normal(key, (m, n)), "b": jnp.zeros(n)}  #! SB202
        for m, n in zip(sizes[:-1], sizes[1:])
    ]


def perturb(params, key, scale):
    return jax.tree.map(lambda p: p + scale * random.normal(key, p.shape), params)  #! SB202


def perturb_named(params, key):
    noisy = {}
    for name, value in params.items():
        noisy[name] = value + random.normal(key, value.shape)  #! SB202
    return noisy


# --- carries that forget to renew


def langevin(key, x, steps):
    def body(i, carry):
        key, x = carry
        noise = random.normal(key, x.shape)  #! SB202
        return key, x - 0.1 * x + noise

    return lax.fori_loop(0, steps, body, (key, x))


def until_accepted(key, limit):
    def cond(carry):
        return carry[1] > limit

    def body(carry):
        key, _ = carry
        return key, random.normal(key)  #! SB202

    return lax.while_loop(cond, body, (key, jnp.inf))


def half_renewed(key, xs):
    def step(carry, x):
        key, total = carry
        new_key, sub = random.split(key)  #! SB202
        return (key, total + x * random.normal(sub)), new_key

    return lax.scan(step, (key, 0.0), xs)


# --- generators, map and repeat


def noisy_batches(key, data):
    for batch in data:
        yield batch + random.normal(key, batch.shape)  #! SB202


def many(key, shapes):
    return list(map(lambda s: random.normal(key, s), shapes))  #! SB202


def repeated(key, n):
    return [random.normal(k, (2,)) for k in itertools.repeat(key, n)]  #! SB202


def ensemble(key, xs):
    init = functools.partial(random.normal, key)
    return jax.vmap(lambda x: x + random.normal(key, x.shape))(xs), init  #! SB202


class Trainer:
    def __init__(self, seed):
        self.key = random.key(seed)

    def run(self, batches):
        losses = []
        for batch in batches:
            noise = random.normal(self.key, batch.shape)  #! SB202
            losses.append(jnp.mean(batch + noise))
        return losses


def bootstrap(key, data, n):
    estimates = []
    while len(estimates) < n:
        idx = random.randint(key, (data.shape[0],), 0, data.shape[0])  #! SB202
        estimates.append(data[idx].mean())
    return jnp.stack(estimates)


def split_after(key, n):
    out = []
    subkey = key
    for _ in range(n):
        out.append(random.normal(subkey))
        key, subkey = random.split(key)  #? SB201
    return out


def split_in_each_leaf(params, key):
    def perturb(p):
        _, sub = random.split(key)  #! SB202
        return p + random.normal(sub, p.shape)

    return jax.tree.map(perturb, params)


def crop(key, image):
    top, left = random.randint(key, (2,), 0, 4)
    return lax.dynamic_slice(image, (top, left), (8, 8))


def cut_alike(key, images):
    out = []
    for image in images:
        out.append(crop(key, image))  #! SB202
    return out


def same_view(key, image):
    first = crop(key, image)
    return first, crop(key, image)  #! SB201
