"""Arrays that are small, that are arguments, that are made inside, or of which the shape alone is asked."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

WINDOW = jnp.hanning(512)
BIG = jnp.ones((2000, 2000))
TABLE = np.zeros((2000, 2000), dtype=np.float32)
FREQUENCIES = np.linspace(0.0, 1.0, 4096)
MASK = jnp.ones((700, 700), dtype=bool)


@jax.jit
def windowed(x):
    return x * WINDOW + FREQUENCIES.sum()


@jax.jit
def as_argument(table, x):
    return table @ x


@jax.jit
def shape_alone(x):
    return x * BIG.shape[0] + BIG.ndim + len(TABLE) + BIG.size


@jax.jit
def like(x):
    return jnp.zeros_like(BIG) + x


@jax.jit
def by_numpy(x):
    return x * TABLE.sum() + TABLE[0, 0] + np.float32(TABLE.mean())


@jax.jit
def made_inside(x):
    kernel = jnp.ones((2000, 2000))
    return kernel @ x


@jax.jit
def masked(x):
    return jnp.where(MASK, x, 0.0)


@jax.vmap
def not_compiled(x):
    return BIG @ x


def plain(x):
    return BIG @ x


def train(key):
    images = jax.random.uniform(key, (60_000, 784))

    @jax.jit
    def step(params, images):
        return params - 0.1 * jax.grad(lambda p: jnp.mean(images @ p))(params)

    params = jnp.zeros((784, 10))
    for _ in range(10):
        params = step(params, images)
    return params


def nested(x):
    """The array is an argument of the compiled function around it."""

    @jax.jit
    def outer(table, x):
        return jax.lax.fori_loop(0, 10, lambda i, v: table @ v, x)

    return outer(jnp.ones((2000, 2000)), x)


def given_later(x):
    run = jax.jit(partial(as_argument.__wrapped__, x=x))
    return run(BIG)


class Model:
    def __init__(self):
        self.table = jnp.zeros((4096, 128))
        self.scale = jnp.ones(128)

    def __call__(self, x):
        return self._run(self.table, x)

    @staticmethod
    @jax.jit
    def _run(table, x):
        return table @ x


def loaded(path, x):
    data = np.load(path)
    return jax.jit(lambda v: data @ v)(x)


def eager_scan(x):
    return jax.lax.scan(lambda c, _: (BIG @ c, None), x, None, length=3)


if __name__ == "__main__":
    x = jnp.ones(2000)
    print(windowed(jnp.ones(512)), as_argument(BIG, x), shape_alone(x), like(x), by_numpy(x), made_inside(x), masked(jnp.ones((700, 700))))
    print(not_compiled(jnp.ones((3, 2000))), plain(x), train(jax.random.key(0)), nested(x), given_later(x), Model()(jnp.ones(128)), eager_scan(x))
