import random

import jax
import jax.numpy as jnp
import numpy as np


def shuffled(key, n):
    order = jax.random.permutation(key, n)
    random.shuffle(order)  #! SB103
    return order


def epochs(x: jax.Array):
    rng = np.random.default_rng(0)
    rng.shuffle(x)  #! SB103
    return x


def histogram(bins: jax.Array, counts):
    np.add.at(bins, counts, 1)  #! SB103
    return bins


def accumulate(x: jax.Array, y: jax.Array):
    np.add(x, y, out=x)  #! SB103
    return x


def with_out(x):
    total = jnp.zeros(3)
    return jnp.add(x, 1.0, out=total)  #! SB103


def diagonal(n):
    cov = jnp.ones((n, n))
    return jnp.fill_diagonal(cov, 1.0)  #! SB103


def clean(x: jax.Array):
    np.nan_to_num(x, copy=False)  #! SB103
    return x


def ranking(scores: jax.Array):
    scores.sort()  #! SB103
    return scores[::-1]


def cleared(x: jax.Array):
    x.fill(0.0)  #! SB103
    return x


def copied(x: jax.Array, y: jax.Array):
    np.copyto(x, y)  #! SB103
    return x


def put(x: jax.Array, i):
    np.put(x, i, 0.0)  #! SB103
    return x


def good_host(n):
    order = np.arange(n)
    np.random.shuffle(order)
    np.add.at(order, [0, 0], 1)
    order.sort()
    order.fill(3)
    return jnp.asarray(order)


def good_list(x):
    rows = list(range(9))
    random.shuffle(rows)
    rows.sort()
    return x[jnp.array(rows)]


def good_result(scores: jax.Array):
    scores = scores.sort()
    best = scores.sort()[-1]
    return best


def good_method_chain(x: jax.Array):
    return x.sort().cumsum()


def good_inplace_false(n):
    return jnp.fill_diagonal(jnp.ones((n, n)), 1.0, inplace=False)


def good_nan(x: jax.Array):
    return jnp.nan_to_num(x, copy=False)


def good_numpy_out(x: jax.Array):
    out = np.zeros(3)
    np.multiply(out, 2.0, out=out)
    return x + out


def good_copy(x: jax.Array):
    y = np.array(x)
    np.copyto(y, 0.0)
    np.fill_diagonal(y, 1.0)
    return y


def good_deque(buffer: list, x: jax.Array):
    buffer.append(x)
    random.shuffle(buffer)
    return buffer


class Loader:
    def __init__(self, n):
        self.order = np.arange(n)
        self.rng = np.random.default_rng(0)

    def __iter__(self):
        self.rng.shuffle(self.order)
        yield from self.order
