"""Defaults that compute nothing."""
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Optional

import jax
import jax.numpy as jnp
import numpy as np
from flax import struct


def step(x, scale=0.1, dtype=jnp.float32, axis=-1, eps=jnp.finfo(jnp.float32).eps):
    return (x * scale).astype(dtype)


def centred(x, mean=None, init=jax.nn.initializers.zeros, fill=jnp.nan):
    mean = jnp.zeros(3) if mean is None else mean
    return x - mean


def numpy_default(x, table=np.zeros(3), act=jax.nn.relu, precision=jax.lax.Precision.HIGHEST):
    return act(x + table)


@dataclass
class Config:
    mean: jax.Array = field(default_factory=lambda: jnp.zeros(3))
    std: Optional[jax.Array] = None
    dtype: Any = jnp.bfloat16
    shape: tuple = (3,)


@struct.dataclass
class State:
    step: int = 0
    data: jax.Array = struct.field(default_factory=lambda: jnp.zeros(3))


class Point(NamedTuple):
    x: Any = 0.0
    y: Any = ()


def outer():
    def inner(x, w=jnp.ones(3)):
        return x @ w

    return inner


def closure(scale):
    base = jnp.ones(3) * scale
    return lambda x, base=base: x + base


class Layer:
    def __call__(self, x, key=None, inference: bool = False):
        return x
