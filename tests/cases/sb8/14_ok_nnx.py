"""Objects of Flax NNX whose changes arrive, or that do not change."""

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


class MLP(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.one = nnx.Linear(3, 8, rngs=rngs)
        self.norm = nnx.LayerNorm(8, rngs=rngs)
        self.two = nnx.Linear(8, 1, rngs=rngs)
        self.drop = nnx.Dropout(0.0, rngs=rngs)
        self.fixed = nnx.BatchNorm(8, use_running_average=True, rngs=rngs)

    def __call__(self, x):
        return self.two(self.drop(self.fixed(self.norm(nnx.relu(self.one(x))))))


@nnx.jit
def forward(model, x):
    return model(x)


@nnx.jit
def train_step(model, optimizer, x, y):
    loss, grads = nnx.value_and_grad(lambda m: jnp.mean((m(x) - y) ** 2))(model)
    optimizer.update(model, grads)
    return loss


@jax.jit
def predict(model, x):
    return model(x)


@jax.jit
def returned(counter, x):
    y = counter(x)
    return y, counter


@jax.jit
def state_returned(counter, x):
    y = counter(x)
    return y, nnx.state(counter)


@jax.jit
def functional(graphdef, state, x):
    counter = nnx.merge(graphdef, state)
    y = counter(x)
    _, state = nnx.split(counter)
    return y, state


def made_inside(x):
    @jax.jit
    def run(x):
        counter = Counter()
        return counter(x)

    return run(x)


def closed_over(x):
    model = MLP(nnx.Rngs(0))
    return jax.jit(lambda x: model(x))(x)


def gradients(model, x):
    return jax.grad(lambda x: model(x).sum())(x)


def carried(counter, x):
    def body(counter, row):
        return counter, counter(row)

    counter, y = lax.scan(body, counter, x)
    return counter, y


@jax.jit
def evaluation(norm, x):
    return norm(x, use_running_average=True)


@jax.jit
def deterministic(drop, x):
    return drop(x, deterministic=True)


@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, 0))
def rows(counter, row):
    return counter, counter(row)


def eager(counter, x):
    for row in x:
        counter(row)
    return counter.calls[...]


def key_outside(rngs, x):
    @jax.jit
    def noisy(key, x):
        return x + jax.random.normal(key, x.shape)

    return noisy(rngs.noise(), x)


if __name__ == "__main__":
    x, y = jnp.ones((4, 3)), jnp.ones((4, 1))
    model, counter = MLP(nnx.Rngs(0)), Counter()
    optimizer = nnx.Optimizer(model, optax.sgd(0.1), wrt=nnx.Param)
    forward(model, x), train_step(model, optimizer, x, y), predict(model, x), returned(counter, x), state_returned(counter, x)
    functional(*nnx.split(counter), x), made_inside(x), closed_over(x), gradients(model, x), carried(counter, x)
    evaluation(nnx.BatchNorm(3, rngs=nnx.Rngs(0)), x), deterministic(nnx.Dropout(0.5, rngs=nnx.Rngs(0)), x), rows(counter, x), eager(counter, x)
    key_outside(nnx.Rngs(0), x)
