"""Numbers made of keys; keys that are both split and folded."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax, random



def per_step(seed, steps):
    key = random.PRNGKey(seed)
    return [random.normal(key + i) for i in range(steps)]  #! SB208


def per_host(seed):
    key = random.key(seed)
    return random.normal(key * jax.process_index())  #! SB208


def mixed(seed, salt):
    key = random.PRNGKey(seed)
    other = key ^ salt  #! SB208
    return random.uniform(other)


def as_seed(seed):
    key = random.PRNGKey(seed)
    rng = np.random.default_rng(int(key[0]))  #! SB208
    return rng.normal()


def second_word(seed):
    key = random.PRNGKey(seed)
    return random.key(key[1])  #! SB208


def cast(seed):
    key = random.PRNGKey(seed)
    return key.astype(jnp.float32)  #! SB208


def added(seed, i):
    key = random.key(seed)
    return random.normal(jnp.add(key, i))  #! SB208


class Sampler:
    def __init__(self, seed):
        self.key = random.PRNGKey(seed)
        self.count = 0

    def draw(self):
        self.count += 1
        return random.normal(self.key + self.count)  #! SB208


def increment(seed, n):
    key = random.PRNGKey(seed)
    out = []
    for _ in range(n):
        out.append(random.normal(key))
        key += 1  #! SB208
    return out


# --- split meets fold_in


def step_and_epoch(key, step):
    step_key = random.fold_in(key, step)
    a, b = random.split(key)  #! SB209
    return random.normal(step_key) + random.normal(a) + random.normal(b)


def folded_after(key, i):
    k1, k2 = random.split(key)
    k3 = random.fold_in(key, i)  #! SB209
    return random.normal(k1) + random.normal(k2) + random.normal(k3)


def loop_folds(key, n):
    init_key, data_key = random.split(key)
    x = random.normal(init_key) + random.normal(data_key)
    for i in range(n):
        x = x + random.normal(random.fold_in(key, i))  #! SB209
    return x


class Trainer:
    def __init__(self, seed):
        key = random.key(seed)
        self.w = random.normal(random.fold_in(key, 0))
        self.keys = random.split(key, 3)  #! SB209
