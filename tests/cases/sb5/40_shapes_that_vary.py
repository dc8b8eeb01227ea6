"""Another shape in each round."""
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np


@jax.jit
def total(x):
    return jnp.sum(x**2)


@jax.jit
def stats(xs):
    return jnp.stack(xs).mean()


@partial(jax.jit, static_argnames="k")
def topk(x, k):
    return jax.lax.top_k(x, k)


def prefixes(x):
    out = []
    for i in range(1, 100):
        out.append(total(x[:i]))  #! SB514
    return out


def suffixes(x, n):
    for i in range(n):
        total(x[i:])  #! SB514


def growing(xs):
    seen = []
    for x in xs:
        seen.append(x)
        stats(seen)  #! SB514


def stacked(xs):
    seen = []
    for x in xs:
        seen.append(x)
        total(jnp.stack(seen))  #! SB514|SB509


def array_from_list(values):
    history = []
    for v in values:
        history.append(float(v))
        total(jnp.array(history))  #! SB514


def sizes():
    for n in range(1, 200):
        total(jnp.ones(n))  #! SB514


def generate(model_params, tokens, steps):
    for t in range(1, steps):
        logits = total(tokens[:, :t])  #! SB514
    return logits


def dictionary(xs):
    cache = {}
    for i, x in enumerate(xs):
        cache[i] = x
        tree(cache)  #! SB514


@jax.jit
def tree(d):
    return sum(v.sum() for v in d.values())


def numpy_windows(data):
    data = np.asarray(data)
    for stop in range(10, 500):
        total(data[:stop])  #! SB514


class Agent:
    def __init__(self):
        self.memory = []

    def observe(self, x):
        self.memory.append(x)
        return stats(self.memory)  #! SB514


def run(agent, xs):
    for x in xs:
        agent.observe(x)


def aranges(n):
    for i in range(n):
        total(jnp.arange(i + 1))  #! SB514


def shrinking(population, n):
    for _ in range(n):
        total(population)  #! SB514
        population = population[:-1]
    return population


if __name__ == "__main__":
    x = jnp.ones(100)
    rows = [jnp.ones(3)] * 20
    prefixes(x), suffixes(x, 50), growing(rows), stacked(rows), array_from_list([1.0] * 20), sizes(), generate({}, jnp.ones((2, 50)), 50), dictionary(rows)
    numpy_windows(np.ones(600)), run(Agent(), rows), aranges(20)
    shrinking(jnp.ones(40), 20)
