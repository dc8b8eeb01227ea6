"""Compiled once: by a factory, in main, for an object, in a test, by a cache."""
import functools
from functools import partial

import jax
import jax.numpy as jnp
from jax import lax


def predict(weights, x):
    return jnp.tanh(x @ weights)


def make_step(lr):
    @jax.jit
    def step(params, x):
        return params - lr * x

    return step


class Agent:
    def __init__(self, weights):
        self.weights = weights
        self.act = jax.jit(partial(predict, weights))
        self._value = jax.jit(lambda w, o: predict(w, o).sum())

    def value(self, obs):
        return self._value(self.weights, obs)

    @functools.cached_property
    def compiled(self):
        return jax.jit(lambda o: predict(self.weights, o))

    @partial(jax.jit, static_argnums=0)
    def loss(self, x):
        return x.sum()


@functools.cache
def solver(n):
    def body(i, x):
        return x * 0.5

    return jax.jit(lambda x: lax.fori_loop(0, n, body, x))


@jax.jit
def rollout(x):
    def body(c, _):
        return c * 0.9, c

    return lax.scan(body, x, None, length=10)


def body(c, _):
    return c * 0.9, c


def eager_scan(x):
    return lax.scan(body, x, None, length=10)


def train(params, data):
    """Called once by the program."""
    @jax.jit
    def step(params, x):
        return params - 0.1 * x

    for x in data:
        params = step(params, x)
    return params


def inner_jit(x):
    """Under a trace, the inner jit is part of the outer program."""
    return jax.jit(lambda v: v * 2)(x)


@jax.jit
def outer(x):
    return inner_jit(x) + inner_jit(x + 1)


_STEP = None


def lazy_step(x):
    global _STEP
    if _STEP is None:
        _STEP = jax.jit(lambda v: v + 1)
    return _STEP(x)


def test_predict():
    f = jax.jit(lambda x: predict(jnp.ones((3, 3)), x))
    assert f(jnp.ones(3)).shape == (3,)


def aot(x):
    return jax.jit(lambda v: v * 2).lower(x).compile()


def main():
    agent = Agent(jnp.ones((3, 3)))
    step = make_step(0.1)
    params = jnp.zeros(3)
    for i in range(100):
        x = jnp.ones(3) * i
        params = step(params, x)
        agent.act(x), agent.value(x), agent.compiled(x), solver(3)(x), rollout(x), eager_scan(x), outer(x), lazy_step(x), agent.loss(x)
    program = aot(params)
    for i in range(10):
        program(params)
    train(params, [jnp.ones(3)] * 10)


if __name__ == "__main__":
    main()
