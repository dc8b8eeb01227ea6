"""Whose memory it is: views that ask whether they may write, buffers that JAX cannot share, and sums in place."""
import jax
import jax.numpy as jnp
import numpy as np


def rows_at_zero(table):
    table = np.asarray(table)
    if not table.flags.writeable:
        table = table.copy()
    table[table < 0] = 0
    return table


def centred(x):
    flat = np.asarray(jnp.cumsum(x)).reshape(-1)
    flat -= flat.mean()  #! SB107
    return flat


def wide(n):
    y = np.zeros(n)
    dev = jnp.asarray(y)
    y += 1.0
    draws = np.random.default_rng(0).normal(size=n)
    first = jax.device_put(draws)
    draws.sort()
    return dev, first


def narrow(n):
    y = np.zeros(n, np.float32)
    dev = jax.device_put(y)
    y += 1.0  #! SB108
    half = jnp.asarray(y, jnp.float16)
    y += 1.0
    return dev, half


def symmetric(adj: jax.Array, i, j):
    adj.at[i, j].set(1.0), adj.at[j, i].set(1.0)  #! SB102
    return adj


rows_at_zero(jnp.ones(3))


def in_any_order(key):
    order = np.asarray(jax.random.permutation(key, 8))
    rng = np.random.default_rng(0)
    rng.shuffle(order)  #! SB107
    return order


def inner_differences(x):
    du = jnp.empty_like(x)  #! SB109
    du = du.at[1:-1].set(x[2:] - x[:-2])
    return du * 2.0


def ring(x: jax.Array):
    return x.at[(0, 0, 1),].set(jnp.array([5.0, 6.0, 7.0]))  #! SB111
