# Collections, generators and variables of Linen modules when they are applied.
from functools import partial
from typing import Any, Callable

import flax.linen as nn
import jax
import jax.numpy as jnp
import optax
from flax.training import train_state


class Norm(nn.Module):
    @nn.compact
    def __call__(self, x, train: bool = True):
        x = nn.Dense(4)(x)
        return nn.BatchNorm(use_running_average=not train)(x)


class Setup(nn.Module):
    momentum: float = 0.9

    def setup(self):
        self.norm = nn.BatchNorm(momentum=self.momentum)
        self.drop = nn.Dropout(0.5)

    def __call__(self, x, training):
        x = self.norm(x, use_running_average=not training)
        return self.drop(x, deterministic=not training)


class Counter(nn.Module):
    @nn.compact
    def __call__(self, x):
        count = self.variable("counts", "n", lambda: jnp.zeros((), int))
        count.value += 1
        return x + count.value


class Noise(nn.Module):
    scale: float = 1.0

    @nn.compact
    def __call__(self, x, deterministic=False):
        if deterministic:
            return x
        return x + self.scale * jax.random.normal(self.make_rng("noise"), x.shape)


class Deep(nn.Module):
    rate: float = 0.1
    layer: Callable = nn.Dense

    @nn.compact
    def __call__(self, x, train):
        return nn.Sequential([self.layer(3), nn.relu, nn.Dropout(self.rate, deterministic=not train)])(x)


model = Norm()
variables = model.init(jax.random.key(0), jnp.ones((2, 3)))
params = variables["params"]
deep = Deep()


class TrainState(train_state.TrainState):
    batch_stats: Any


def no_mutable(x):
    return model.apply(variables, x)  #! SB805


def wrong_collection(x):
    y, _ = model.apply(variables, x, mutable=["intermediates"])  #! SB805
    return y


def counted(x):
    counter = Counter()
    v = counter.init(jax.random.key(0), x)
    return counter.apply(v, x)  #! SB805


def dropped_by_index(x):
    return model.apply(variables, x, mutable=["batch_stats"])[0]  #! SB805


def dropped_by_name(x):
    y, updates = model.apply(variables, x, mutable="batch_stats")  #! SB805
    return y


def dropped_as_aux(x):
    def loss(p):
        y, updates = model.apply({"params": p, "batch_stats": variables["batch_stats"]}, x, mutable=["batch_stats"])
        return y.sum(), updates

    (value, _), grads = jax.value_and_grad(loss, has_aux=True)(params)  #! SB805
    return value, grads


@jax.jit
def no_generator(p, x):
    return deep.apply({"params": p}, x, train=True)  #! SB806


def wrong_generator(p, x, key):
    return deep.apply({"params": p}, x, True, rngs={"drop": key})  #! SB806


def noisy(x):
    return Noise().apply({}, x)  #! SB806


def setup_module(v, x):
    net = Setup()
    y, updates = net.apply(v, x, training=True, mutable=["batch_stats"])  #! SB806
    return y, updates


def by_partial(v, x):
    forward = partial(Setup().apply, mutable=["batch_stats"])
    return forward(v, x, True)  #! SB806


def unwrapped(x):
    return model.apply(params, x, train=False)  #! SB814


def unwrapped_dense(key, x):
    dense = nn.Dense(3)
    p = dense.init(key, x)["params"]
    p = jax.tree.map(lambda w: w * 0.5, p)
    return dense.apply(p, x)  #! SB814


def unwrapped_in_loss(x):
    grads = jax.grad(lambda p: jnp.sum(deep.apply(p, x, train=False)))(deep.init(jax.random.key(1), x, train=False)["params"])  #! SB814
    return grads


def statistics_left_out(x):
    return model.apply({"params": params}, x, train=False)  #! SB814


def state_apply(key, x):
    v = model.init(key, x)
    state = TrainState.create(apply_fn=model.apply, params=v["params"], tx=optax.adam(1e-3), batch_stats=v["batch_stats"])
    state.apply_fn({"params": state.params, "batch_stats": state.batch_stats}, x)  #! SB805
    return state.apply_fn(state.params, x, train=False)  #! SB814


# --- good code


def good(x, key, flag, rngs, collections):
    model.apply(variables, x, train=False)
    y, updates = model.apply(variables, x, mutable=["batch_stats"])
    y, updates2 = model.apply(variables, x, mutable=True)
    model.apply(variables, x, train=flag)
    model.apply(variables, x, mutable=collections)
    y, _ = model.apply(variables, x, train=False, mutable=["batch_stats"])
    deep.apply({"params": params}, x, train=False)
    deep.apply({"params": params}, x, train=True, rngs={"dropout": key})
    deep.apply({"params": params}, x, train=True, rngs=rngs)
    deep.apply({"params": params}, x, train=True, rngs=key)
    deep.apply({"params": params}, x, train=True, rngs={"params": key})
    Deep(rate=0.0).apply({"params": params}, x, train=True)
    Noise().apply({}, x, deterministic=True)
    Noise().apply({}, x, rngs={"noise": key})
    deep.init(key, x, train=True)
    Counter().init(key, x)
    shown = model.apply({"params": params}, x, mutable=["batch_stats"])
    model.apply({"params": params, **variables}, x, train=False)
    return shown, y, updates, updates2


def all_variables(key, x):
    v = model.init(key, x)
    first = model.apply(v, x, train=False)
    state, p = v["batch_stats"], v["params"]
    second = model.apply({"params": p, "batch_stats": state}, x, train=False)
    return first + second


class Optional(nn.Module):
    dropout: float | None = None
    train: bool = False

    @nn.compact
    def __call__(self, x):
        if self.dropout is not None and self.train:
            x = nn.Dropout(self.dropout)(x, deterministic=False)
        return nn.Dense(3)(x)


def optional(v, x, cfg):
    Optional(dropout=cfg.rate, train=cfg.train).apply(v, x)
    return Optional().apply(v, x)
