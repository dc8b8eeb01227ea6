"""Wrong: Flax, Optax, Equinox, Haiku, Chex, processes."""

import multiprocessing as mp

import chex
import equinox as eqx
import flax.linen as nn
import gymnasium as gym
import haiku as hk
import jax
import jax.numpy as jnp
import optax
from flax.training.train_state import TrainState

# 1 results that are lost
def train_epoch(state: TrainState, batches):
    for batch in batches:
        grads = jax.grad(lambda p: jnp.mean(state.apply_fn({"params": p}, batch) ** 2))(state.params)
        state.apply_gradients(grads=grads)  #! SB801
    return state


def scrub(params):
    jax.tree.map(jnp.nan_to_num, params)  #! SB801
    return params


# 2 an optimizer that needs params, through chain and a helper
def make_optimizer(rate):
    return optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(rate, weight_decay=1e-4))


tx = make_optimizer(1e-3)


def apply(params, grads, opt_state):
    updates, opt_state = tx.update(grads, opt_state)  #! SB802
    return optax.apply_updates(params, updates), opt_state


# 3 a submodule in a plain method
class Net(nn.Module):
    width: int = 8

    def encode(self, x):
        return nn.Dense(self.width)(x)  #! SB803

    def __call__(self, x):
        return self.encode(x)


# 4 state kept on the module
class Counting(nn.Module):
    @nn.compact
    def __call__(self, x):
        self.seen = x.shape[0]  #! SB804
        return nn.Dense(3)(x)


# 5 batch norm in training without mutable, and dropout without a generator
class Block(nn.Module):
    @nn.compact
    def __call__(self, x, train: bool = True):
        x = nn.BatchNorm(use_running_average=not train)(x)
        return nn.Dropout(0.5, deterministic=not train)(x)


block = Block()


def train_loss(variables, x):
    y = block.apply(variables, x, train=True)  #! SB805 SB806
    return jnp.mean(y)


def predict(variables, x):
    return Net().apply({"params": variables["params"]}, x)


# 6 chex on values under jit
@jax.jit
def checked(x):
    chex.assert_tree_all_finite(x)  #! SB807
    return x * 2


# 7 an Equinox model in jax.jit, and optim.init of all of it
model = eqx.nn.MLP(2, 1, 8, 2, key=jax.random.key(0))
opt = optax.adam(1e-3)
opt_state = opt.init(model)  #! SB808


@jax.jit  #! SB808
def forward(model, x):
    return model(x)


print(forward(model, jnp.ones(2)))


# 8 Haiku outside of transform
def mlp(x):
    return hk.Linear(3)(x)  #! SB809


y = mlp(jnp.ones((2, 2)))


# 9 JAX inside of a transform
def lossy(x):
    @jax.jit  #! SB815
    def inner(x):
        return hk.Linear(3)(x)

    return inner(x)


init, apply_fn = hk.transform(lossy)


# 10 forks
def evaluate_all(seeds):
    scores = jnp.zeros(len(seeds))
    with mp.Pool(4) as pool:  #! SB810
        return scores + jnp.array(pool.map(float, seeds))


# 11 an environment in a scan
env = gym.make("CartPole-v1")


def rollout(params, obs, length):
    def step(obs, _):
        action = jnp.argmax(obs @ params)
        obs, reward, *_ = env.step(action)  #! SB812
        return obs, reward

    return jax.lax.scan(step, obs, None, length)
