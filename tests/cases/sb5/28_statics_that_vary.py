"""Static arguments that change all the time."""
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np


@partial(jax.jit, static_argnames=("step",))
def update(params, step):
    return params / (1 + step)


@partial(jax.jit, static_argnums=(1,))
def decay(x, rate):
    return x * rate


@partial(jax.jit, static_argnames=("fn",))
def apply(x, fn):
    return fn(x)


@partial(jax.jit, static_argnames="key_seed")
def noise(x, key_seed):
    return x + jax.random.normal(jax.random.key(key_seed), x.shape)


def train(params):
    for step in range(1000):
        params = update(params, step=step)  #! SB505
    return params


def enumerated(params, loader):
    for i, batch in enumerate(loader):
        params = update(params + batch, i)  #! SB505
    return params


def counted(params):
    step = 0
    while step < 500:
        params = update(params, step)  #! SB505
        step += 1
    return params


def annealed(x):
    rate = 1.0
    for _ in range(100):
        x = decay(x, rate)  #! SB505
        rate *= 0.99
    return x


def scheduled(x, epochs):
    for epoch in range(epochs):
        lr = 0.1 * 0.95**epoch
        x = decay(x, lr)  #! SB505
    return x


def lambdas(xs):
    for x in xs:
        y = apply(x, lambda v: v * 2)  #! SB505
    return y


def seeds(x, n):
    for seed in range(n):
        x = noise(x, key_seed=seed)  #! SB505
    return x


class Agent:
    def __init__(self):
        self.t = 0

    def act(self, x):
        self.t += 1
        return update(x, self.t)  #! SB505


def run(agent, xs):
    for x in xs:
        agent.act(x)


def numpy_rates(x):
    for rate in np.linspace(0.0, 1.0, 200):
        x = decay(x, float(rate))  #! SB505
    return x


def lengths(texts):
    for text in texts:
        padded(jnp.zeros(10), n=len(text))  #? SB505


@partial(jax.jit, static_argnames="n")
def padded(x, n):
    return jnp.concatenate([x, jnp.zeros(n)])


def formatted(x, n):
    for i in range(n):
        named(x, f"layer_{i}")  #! SB505


@partial(jax.jit, static_argnames="name")
def named(x, name):
    return x


def scheduled(x, batches):
    rates = np.linspace(0.1, 0.0, len(batches))
    for batch, rate in zip(batches, rates):
        x = decay(x + batch.mean(), float(rate))  #! SB505
    return x


if __name__ == "__main__":
    p = jnp.ones(3)
    train(p), enumerated(p, [p] * 100), counted(p), annealed(p), scheduled(p, 100), lambdas([p] * 100), seeds(p, 100), run(Agent(), [p] * 100), numpy_rates(p)
    lengths(["a", "bb"]), formatted(p, 100)
