"""Keys that are used twice on one path, as programs of reinforcement learning, sampling and training have them."""

import dataclasses
import functools
from typing import NamedTuple

import equinox as eqx
import flax.linen as nn
import haiku as hk
import jax
import jax.numpy as jnp
from flax.training import train_state
from jax import lax, random


# --- an actor that explores with the key of its policy


def epsilon_greedy(q_values, key, epsilon):
    greedy = jnp.argmax(q_values, axis=-1)
    explore = random.uniform(key, greedy.shape) < epsilon
    noise = random.randint(key, greedy.shape, 0, q_values.shape[-1])  #! SB201
    return jnp.where(explore, noise, greedy)


class EnvState(NamedTuple):
    position: jax.Array
    key: jax.Array


def env_reset(key):
    return EnvState(random.uniform(key, (2,)), key)


def env_step(state, action):
    wind = random.normal(state.key, (2,))
    return EnvState(state.position + action + 0.1 * wind, state.key), wind


def rollout_twice(key):
    state = env_reset(key)
    state, first = env_step(state, jnp.ones(2))  #! SB201
    return first


# --- a sampler: the accept test has the key of the proposal, through `self`


class Langevin:
    def __init__(self, step_size):
        self.step_size = step_size

    def propose(self, key, x):
        return x + self.step_size * random.normal(key, x.shape)

    def accept(self, key, ratio):
        return jnp.log(random.uniform(key)) < ratio

    def step(self, key, x):
        y = self.propose(key, x)
        keep = self.accept(key, jnp.sum(x**2) - jnp.sum(y**2))  #! SB201
        return jnp.where(keep, y, x)


# --- layers that are made of one key


class Block(eqx.Module):
    first: eqx.nn.Linear
    second: eqx.nn.Linear
    scale: jax.Array

    def __init__(self, width, *, key):
        self.first = eqx.nn.Linear(width, width, key=key)
        self.second = eqx.nn.Linear(width, width, key=key)  #! SB201
        self.scale = jnp.ones(())


class Tower(eqx.Module):
    blocks: list
    head: eqx.nn.Linear

    def __init__(self, depth, width, *, key):
        keys = random.split(key, depth)
        self.blocks = [Block(width, key=k) for k in keys]
        self.head = eqx.nn.Linear(width, 1, key=keys[0])  #! SB201


def init_mlp(sizes, key):
    params = []
    for fan_in, fan_out in zip(sizes[:-1], sizes[1:]):
        key, sub = random.split(key)
        w = random.normal(sub, (fan_in, fan_out))
        b = random.normal(sub, (fan_out,))  #! SB201
        params.append({"w": w, "b": b})
    return params


# --- augmentation: every transformation has the key of the batch


@jax.jit
def augment(key, images):
    def flip(key, image):
        return jnp.where(random.bernoulli(key), image[:, ::-1], image)

    def shift(key, image):
        return jnp.roll(image, random.randint(key, (), -2, 3), axis=0)

    keys = random.split(key, images.shape[0])
    images = jax.vmap(flip)(keys, images)
    return jax.vmap(shift)(keys, images)  #! SB201


# --- a dataclass, a dict and a partial that carry it


@dataclasses.dataclass
class Sampler:
    key: jax.Array
    temperature: float = 1.0

    def sample_pair(self, logits):
        first = random.categorical(self.key, logits / self.temperature)
        second = random.categorical(self.key, logits / self.temperature)  #! SB201
        return first, second


def make_rngs(seed):
    key = random.key(seed)
    params_key, noise_key = random.split(key)
    return {"params": params_key, "noise": noise_key}


def vae_sample(seed, mean, log_var):
    rngs = make_rngs(seed)
    weights = random.normal(rngs["params"], mean.shape)
    z = mean + jnp.exp(0.5 * log_var) * random.normal(rngs["noise"], mean.shape)
    pixels = random.bernoulli(rngs["noise"], jax.nn.sigmoid(z * weights))  #! SB201
    return z, pixels


def reparametrise(seed, shape):
    key = random.PRNGKey(seed)
    draw = functools.partial(random.normal, key, shape)
    eps = draw()
    other = random.laplace(key, shape)  #! SB201
    return eps, other


# --- haiku: `init` splits its key


def forward(x):
    return hk.Linear(3)(x)


def haiku_setup(x, seed):
    model = hk.transform(forward)
    key = random.PRNGKey(seed)
    params = model.init(key, x)
    noise = random.normal(key, x.shape)  #! SB201
    return params, x + noise


# --- a generator of permutations


def epochs(key, data, count):
    for _ in range(count):
        key, perm_key = random.split(key)
        order = random.permutation(perm_key, data.shape[0])
        yield data[order], random.normal(perm_key, data.shape)  #! SB201


# --- key of the state: spent, and kept


class TrainState(train_state.TrainState):
    key: jax.Array


def train_step(state, batch):
    noise = random.normal(state.key, batch.shape)
    dropout_key = random.split(state.key)[1]  #! SB201
    return state, noise, dropout_key


# --- the two halves of `split`, of which one is taken twice


def thompson(key, means, scales):
    key, arm_key = random.split(key)
    samples = means + scales * random.normal(arm_key, means.shape)
    arm = jnp.argmax(samples)
    reward = means[arm] + random.normal(arm_key)  #! SB201
    return key, reward


def late_rebinding(key, x):
    noise = random.normal(key, x.shape)
    key, _ = random.split(key)  #! SB201
    mask = random.bernoulli(key, 0.5, x.shape)
    return x * mask + noise


def through_scan(key, xs):
    def body(carry, x):
        key, total = carry
        key, sub = random.split(key)
        return (key, total + x * random.normal(sub) + random.uniform(sub)), None  #! SB201

    return lax.scan(body, (key, 0.0), xs)


def with_lambda(key, x):
    noisy = lambda scale: x + scale * random.normal(key, x.shape)
    low = noisy(0.1)
    high = noisy(1.0)  #! SB201
    return low, high


def haiku_dropout(x, seed):
    model = hk.transform(lambda x: hk.dropout(hk.next_rng_key(), 0.5, hk.Linear(3)(x)))
    init_key, key = random.split(random.PRNGKey(seed))
    params = model.init(init_key, x)
    first = model.apply(params, key, x)
    return first, model.apply(params, key, x)  #! SB201


def other_place_of_a_dict(state):
    first = random.normal(state["key"])
    state["step"] = 3
    return first + random.normal(state["key"])  #! SB201


def two_orders(key, n, m):
    train = random.permutation(key, 100)
    return train, random.permutation(key, 20)  #! SB201


def one_from_a_sequence(seed, x):
    keys = hk.PRNGSequence(seed)
    key = next(keys)
    return random.normal(key, x.shape) + random.uniform(key, x.shape)  #! SB201


def one_from_an_iterator(key, x):
    keys = iter(random.split(key, 3))
    first = next(keys)
    return random.normal(first, x.shape) + random.uniform(first, x.shape)  #! SB201


class Noise(nn.Module):
    @nn.compact
    def __call__(self, x):
        key = self.make_rng("noise")
        return x + random.normal(key, x.shape) * random.uniform(key, x.shape)  #! SB201


class HaikuNoise(hk.Module):
    def __call__(self, x):
        key = hk.next_rng_key()
        return x + random.normal(key, x.shape) * random.uniform(key, x.shape)  #! SB201


def drop(x, key, train):
    if not train:
        return x
    return x * random.bernoulli(key, 0.5, x.shape)


def the_other_way_round(x, key, train):
    y = drop(x, key, not train)
    if not train:
        y = y + random.normal(key, y.shape)  #! SB201
    return y


def batches(key, data):
    while True:
        key, sub = random.split(key)
        yield random.permutation(sub, data)


def generator_and_draw(key, data):
    stream = batches(key, data)
    noise = random.normal(key, data.shape)  #! SB201
    return next(stream) + noise
