"""Loops that are unrolled into the program."""
import functools

import jax
import jax.numpy as jnp
from jax import lax

STEPS = 500


@jax.jit
def euler(y):
    for _ in range(STEPS):  #! SB508
        y = y + 0.01 * jnp.sin(y)
    return y


@functools.partial(jax.jit, static_argnames="n")
def power_iteration(a, n=200):
    v = jnp.ones(a.shape[0])
    for _ in range(200):  #! SB508
        v = a @ v
        v = v / jnp.linalg.norm(v)
    return v


@jax.jit
def cumulative(x):
    total = jnp.zeros(())
    for i in range(x.shape[0]):  #! SB508
        total = total + jnp.abs(x[i])
    return total


@jax.jit
def rnn(params, xs):
    h = jnp.zeros(params.shape[0])
    for t in range(len(xs)):  #! SB508
        h = jnp.tanh(params @ h + xs[t])
    return h


def simulate(state, dt):
    for _ in range(1000):  #! SB508
        state = state - dt * jnp.exp(-state)
    return state


fast = jax.jit(simulate)


class Solver:
    iterations = 300

    @functools.partial(jax.jit, static_argnums=0)
    def solve(self, x):
        for _ in range(300):  #! SB508
            x = 0.5 * (x + 2.0 / x)
        return x


@jax.jit
def pairwise(x):
    n, d = x.shape
    out = jnp.zeros((n, n))
    for i in range(n):  #! SB508
        out = out.at[i].set(jnp.sum((x - x[i]) ** 2, axis=1))
    return out


@jax.jit
@jax.grad
def differentiated(x):
    for _ in range(128):  #! SB508
        x = jnp.cos(x) * x
    return x.sum()


@jax.jit
def listed(xs):
    outs = []
    for i in range(256):  #! SB508
        outs.append(jnp.dot(xs, xs) * i)
    return jnp.stack(outs)


def rollout(params, obs):
    def run(carry):
        for _ in range(100):  #! SB508
            carry = jnp.tanh(params @ carry)
        return carry

    return jax.jit(run)(obs)


@jax.jit
def comprehension(x):
    return jnp.stack([jnp.sin(x[i]) for i in range(x.shape[0])])  #? SB508


if __name__ == "__main__":
    euler(jnp.ones(3)), power_iteration(jnp.eye(3)), cumulative(jnp.ones(100)), rnn(jnp.eye(3), jnp.ones((50, 3))), fast(jnp.ones(3), 0.1), Solver().solve(jnp.ones(()))
    pairwise(jnp.ones((100, 3))), differentiated(jnp.ones(3)), listed(jnp.ones(3)), rollout(jnp.eye(3), jnp.ones(3)), comprehension(jnp.ones(30))
