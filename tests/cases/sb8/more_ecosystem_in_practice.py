"""Wrong: methods given to `apply`, results of which `[0]` is read, classes made from a loader, trainers that hold NNX objects, branches that are layers."""

import multiprocessing as mp

import equinox as eqx
import flax.linen as nn
import haiku as hk
import jax
import jax.numpy as jnp
import optax
from flax import nnx
from jax import lax
from torch.utils import data


# 1 a method that `init` or `apply` is given is one of a bound module
class Coder(nn.Module):
    def setup(self):
        self.dense = nn.Dense(2)

    def __call__(self, x):
        return self.dense(x)

    def encode(self, x):
        self.seen = x  #! SB804
        return nn.Dense(3)(x)  #! SB803


def codes(key, x):
    return Coder().init(key, x, method=Coder.encode)


def codes_by_name(variables, x):
    return Coder().apply(variables, x, method="encode")


# 2 statistics of which nothing is kept
class Normed(nn.Module):
    @nn.compact
    def __call__(self, x, train=True):
        return nn.BatchNorm(use_running_average=not train)(x)


def loss(params, stats, x):
    out = Normed().apply({"params": params, "batch_stats": stats}, x, mutable=["batch_stats"])  #! SB805
    y = out[0]
    return jnp.mean(y**2)


def kept(params, stats, x):
    out = Normed().apply({"params": params, "batch_stats": stats}, x, mutable=["batch_stats"])
    return jnp.mean(out[0] ** 2), out[1]["batch_stats"]


def handed_on(params, stats, x):
    out = Normed().apply({"params": params, "batch_stats": stats}, x, mutable=["batch_stats"])
    print(out[0].shape)
    return out


# 3 classes made from a loader or a process
class NumpyLoader(data.DataLoader):
    def __init__(self, dataset, batch_size=1, num_workers=0):
        super().__init__(dataset, batch_size=batch_size, num_workers=num_workers)


class Actor(mp.Process):
    def __init__(self, queue):
        super().__init__()
        self.queue = queue


def collect(dataset, queue):
    total = jnp.zeros(())
    Actor(queue).start()  #! SB810
    for x in NumpyLoader(dataset, num_workers=2):  #! SB810
        total += x
    for x in NumpyLoader(dataset):
        total += x
    return total


# 4 objects of NNX that a plain one holds
class Trainer:
    def __init__(self):
        self.model = nnx.Linear(3, 1, rngs=nnx.Rngs(0))
        self.norm = nnx.BatchNorm(3, rngs=nnx.Rngs(0))
        self.optimizer = nnx.Optimizer(self.model, optax.adam(1e-3), wrt=nnx.Param)
        self.normalise = jax.jit(self._normalise)  #! SB813
        self.predict = jax.jit(self._predict)

    def _normalise(self, x):
        return self.norm(x)

    def _predict(self, x):
        return self.model(x)

    def fit(self, x):
        @jax.jit  #! SB813
        def step(x):
            grads = nnx.grad(lambda m: jnp.mean(m(x) ** 2))(self.model)
            self.optimizer.update(self.model, grads)
            return x

        return self.predict(self.normalise(step(x)))


Trainer().fit(jnp.ones((2, 3)))


# 5 layers as branches
def gated(x, flag):
    left, right = hk.Linear(3), hk.Linear(3)
    return lax.cond(flag, left, right, x)  #! SB815


net = hk.transform(gated)


# 6 a loop over pairs of a function and what it takes runs with each of them
def unrolled(xs):
    core = hk.GRU(4)
    return lax.scan(lambda h, x: core(x, h)[::-1], core.initial_state(None), xs)[1]  #! SB815


def refined(x):
    block = hk.Linear(3)
    return lax.fori_loop(0, 4, lambda i, h: h + block(h), x)  #! SB815


for forward, example in ((unrolled, jnp.ones((5, 3))), (refined, jnp.ones(3))):
    params = hk.transform(forward).init(jax.random.key(0), example)


# 7 what a helper gives back, others may keep
def both(variables, x):
    out = Normed().apply(variables, x, mutable=["batch_stats"])
    return out[0], out[-1]


def output(variables, x):
    return both(variables, x)[0], handed_on({}, {}, x)[0]


# 8 other layers with statistics, other functions that give something new
class Spectral(nn.Module):
    @nn.compact
    def __call__(self, x, update):
        return nn.SpectralNorm(nn.Dense(3))(x, update_stats=update)


def critic(variables, x):
    return Spectral().apply(variables, x, update=True)  #! SB805


def judged(variables, x):
    return Spectral().apply(variables, x, update=False)


def load(path, model):
    eqx.tree_deserialise_leaves(path, model)  #! SB801
    return model
