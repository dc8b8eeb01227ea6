"""Loops that are no loops over elements."""
import jax
import jax.numpy as jnp
import matplotlib.pyplot as plt
import numpy as np
from jax import lax


def printed(x):
    for i in range(3):
        print(x[i])


def numpy_loop(x):
    x = np.asarray(x)
    out = np.zeros_like(x)
    for i in range(len(x)):
        out[i] = x[i] * 2
    return out


def batches(data, n, step, params):
    for i in range(n):
        params = step(params, data[i * 32 : (i + 1) * 32])
    return params


def epochs(keys, params):
    for key in keys:
        params = params + jax.random.normal(key, params.shape)
    return params


def plots(xs):
    for i in range(len(xs)):
        plt.plot(np.asarray(xs[i]))


def layers(params, x):
    for i in range(len(params)):
        x = x @ params[i]
    return x


@jax.jit
def scanned(x):
    return lax.scan(lambda c, v: (c + v, c), 0.0, x)


def corners(a):
    for i, v in enumerate((1.0, 2.0)):
        a = a.at[i].set(v)
    return a


def slices(x):
    total = 0.0
    for start in range(0, 100, 50):
        total += x[start : start + 50].sum()
    return total


def environment(env, policy, obs):
    rewards = []
    for t in range(100):
        action = policy(obs)
        obs, reward = env.step(int(action))
        rewards.append(reward)
    return rewards


def train(xs, ys, params, update):
    for epoch in range(10):
        for x, y in zip(xs, ys):
            params = update(params, x, y)
    return params


if __name__ == "__main__":
    x = jnp.ones(100)
    printed(x), numpy_loop(x), epochs(jax.random.split(jax.random.key(0), 3), x), layers([jnp.eye(3)] * 3, jnp.ones(3)), scanned(x), corners(x), slices(x)
