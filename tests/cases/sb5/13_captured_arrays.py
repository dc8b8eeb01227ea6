"""Large arrays that compiled functions take from around them."""

import functools
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

N = 1024
TABLE = jnp.linspace(0.0, 1.0, N * N).reshape(N, N)
EMBEDDINGS = np.random.normal(size=(50_000, 64)).astype(np.float32)


@jax.jit
def lookup(ids):
    return jnp.asarray(EMBEDDINGS)[ids]  #! SB513


@jax.jit
def apply_table(x):
    y = x * 2
    return TABLE @ y  #! SB513


def make_step(images, labels):
    @jax.jit
    def step(params, key):
        index = jax.random.permutation(key, 60_000)[:32]

        def loss(params):
            logits = images[index] @ params  #! SB513
            return -jnp.mean(jax.nn.log_softmax(logits)[jnp.arange(32), labels[index]])

        return params - 0.1 * jax.grad(loss)(params)

    return step


def fit(key):
    images = jax.random.uniform(key, (60_000, 784))
    labels = jnp.zeros((60_000,), dtype=jnp.int32)
    step = make_step(images, labels)
    params = jnp.zeros((784, 10))
    for i in range(100):
        params = step(params, jax.random.fold_in(key, i))
    return params


def predict(weights, x):
    return jnp.tanh(x @ weights)


def serve(batches):
    weights = jnp.ones((2048, 512))
    run = jax.jit(lambda x: predict(weights, x))  #! SB513
    return [run(batch) for batch in batches]


def serve_partial(batches):
    weights = jnp.ones((2048, 512))
    run = jax.jit(partial(predict, weights))  #! SB513
    return [run(batch) for batch in batches]


def serve_tree(batches):
    params = {"w": jnp.ones((2048, 512)), "b": jnp.zeros(512)}

    @functools.partial(jax.jit, static_argnames="train")
    def run(x, train=False):
        return x @ params["w"] + params["b"]  #! SB513

    return [run(batch) for batch in batches]


class Sampler:
    def __init__(self, size=4096):
        self.grid = jnp.zeros((4096, 128))
        self.step = jax.jit(self._step)

    def _step(self, x):
        return x + self.grid.sum(axis=0)  #! SB513


def scanned(x):
    kernel = jnp.eye(700)

    @jax.jit
    def run(x):
        def body(carry, _):
            return kernel @ carry, None  #! SB513

        return lax.scan(body, x, None, length=10)[0]

    return run(x)


def transposed(x):
    kernel = jnp.eye(700)
    return jax.jit(lambda v: kernel.T @ v)(x)  #! SB513


def mapped(x):
    points = jnp.zeros((100_000, 3))
    distances = jax.jit(lambda q: jax.vmap(lambda p: jnp.sum((p - q) ** 2))(points))  #! SB513
    return distances(x)


def updated(x):
    buffer = jnp.zeros((1000, 1000))

    @jax.jit
    def write(i, row):
        return buffer.at[i].set(row)  #! SB513

    return write(0, x)


if __name__ == "__main__":
    print(lookup(jnp.arange(3)), apply_table(jnp.ones(N)), fit(jax.random.key(0)))
    print(serve([jnp.ones((8, 2048))]), serve_partial([jnp.ones((8, 2048))]), serve_tree([jnp.ones((8, 2048))]))
    print(Sampler().step(jnp.ones(128)), scanned(jnp.ones(700)), transposed(jnp.ones(700)), mapped(jnp.ones(3)), updated(jnp.ones(1000)))
