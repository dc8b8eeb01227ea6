"""Whole programs whose keys are in order."""

import argparse
import dataclasses
import functools
from typing import Any, NamedTuple

import equinox as eqx
import flax.linen as nn
import flax.struct
import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from flax import nnx
from flax.training.train_state import TrainState
from jax import lax
from jax import random as jr


class CartPole:
    def reset(self, key):
        return jr.uniform(key, (4,), minval=-0.05, maxval=0.05)

    def step(self, key, state, action):
        return state + 0.01 * action + 0.001 * jr.normal(key, (4,)), 1.0


class Runner(NamedTuple):
    params: Any
    state: jax.Array
    key: jax.Array


def ppo(seed, iterations):
    env = CartPole()
    key = jr.key(seed)
    key, init_key, reset_key = jr.split(key, 3)
    runner = Runner(jr.normal(init_key, (4, 2)), env.reset(reset_key), key)

    def env_step(runner, _):
        key, act_key, step_key = jr.split(runner.key, 3)
        action = jr.categorical(act_key, runner.state @ runner.params)
        state, reward = env.step(step_key, runner.state, action)
        return runner._replace(state=state, key=key), (state, reward)

    def iteration(runner, _):
        runner, (states, rewards) = lax.scan(env_step, runner, None, length=8)
        key, perm_key = jr.split(runner.key)
        order = jr.permutation(perm_key, states.shape[0])
        batch = jax.tree.map(lambda x: jnp.take(x, order, axis=0), (states, rewards))
        return runner._replace(params=runner.params - batch[0].mean(), key=key), rewards.mean()

    return lax.scan(iteration, runner, None, length=iterations)


class DropState(TrainState):
    dropout_key: jax.Array


class Classifier(nn.Module):
    @nn.compact
    def __call__(self, x, training: bool):
        x = nn.Dense(8)(x)
        x = nn.Dropout(0.5, deterministic=not training)(x)
        return nn.Dense(2)(x)


@jax.jit
def train_step(state: DropState, batch, dropout_key):
    dropout_train_key = jr.fold_in(key=dropout_key, data=state.step)

    def loss_fn(params):
        logits = state.apply_fn({"params": params}, batch, training=True, rngs={"dropout": dropout_train_key})
        return jnp.mean(logits**2)

    return state.apply_gradients(grads=jax.grad(loss_fn)(state.params))


def train(seed, batches):
    root_key = jr.key(seed=seed)
    main_key, params_key, dropout_key = jr.split(key=root_key, num=3)
    model = Classifier()
    variables = model.init(params_key, batches[0], training=False)
    state = DropState.create(apply_fn=model.apply, params=variables["params"], dropout_key=dropout_key, tx=optax.adam(1e-3))
    for batch in batches:
        state = train_step(state, batch, dropout_key)
    return state, main_key


class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(4, 4, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)
        self.noise = nnx.Param(jr.normal(rngs.params(), (4,)))
        self.rngs = rngs

    def __call__(self, x):
        x = x + jr.normal(self.rngs.noise(), x.shape)
        return self.dropout(self.linear(x)) + jr.normal(self.rngs.noise(), x.shape)


def nnx_train(seed, xs):
    model = Net(nnx.Rngs(params=seed, dropout=seed + 1, noise=seed + 2))
    for x in xs:
        model(x)
    return model


class Vae(eqx.Module):
    encoder: eqx.nn.MLP
    decoder: eqx.nn.MLP

    def __init__(self, dim, latent, key):
        enc_key, dec_key = jr.split(key)
        self.encoder = eqx.nn.MLP(dim, 2 * latent, 8, 2, key=enc_key)
        self.decoder = eqx.nn.MLP(latent, dim, 8, 2, key=dec_key)

    def __call__(self, x, key):
        mean, log_std = jnp.split(self.encoder(x), 2)
        return self.decoder(mean + jnp.exp(log_std) * jr.normal(key, mean.shape))


@eqx.filter_jit
def vae_step(model, xs, key):
    def loss(model):
        keys = jr.split(key, xs.shape[0])
        return jnp.mean((jax.vmap(model)(xs, keys) - xs) ** 2)

    return eqx.filter_value_and_grad(loss)(model)


def vae_train(xs, seed, steps):
    model_key, train_key = jr.split(jr.PRNGKey(seed))
    model = Vae(4, 2, model_key)
    for step_key in jr.split(train_key, steps):
        loss, grads = vae_step(model, xs, step_key)
    return model, loss


def vae_train_folded(model, xs, key, steps):
    for step in range(steps):
        loss, _ = vae_step(model, xs, jr.fold_in(key, step))
    return loss


def evaluate_with_one_noise(key, models, x):
    """Every model sees the same noise, which is drawn once."""
    noise = jr.normal(key, x.shape)
    return [model(x + noise) for model in models]


def evaluate_deterministically(policy, env, key, episodes):
    """The evaluation is seeded anew by its own number."""
    returns = []
    for episode in range(episodes):
        episode_key = jr.fold_in(key, episode)
        reset_key, episode_key = jr.split(episode_key)
        state = env.reset(reset_key)
        for t in range(5):
            state, reward = env.step(jr.fold_in(episode_key, t), state, policy(state))
        returns.append(reward)
    return returns


def hmc(key, x, steps):
    def one(x, key):
        momentum_key, accept_key = jr.split(key)
        y = x + 0.1 * jr.normal(momentum_key, x.shape)
        return jnp.where(jr.uniform(accept_key) < 0.5, y, x), y

    return lax.scan(one, x, jr.split(key, steps))


def chains(key, xs):
    keys = jr.split(key, xs.shape[0])
    return jax.vmap(functools.partial(hmc, steps=3))(keys, xs)


def resample_if_needed(key, particles, weights):
    ess = 1.0 / jnp.sum(weights**2)

    def resample(key):
        return particles[jr.choice(key, particles.shape[0], particles.shape, p=weights)]

    return lax.cond(ess < 5.0, resample, lambda key: particles, key)


def dataset(key, n):
    x_key, y_key, flip_key = jr.split(key, 3)
    x = jr.normal(x_key, (n, 2))
    y = jnp.sign(x[:, 0]) + 0.1 * jr.normal(y_key, (n,))
    flips = jr.bernoulli(flip_key, 0.1, (n,))
    return x, jnp.where(flips, -y, y)


def batches(key, x, y, size):
    while True:
        key, perm_key = jr.split(key)
        order = jr.permutation(perm_key, len(x))
        for start in range(0, len(x), size):
            idx = order[start : start + size]
            yield x[idx], y[idx]


def augment(key, image):
    flip_key, crop_key, color_key = jr.split(key, 3)
    image = jnp.where(jr.bernoulli(flip_key), image[:, ::-1], image)
    top, left = jr.randint(crop_key, (2,), 0, 4)
    image = lax.dynamic_slice(image, (top, left), (8, 8))
    return image * (1 + 0.1 * jr.normal(color_key))


def augment_batch(key, images):
    return jax.vmap(augment)(jr.split(key, images.shape[0]), images)


def pipeline(key, images, transforms):
    for transform, k in zip(transforms, jr.split(key, len(transforms))):
        images = transform(k, images)
    return images


def random_tree(key, tree):
    structure = jax.tree.structure(tree)
    keys = jax.tree.unflatten(structure, jr.split(key, structure.num_leaves))
    return jax.tree.map(lambda k, x: jr.normal(k, x.shape), keys, tree)


@pytest.fixture
def key():
    return jr.key(0)


def check_determinism(f, key):
    return np.array_equal(f(key), f(key))


def test_init_is_deterministic(key):
    a = jr.normal(key, (3,))
    b = jr.normal(key, (3,))
    assert (a == b).all()


@dataclasses.dataclass
class Loader:
    data: np.ndarray
    key: jax.Array

    def __iter__(self):
        self.key, perm_key = jr.split(self.key)
        yield from self.data[np.asarray(jr.permutation(perm_key, len(self.data)))]


def main(argv=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args(argv)
    model_key, data_key, loop_key = jr.split(jr.key(args.seed), 3)
    x, y = dataset(data_key, 16)
    w = jr.normal(model_key, (2,))
    loader = batches(loop_key, x, y, 4)
    for _ in range(3):
        bx, by = next(loader)
        w = w - 0.1 * jnp.mean((bx @ w - by)[:, None] * bx, axis=0)
    return w


if __name__ == "__main__":
    main()
