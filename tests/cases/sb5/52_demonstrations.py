"""Programs that show a function with little: the loops in it are as long as the next caller wants."""
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np


@jax.jit
def logits(params, tokens):
    return params[tokens].mean(0)


@partial(jax.jit, static_argnames=("position", "epsilon"))
def decode(token, position, epsilon=0.0):
    return token + position * epsilon


@jax.jit
def best(scores, left):
    return left[jnp.argmax(scores[left])]


def greedy(params, prompt, n_new):
    tokens = list(prompt)
    for _ in range(n_new):
        tokens.append(int(jnp.argmax(logits(params, jnp.array(tokens)))))  #! SB514
    return tokens


def put_together(params, n_new):
    tokens, pairs = [1], ()
    for k in range(n_new):
        tokens += [k]
        pairs = (*pairs, k)
        logits(params, jnp.array(tokens))  #! SB514
        logits(params, jnp.array(pairs))  #! SB514
        logits(params, jnp.array([j + 1 for j in range(k + 1)]))  #! SB514
        logits(params, jnp.array([0] * (k + 1)))  #! SB514


def subset(scores, k):
    left = np.arange(len(scores))
    for _ in range(k):
        chosen = int(best(scores, left))  #! SB514
        left = np.delete(left, np.where(left == chosen))
    return left


def generate(prompt, most):
    token = prompt[0]
    for place, given in enumerate(prompt + [None] * (most - len(prompt))):
        token = decode(token if given is None else given, place)  #! SB505
    return token


class Explorer:
    def __init__(self, decay=0.9):
        self.decay = decay

    def run(self, token, n):
        epsilon = 1.0
        for _ in range(n):
            token = decode(token, 0, epsilon)  #! SB505
            epsilon *= self.decay
        return token


@jax.jit
def energy(positions):
    total, n = 0.0, positions.shape[0]
    for i in range(n):  #! SB508
        for j in range(i + 1, n):  #? SB508
            d = positions[i] - positions[j]
            total += 1.0 / (jnp.dot(d, d) + 1e-3)
    return total


def histogram(samples, bins):
    counts = jnp.zeros(bins)
    for k in range(len(samples)):  #? SB510
        place = int(samples[k])
        counts = counts.at[place].add(1)  #! SB510
    return counts


def predict(mean, gain):
    @jax.jit  #! SB502
    def run(m):  #? SB502
        return m * gain

    return run(mean)


def follow(mean, observations):
    for seen in observations:
        mean = predict(mean, seen)
    return mean


def boosted(params, rounds):
    models, scores = [], []
    for k in range(rounds):
        prediction = energy_of(models) if models else 0.0  #! SB514
        models.append(params * (k + 1) - prediction)
        scores.append(prediction)
        if len(scores) > 2:
            energy_of([jnp.array(scores)[:, None]])  #! SB514
    return models


@jax.jit
def energy_of(models):
    return sum(jnp.sum(m) for m in models)


def collected(values):
    seen = jnp.zeros(1)
    for value in values:
        seen = jnp.r_[seen, value]  #! SB509
    return seen


@jax.jit
def diffused(u):
    for _ in range(500):  #! SB508
        u = u + 0.1 * (jnp.roll(u, 1) - 2.0 * u + jnp.roll(u, -1))
    return u


if __name__ == "__main__":
    greedy(jnp.eye(8), [1, 2], 6)
    put_together(jnp.eye(8), 6)
    subset(jnp.arange(8.0), 5)
    generate([1, 2], 12)
    Explorer().run(jnp.ones(2), 20)
    energy(jnp.ones((6, 3)))
    histogram(jax.random.randint(jax.random.key(0), (20,), 0, 5), 5)
    follow(jnp.ones(2), [0.1, 0.2, 0.3, 0.4])
    boosted(jnp.ones(2), 12)
    collected(np.ones(20))
    print(len(jax.make_jaxpr(diffused)(jnp.ones(8)).eqns))
