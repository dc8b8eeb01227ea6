"""Compiled once, or kept."""
import functools
from functools import partial

import jax
import jax.numpy as jnp
import pytest


def loss(params, x, y):
    return jnp.mean((x @ params - y) ** 2)


grad = jax.jit(jax.grad(loss))


@jax.jit
def step(params, batch):
    return params - 0.1 * jax.grad(loss)(params, *batch)


def named_function(params, data):
    for batch in data:
        params = jax.jit(step)(params, batch)
    return params


def hoisted(params, data, lr):
    update = jax.jit(lambda p, b: p - lr * jax.grad(loss)(p, *b))
    for batch in data:
        params = update(params, batch)
    return params


def table_of_functions(xs):
    table = {}
    for name, f in {"sin": jnp.sin, "cos": jnp.cos}.items():
        table[name] = jax.jit(f)
    return {name: f(xs) for name, f in table.items()}


def benchmarks(xs):
    for name, f in [("a", lambda x: x * 2), ("b", lambda x: x + 2)]:
        g = jax.jit(f)
        g(xs).block_until_ready()
        print(name)


def per_layer(sizes):
    layers = []
    for size in sizes:
        layers.append(jax.jit(partial(jnp.full, (size,))))
    return layers


def lazily(cache, sizes, x):
    for size in sizes:
        if size not in cache:
            cache[size] = jax.jit(lambda v: v.reshape(size, -1))
        x = cache[size](x)
    return x


@functools.lru_cache
def compiled(n):
    return jax.jit(lambda x: x**n)


def cached(x, ns):
    for n in ns:
        x = compiled(n)(x)
    return x


def no_compilation(params, data):
    for x, y in data:
        params = params - 0.1 * jax.grad(loss)(params, x, y)
        value = jax.vmap(lambda a: a * 2)(x)
    return params, value


def retries(params, batch):
    for attempt in range(2):
        try:
            return jax.jit(lambda p: loss(p, *batch))(params)
        except RuntimeError:
            continue


def test_all_backends():
    for backend in ["cpu"]:
        f = jax.jit(lambda x: x + 1, backend=backend)
        assert f(1) == 2


@pytest.mark.parametrize("n", [1, 2])
def test_shapes(n):
    for dtype in (jnp.float32, jnp.bfloat16):
        assert jax.jit(lambda x: x * n)(jnp.ones(3, dtype)).dtype == dtype


class Model:
    def __init__(self):
        self.steps = [jax.jit(lambda x, k=k: x * k) for k in range(3)]

    def __call__(self, x):
        for step in self.steps:
            x = step(x)
        return x


def seeds(key, n):
    """Each seed trains once, with everything that it takes."""
    init = jax.jit(jax.random.normal, static_argnums=1)
    results = []
    for seed in range(n):
        results.append(init(jax.random.key(seed), (3,)))
    return results


if __name__ == "__main__":
    batches = [(jnp.ones((4, 3)), jnp.ones(4)) for _ in range(20)]
    params = jnp.zeros(3)
    named_function(params, batches), hoisted(params, batches, 0.1), table_of_functions(params), benchmarks(params), per_layer([1, 2]), lazily({}, [1, 3], params)
    cached(params, [1, 2, 3]), no_compilation(params, batches), retries(params, batches[0]), Model()(params), seeds(0, 3)
