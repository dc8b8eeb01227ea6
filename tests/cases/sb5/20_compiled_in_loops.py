"""Functions that are made and compiled in each round."""
import functools
from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp


def loss(params, x, y):
    return jnp.mean((x @ params - y) ** 2)


def sweep(xs, scales):
    out = []
    for scale in scales:
        f = jax.jit(lambda x: x * scale)  #! SB501
        out.append(f(xs))
    return out


def epochs(params, data, n):
    for epoch in range(n):
        @jax.jit  #! SB501
        def step(params, batch):
            return params - 0.1 * jax.grad(loss)(params, *batch)

        for batch in data:
            params = step(params, batch)
    return params


def gradients(params, data):
    for x, y in data:
        g = jax.jit(jax.grad(loss))(params, x, y)  #! SB501
        params = params - 0.1 * g
    return params


def partials(params, data):
    for x, y in data:
        value = jax.jit(partial(loss, params))(x, y)  #! SB501
        print(value)


@dataclass
class Config:
    lr: float = 0.1
    steps: int = 100


class Trainer:
    def __init__(self, config):
        self.config = config

    def update(self, params, x, y):
        return params - self.config.lr * jax.grad(loss)(params, x, y)

    def fit(self, params, data):
        for x, y in data:
            params = jax.jit(self.update)(params, x, y)  #! SB501
        return params


def while_loop(params, x, y):
    err = 1.0
    while err > 1e-3:
        step = jax.jit(lambda p: p - 0.1 * jax.grad(loss)(p, x, y))  #! SB501
        params = step(params)
        err = float(loss(params, x, y))
    return params


def comprehension(xs):
    return [jax.jit(lambda a: a + 1)(x) for x in xs]  #! SB501


def vmapped(params, batches):
    total = 0.0
    for batch in batches:
        total += jax.jit(jax.vmap(loss, in_axes=(None, 0, 0)))(params, *batch).sum()  #! SB501
    return total


def pmapped(batches):
    for batch in batches:
        jax.pmap(lambda x: x * 2)(batch)  #! SB501


def decorated_partial(xs, n):
    for i in range(n):
        @functools.partial(jax.jit, static_argnames=("power",))  #! SB501
        def raised(x, power):
            return x**power

        xs = raised(xs, power=2)
    return xs


def with_enumerate(xs):
    for i, x in enumerate(xs):
        run = jax.jit(lambda v: jnp.sin(v).sum())  #! SB501
        if i % 10 == 0:
            print(run(x))


if __name__ == "__main__":
    batches = [(jnp.ones((4, 3)), jnp.ones(4)) for _ in range(20)]
    params = jnp.zeros(3)
    sweep(jnp.ones(3), [0.1 * k for k in range(20)]), epochs(params, batches, 20), gradients(params, batches), partials(params, batches)
    Trainer(Config()).fit(params, batches), while_loop(params, *batches[0]), comprehension([jnp.ones(3)] * 20), vmapped(params, batches)
    pmapped([jnp.ones((1, 3))] * 20), decorated_partial(jnp.ones(3), 20), with_enumerate([jnp.ones(3)] * 20)
