"""Arrays as defaults."""
from dataclasses import dataclass, field
from typing import NamedTuple, Optional

import chex
import equinox as eqx
import flax.linen as nn
import jax
import jax.numpy as jnp
from flax import struct


def step(x, scale=jnp.float32(0.1)):  #! SB512
    return x * scale


def centred(x, mean=jnp.zeros(3), std=1.0):  #! SB512
    return (x - mean) / std


def keyword(x, *, mask: jax.Array = jnp.ones(4, dtype=bool)):  #! SB512
    return x[mask]


class Model:
    def __init__(self, weights=jnp.eye(3)):  #! SB512
        self.weights = weights

    def call(self, x, bias=jnp.array([0.0, 1.0])):  #! SB512
        return x + bias


@dataclass
class Config:
    lr: float = 0.1
    mean: jax.Array = jnp.zeros(3)  #! SB512


@struct.dataclass
class State:
    step: jax.Array = jnp.array(0)  #! SB512


@chex.dataclass
class Buffer:
    data: chex.Array = jnp.zeros((4, 3))  #! SB512


class Point(NamedTuple):
    x: jax.Array
    y: jax.Array = jnp.zeros(())  #! SB512


class Layer(nn.Module):
    scale: jax.Array = jnp.ones(3)  #! SB512

    @nn.compact
    def __call__(self, x):
        return x * self.scale


class Net(eqx.Module):
    bias: jax.Array = jnp.zeros(3)  #! SB512


fn = lambda x, w=jnp.ones(3): x @ w  # noqa: E731  #! SB512
