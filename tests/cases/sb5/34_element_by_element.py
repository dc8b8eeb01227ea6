"""Arrays that Python visits element by element."""
import jax
import jax.numpy as jnp
import numpy as np


def total(x: jax.Array):
    s = 0.0
    for i in range(x.shape[0]):  #! SB510
        s += x[i] ** 2
    return s


def smooth(x):
    out = jnp.zeros_like(x)
    for i in range(1, len(x) - 1):  #! SB510
        out = out.at[i].set((x[i - 1] + x[i] + x[i + 1]) / 3)
    return out


def matrix(n=40):
    a = jnp.zeros((n, n))
    for i in range(n):  #? SB510
        for j in range(n):  #! SB510
            a = a.at[i, j].set(jnp.exp(-abs(i - j)))
    return a


def counts(labels, k):
    hist = jnp.zeros(k)
    for label in np.asarray(labels):  #! SB510
        hist = hist.at[label].add(1)
    return hist


def distances(points):
    n = points.shape[0]
    d = jnp.zeros((n, n))
    for i in range(n):  #! SB510
        d = d.at[i].set(jnp.sum((points - points[i]) ** 2, axis=1))
    return d


def rows(x):
    out = jnp.zeros(x.shape[0])
    for i, row in enumerate(x):  #! SB510
        out = out.at[i].set(row.sum())
    return out


class Filter:
    def __init__(self, n):
        self.state = jnp.zeros(n)

    def run(self, xs):
        for i in range(100):  #! SB510
            self.state = self.state.at[i].set(xs[i] * 0.5)


def recurrence(x0, n):
    x = jnp.zeros(n).at[0].set(x0)
    for t in range(1, n):  #! SB510
        x = x.at[t].set(0.9 * x[t - 1])
    return x


if __name__ == "__main__":
    x = jnp.ones(30)
    total(x), smooth(x), matrix(40), counts(jnp.zeros(30, int), 3), distances(jnp.ones((30, 3))), rows(jnp.ones((30, 3))), Filter(100).run(jnp.ones(100)), recurrence(1.0, 30)
