"""Whole programs in which a key goes wrong on its way."""

import argparse
import dataclasses
import functools
from collections import deque
from typing import Any, NamedTuple

import equinox as eqx
import flax.linen as nn
import flax.struct
import jax
import jax.numpy as jnp
import optax
from flax import nnx
from flax.training.train_state import TrainState
from jax import lax
from jax import random as jr


# --- PPO: the rollout and the update get the key of the environment


class Transition(NamedTuple):
    obs: jax.Array
    action: jax.Array
    log_prob: jax.Array


class CartPole:
    def reset(self, key):
        return jr.uniform(key, (4,), minval=-0.05, maxval=0.05)

    def step(self, key, state, action):
        return state + 0.01 * action + 0.001 * jr.normal(key, (4,)), 1.0


def act(params, obs, key):
    logits = obs @ params
    action = jr.categorical(key, logits)
    return action, jax.nn.log_softmax(logits)[action]


def rollout(params, key, steps):
    env = CartPole()
    key, reset_key = jr.split(key)
    state = env.reset(reset_key)

    def step(carry, _):
        state, key = carry
        key, step_key = jr.split(key)
        action, log_prob = act(params, state, step_key)
        state, reward = env.step(step_key, state, action)  #! SB201
        return (state, key), Transition(state, action, log_prob)

    (state, key), transitions = lax.scan(step, (state, key), None, length=steps)
    return transitions, key


def update(params, batch, key):
    order = jr.permutation(key, batch.obs.shape[0])
    return params - 0.01 * batch.obs[order].mean()


def ppo(seed, iterations):
    key = jr.key(seed)
    params = jr.normal(key, (4, 2))
    key, loop_key = jr.split(key)  #! SB201
    for _ in range(iterations):
        transitions, _ = rollout(params, loop_key, 16)  #! SB202
        key, update_key = jr.split(key)
        params = update(params, transitions, update_key)
    return params


# --- DQN with a replay buffer


class Replay:
    def __init__(self, size):
        self.items = deque(maxlen=size)

    def sample(self, key, n):
        idx = jr.randint(key, (n,), 0, len(self.items))
        return [self.items[int(i)] for i in idx]


def dqn(key, env_steps):
    replay = Replay(100)
    key, sample_key = jr.split(key)
    for t in range(env_steps):
        key, act_key = jr.split(key)
        replay.items.append(jr.normal(act_key))
        if len(replay.items) > 10:
            batch = replay.sample(sample_key, 4)  #! SB202
    return replay


# --- a train state with a key: the step does not renew it


@flax.struct.dataclass
class State:
    params: Any
    key: jax.Array
    step: int


def noisy_step(state, batch):
    noise_key, drop_key = jr.split(state.key)
    noise = jr.normal(noise_key, batch.shape)
    mask = jr.bernoulli(noise_key, 0.5, batch.shape)  #! SB201
    return state.replace(step=state.step + 1), noise * mask, drop_key


# --- diffusion: the time and the noise of a batch


def diffusion_loss(model, x, key):
    t = jr.uniform(key, (x.shape[0],))
    noise = jr.normal(key, x.shape)  #! SB201
    return jnp.mean((model(x + noise * t[:, None], t) - noise) ** 2)


def train_diffusion(model, data, seed, steps):
    key = jr.PRNGKey(seed)
    losses = []
    for step in range(steps):
        idx = jr.choice(key, data.shape[0], (4,))
        key, loss_key = jr.split(key)  #! SB201
        losses.append(diffusion_loss(model, data[idx], loss_key))
    return losses


# --- a VAE in Equinox


class Vae(eqx.Module):
    encoder: eqx.nn.MLP
    decoder: eqx.nn.MLP

    def __init__(self, dim, latent, key):
        enc_key, dec_key = jr.split(key)  #! SB203
        self.encoder = eqx.nn.MLP(dim, 2 * latent, 8, 2, key=enc_key)
        self.decoder = eqx.nn.MLP(latent, dim, 8, 2, key=enc_key)  #! SB201

    def __call__(self, x, key):
        mean, log_std = jnp.split(self.encoder(x), 2)
        z = mean + jnp.exp(log_std) * jr.normal(key, mean.shape)
        return self.decoder(z), mean, log_std


def batch_loss(model, xs, key):
    def one(x):
        noise = jr.normal(key, x.shape)  #! SB202
        return jnp.sum((model(x + noise) - x) ** 2)

    return jnp.mean(jax.vmap(one)(xs))


# --- samplers


def gibbs(key, x, steps):
    for i in range(steps):
        key, key_x, key_y = jr.split(key, 3)  #! SB203
        x = x.at[0].set(jr.normal(key_x) + x[1])
        x = x.at[1].set(jr.normal(key_x) + x[0])  #! SB201
    return x


def importance(key, n):
    proposal = functools.partial(jr.normal, shape=(n,))
    samples = proposal(key)
    weights = jr.exponential(key, (n,))  #! SB201
    return samples, weights


def hmc(key, x, steps):
    def one(x, key):
        p = jr.normal(key, x.shape)
        y = x + 0.1 * p
        accept = jr.uniform(key) < jnp.exp(-jnp.sum(y**2) + jnp.sum(x**2))  #! SB201
        return jnp.where(accept, y, x), y

    return lax.scan(one, x, jr.split(key, steps))


def smc(key, particles, observations):
    key, resample_key = jr.split(key)
    for obs in observations:
        weights = jnp.exp(-((particles - obs) ** 2))
        idx = jr.choice(resample_key, particles.shape[0], particles.shape, p=weights / weights.sum())  #! SB202
        key, move_key = jr.split(key)
        particles = particles[idx] + jr.normal(move_key, particles.shape)
    return particles


# --- configuration by arguments, several seeds


def main(argv=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args(argv)
    key = jr.key(args.seed)
    model_key, data_key = jr.split(key)
    data = jr.normal(data_key, (8, 4))
    w = jr.normal(model_key, (4,))
    b = jr.normal(key, ())  #! SB201
    return data @ w + b


def cross_validate(key, data, folds):
    scores = []
    split_key, *fold_keys = jr.split(key, folds + 1)
    order = jr.permutation(split_key, data.shape[0])
    for fold in range(folds):
        noise = jr.normal(split_key, data.shape)  #! SB201|SB202
        scores.append((data[order] + noise).mean())
    return scores, fold_keys
