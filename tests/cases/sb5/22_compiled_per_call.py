"""Compiled at each call."""
from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp
from jax import lax


def predict(weights, x):
    return jnp.tanh(x @ weights)


def evaluate(weights, x):
    f = jax.jit(lambda v: predict(weights, v))  #! SB502
    return f(x)


def normalise(x, eps):
    @jax.jit  #! SB502
    def run(v):
        return (v - v.mean()) / (v.std() + eps)

    return run(x)


class Policy:
    def __init__(self, weights):
        self.weights = weights

    def act(self, obs):
        return jax.jit(partial(predict, self.weights))(obs)  #! SB502

    def value(self, obs):
        @jax.jit  #! SB502
        def head(o):
            return predict(self.weights, o).sum()

        return head(obs)


def simulate(x0, steps):
    def body(carry, _):
        return carry * 0.9, carry

    return lax.scan(body, x0, None, length=steps)  #! SB502


def newton(x, n):
    return lax.fori_loop(0, n, lambda i, v: v - (v**2 - 2) / (2 * v), x)  #! SB502


@dataclass
class Filter:
    gain: float

    def __call__(self, x):
        smooth = jax.jit(lambda v: self.gain * v)  #! SB502
        return smooth(x)


def gradient_step(params, x):
    return params - 0.1 * jax.jit(jax.grad(lambda p: jnp.sum((p - x) ** 2)))(params)  #! SB502


def main():
    weights = jnp.ones((3, 3))
    policy, smooth = Policy(weights), Filter(0.5)
    params = jnp.zeros(3)
    for step in range(100):
        x = jnp.ones(3) * step
        evaluate(weights, x)
        normalise(x, 1e-6)
        policy.act(x)
        policy.value(x)
        simulate(x, 10)
        newton(x, 5)
        smooth(x)
        params = gradient_step(params, x)


if __name__ == "__main__":
    main()
