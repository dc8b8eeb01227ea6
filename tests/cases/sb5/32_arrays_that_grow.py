"""Arrays that grow."""
import functools

import jax
import jax.numpy as jnp
from jax import random


def collect(key, n):
    samples = jnp.array([])
    for i in range(n):
        key, sub = random.split(key)
        samples = jnp.append(samples, random.normal(sub))  #! SB509
    return samples


def trajectory(x, steps):
    path = x[None]
    for _ in range(steps):
        x = x * 0.9
        path = jnp.concatenate([path, x[None]], axis=0)  #! SB509
    return path


class Buffer:
    def __init__(self, dim):
        self.data = jnp.zeros((0, dim))

    def push(self, row):
        self.data = jnp.vstack([self.data, row])  #! SB509


def fill(buffer, rows):
    for row in rows:
        buffer.push(row)


def generate(tokens, steps):
    for _ in range(steps):
        logits = jnp.ones(10)
        nxt = jnp.argmax(logits)
        tokens = jnp.concatenate((tokens, nxt[None]))  #! SB509
    return tokens


def history(xs):
    log = {"loss": jnp.zeros((0,)), "acc": jnp.zeros((0,))}
    for x in xs:
        log["loss"] = jnp.append(log["loss"], x.mean())  #! SB509
        log["acc"] = jnp.hstack([log["acc"], x.max()])  #! SB509
    return log


def until(x, tol):
    errors = jnp.empty((0,))
    while True:
        x = x * 0.5
        errors = jnp.append(errors, jnp.abs(x).max())  #! SB509
        if errors[-1] < tol:
            return errors


def helper(buffer, row):
    return jnp.concatenate([buffer, row[None, :]])


def with_helper(rows):
    buffer = jnp.zeros((0, 3))
    for row in rows:
        buffer = helper(buffer, row)  #! SB509
    return buffer


def columns(xs):
    table = xs[0][:, None]
    for x in xs[1:]:
        table = jnp.column_stack([table, x])  #! SB509
    return table


def inserted(xs):
    out = jnp.zeros((0,))
    for x in xs:
        out = jnp.insert(out, 0, x.sum())  #! SB509
    return out


def none_first(xs):
    out = None
    for x in xs:
        y = x * 2
        out = y if out is None else jnp.concatenate([out, y])  #! SB509
    return out


if __name__ == "__main__":
    rows = [jnp.ones(3)] * 20
    collect(random.key(0), 20), trajectory(jnp.ones(3), 20), fill(Buffer(3), rows), generate(jnp.zeros(1, int), 20), history(rows), until(jnp.ones(3), 1e-3)
    with_helper(rows), columns(rows), inserted(rows), none_first(rows)
