"""Objects of Flax NNX that change under transformations of JAX."""

from functools import partial

import jax
import jax.numpy as jnp
import optax
from flax import nnx
from jax import lax


class Count(nnx.Variable):
    pass


class Counter(nnx.Module):
    def __init__(self):
        self.calls = Count(jnp.array(0))

    def __call__(self, x):
        self.calls[...] += 1
        return x * 2


class Block(nnx.Module):
    def __init__(self, dim, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.norm = nnx.BatchNorm(dim, rngs=rngs)
        self.drop = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.drop(nnx.relu(self.norm(self.linear(x))))


class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.blocks = nnx.List([Block(3, rngs=rngs) for _ in range(2)])
        self.first = Block(3, rngs=rngs)
        self.head = nnx.Linear(3, 1, rngs=rngs)

    def __call__(self, x):
        x = self.first(x)
        for block in self.blocks:
            x = block(x)
        return self.head(x)


@jax.jit  #! SB813
def forward(model, x):
    return model(x)


@jax.jit  #! SB813
def counted(counter, x):
    counter.calls.value = counter.calls.value + 1
    return x + 1


@jax.jit  #! SB813
def train_step(model, optimizer, x, y):
    def loss_fn(model):
        return jnp.mean((model(x) - y) ** 2)

    loss, grads = nnx.value_and_grad(loss_fn)(model)
    optimizer.update(model, grads)
    return loss


@partial(jax.jit, static_argnames="train")  #! SB813
def noisy(rngs, x, train=True):
    return x + jax.random.normal(rngs.noise(), x.shape)


def loss_fn(model, x, y):
    return jnp.mean((model(x) - y) ** 2)


def gradients(model, x, y):
    return jax.grad(loss_fn)(model, x, y)  #! SB813


def closed_over(x):
    counter = Counter()
    step = jax.jit(lambda x: counter(x))  #! SB813
    return step(x)


def scanned(x):
    counter = Counter()

    def body(carry, row):
        return carry, counter(row)

    return lax.scan(body, 0, x)  #! SB813


def mapped(x):
    counter = Counter()
    return jax.vmap(counter)(x)  #! SB813


@jax.jit  #! SB813
def annotated(model: Counter, x: jax.Array):
    return model(x)


class Trainer:
    def __init__(self):
        self.model = nnx.BatchNorm(3, rngs=nnx.Rngs(0))

    def run(self, x):
        def forward(norm, x):
            return norm(x)

        return jax.jit(forward)(self.model, x)  #! SB813


if __name__ == "__main__":
    x, y = jnp.ones((4, 3)), jnp.ones((4, 1))
    model = Net(nnx.Rngs(0))
    optimizer = nnx.Optimizer(model, optax.sgd(0.1), wrt=nnx.Param)
    forward(model, x)
    counted(Counter(), x)
    train_step(model, optimizer, x, y)
    noisy(nnx.Rngs(0), x)
    gradients(model, x, y)
    Trainer().run(x)
    for attempt in (closed_over, scanned, mapped):
        try:
            attempt(x)
        except Exception as error:
            print(type(error).__name__)
