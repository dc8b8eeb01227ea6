"""Lists that are stacked once, windows, and fixed buffers."""
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


def collect(xs):
    out = []
    for x in xs:
        out.append(x * 2)
    return jnp.stack(out)


def window(xs):
    buffer = jnp.zeros(8)
    for x in xs:
        buffer = jnp.concatenate([buffer[1:], x[None]])
    return buffer


def frames(obs, stack):
    for o in obs:
        stack = jnp.concatenate([stack[..., 1:], o[..., None]], axis=-1)
    return stack


def fixed(xs):
    buffer = jnp.zeros(len(xs))
    for i, x in enumerate(xs):
        buffer = buffer.at[i].set(x.sum())  #! SB510
    return buffer


def numpy_log(xs):
    log = np.zeros(0)
    for x in xs:
        log = np.append(log, float(x.sum()))
    return log


def features(xs):
    for x in xs:
        y = jnp.concatenate([x, x**2])
        z = jnp.append(y, 1.0)
        yield z


def once(a, b):
    joined = jnp.concatenate([a, b])
    joined = jnp.append(joined, 0.0)
    return joined


@jax.jit
def dense_block(x, ws):
    for w in ws:
        x = jnp.concatenate([x, jnp.tanh(x[:3] @ w)])
    return x


def scanned(xs):
    return lax.scan(lambda c, x: (c + x, c), 0.0, xs)[1]


def per_batch(batches):
    results = []
    for batch in batches:
        acc = jnp.zeros((0,))
        acc = jnp.concatenate([acc, batch])
        results.append(acc)
    return results


def ring(xs, n):
    ring = jnp.zeros((n,))
    for x in xs:
        ring = jnp.roll(ring, 1).at[0].set(x.sum())
    return ring


if __name__ == "__main__":
    rows = [jnp.ones(3)] * 20
    collect(rows), window([jnp.ones(())] * 20), frames([jnp.ones((4, 4))] * 20, jnp.zeros((4, 4, 4))), fixed(rows), numpy_log(rows), list(features(rows)), once(*rows[:2])
    dense_block(jnp.ones(3), [jnp.eye(3)] * 2), scanned(jnp.ones(3)), per_batch(rows), ring(rows, 5)
