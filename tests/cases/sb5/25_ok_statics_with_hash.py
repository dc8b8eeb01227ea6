"""Static arguments with a hash, and lists that are no static arguments."""
import enum
from collections import namedtuple
from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import struct


@partial(jax.jit, static_argnames=("shape", "axis", "fn", "dtype"))
def run(x, shape=(2, 6), axis=None, fn=jnp.tanh, dtype=jnp.float32):
    return fn(x.reshape(shape)).astype(dtype)


@dataclass(frozen=True)
class Config:
    width: int = 3
    dims: tuple = (1, 2)


@dataclass(unsafe_hash=True)
class Hashed:
    width: int = 3


@dataclass(eq=False)
class ById:
    width: int = 3


class Plain:
    width = 3


class Mode(enum.Enum):
    TRAIN = 1
    EVAL = 2


Point = namedtuple("Point", "x y")


@struct.dataclass
class State:
    w: jax.Array
    n: int = struct.field(pytree_node=False, default=3)


@partial(jax.jit, static_argnums=(1,))
def forward(x, config):
    return x * 2


@jax.jit
def lists_are_fine(xs, table):
    return sum(xs) + table["a"]


@jax.jit
def state_step(state):
    return state.replace(w=state.w * state.n)


@partial(jax.jit, static_argnames=("sizes",))
def split(x, sizes):
    return [x[:n] for n in sizes]


def main():
    x = jnp.ones((4, 3))
    run(x, shape=(3, 4)), run(x, (12,), fn=jax.nn.relu), run(x, dtype=np.float32), run(x, axis=None)
    for config in (Config(), Hashed(), ById(), Plain(), Mode.TRAIN, Point(1, 2), "name", frozenset({1}), None):
        forward(x, config)
    forward(x, Config(dims=(3, 4)))
    lists_are_fine([x, x], {"a": x})
    state_step(State(x))
    sizes = [1, 2]
    split(x, tuple(sizes)), split(x, sizes=(*sizes, 3)), split(x, x.shape), split(x, tuple(n for n in sizes))


def anything(x, config, *, sizes: tuple[int, ...] = ()):
    forward(x, config)
    return split(x, sizes)


if __name__ == "__main__":
    main()
