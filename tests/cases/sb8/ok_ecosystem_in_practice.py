"""Good: Flax, Optax, Equinox, Haiku, Chex, processes."""

import multiprocessing as mp

import chex
import equinox as eqx
import flax.linen as nn
import haiku as hk
import jax
import jax.numpy as jnp
import optax
from flax.training.train_state import TrainState


# 1
def train_epoch(state: TrainState, batches):
    for batch in batches:
        grads = jax.grad(lambda p: jnp.mean(state.apply_fn({"params": p}, batch) ** 2))(state.params)
        state = state.apply_gradients(grads=grads)
    jax.block_until_ready(state.params)
    jax.tree.map(lambda x: x.block_until_ready(), state.params)
    return state


# 2
adam = optax.chain(optax.clip_by_global_norm(1.0), optax.adam(1e-3))
decayed = optax.inject_hyperparams(optax.adamw)(learning_rate=1e-3)


def apply(params, grads, state, other):
    updates, state = adam.update(grads, state)
    params = optax.apply_updates(params, updates)
    updates, other = decayed.update(grads, other, params)
    return optax.apply_updates(params, updates), state, other


# 3
class Net(nn.Module):
    width: int = 8

    def setup(self):
        self.dense = nn.Dense(self.width)
        self.blocks = [nn.Dense(self.width, name=f"block_{i}") for i in range(2)]

    def encode(self, x):
        return self.dense(x)

    @nn.nowrap
    def make_dense(self):
        return nn.Dense(self.width, parent=None)

    def __call__(self, x):
        for block in self.blocks:
            x = block(self.encode(x))
        return x


class Helper(nn.Module):
    @nn.compact
    def __call__(self, x, train: bool = False):
        x = self.block(x)
        x = nn.BatchNorm(use_running_average=not train)(x)
        return nn.Dropout(0.5, deterministic=not train)(x)

    def block(self, x):
        return nn.Dense(3)(x)


# 4
helper = Helper()


def train_loss(variables, x, key):
    y, updates = helper.apply(variables, x, train=True, mutable=["batch_stats"], rngs={"dropout": key})
    return jnp.mean(y), updates["batch_stats"]


def predict(variables, x):
    return helper.apply(variables, x), helper.apply({"params": variables["params"], "batch_stats": variables["batch_stats"]}, x)


def start(key, x):
    return helper.init(key, x), helper.init({"params": key, "dropout": key}, x, train=True)


# 5
@jax.jit
def checked(x):
    chex.assert_shape(x, (None, 2))
    chex.assert_rank(x, 2)
    chex.assert_equal_shape([x, x])
    return x


@chex.chexify
@jax.jit
def finite(x):
    chex.assert_tree_all_finite(x)
    return x


# 6
model = eqx.nn.MLP(2, 1, 8, 2, key=jax.random.key(0))
opt = optax.adam(1e-3)
opt_state = opt.init(eqx.filter(model, eqx.is_inexact_array))


@eqx.filter_jit
def step(model, state, x):
    loss, grads = eqx.filter_value_and_grad(lambda m: jnp.mean(jax.vmap(m)(x)))(model)
    updates, state = opt.update(grads, state)
    return eqx.apply_updates(model, updates), state, loss


linear = eqx.filter_jit(eqx.nn.Linear(2, 3, key=jax.random.key(1)))
arrays, static = eqx.partition(model, eqx.is_array)


@jax.jit
def forward(arrays, x):
    return eqx.combine(arrays, static)(x)


# 7
def mlp(x):
    return hk.nets.MLP([4, 3])(x)


network = hk.without_apply_rng(hk.transform(mlp))
loss = jax.jit(lambda params, x: jnp.mean(network.apply(params, x)))


# 8
def evaluate_all(seeds):
    with mp.get_context("spawn").Pool(2) as pool:
        return jnp.array(pool.map(float, seeds))


# 9
def save(path, x, cache: list):
    jnp.save(path, x)
    jnp.set_printoptions(precision=3)
    cache.append(x)
    assert jnp.allclose(x, x)
    with jax.profiler.trace("/tmp/trace"):
        jnp.dot(x, x)


# 10
class Probe(nn.Module):
    @nn.compact
    def __call__(self, x):
        y = nn.Dense(2)(x)
        self.sow("intermediates", "y", y)
        count = self.variable("state", "count", lambda: 0)
        count.value = count.value + 1
        return y


def probe(variables, x):
    return Probe().apply(variables, x, mutable=["intermediates", "state"])
