"""Good code: a constructor that refuses objects of its own class; what stands for a child is none."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float


@jax.tree_util.register_pytree_node_class
class Angle:
    def __init__(self, value):
        if isinstance(value, Angle):
            raise TypeError("an angle of an angle")
        self.value = value

    def tree_flatten(self):
        return (self.value,), None

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(*children)


jax.tree.map(lambda x: x * 2, Angle(jnp.ones(3)))


# --- a class with a decorator of another library, that type checkers see as another one
if TYPE_CHECKING:

    def struct(cls): ...

else:
    from tree_math import struct


@dataclass
@struct
class Neuron:
    v: jax.Array


@jax.jit
def leak(neuron: Neuron):
    return Neuron(neuron.v * 0.9)


leak(Neuron(jnp.ones(3)))


# --- axes that are there, though not by name
def flat(populations, n):
    rows = populations.reshape(n * 2, *populations.shape[2:])
    return jax.vmap(jax.vmap(jnp.sin))(rows), jax.vmap(jnp.sin, in_axes=1)(rows)


@jax.jit
@partial(jax.vmap, in_axes=(0, None))
@partial(jax.vmap, in_axes=(0, None), out_axes=1)
def crossed(parent: Float[Array, "m d"], rate: float):
    return jax.vmap(lambda p: p * rate, in_axes=1)(parent)


@jax.jit
def rotations(a: float, angle: float):
    radius = a[:, None]
    zeros = jnp.zeros_like(angle)
    turns = jnp.array([[jnp.cos(angle), zeros], [zeros, jnp.sin(angle)]])
    return radius, jax.vmap(jnp.linalg.inv, in_axes=2)(turns)


# --- a keyword whose axes somebody has looked at
def attend(heads, mask):
    def one(head, mask):
        return head * mask

    if mask is not None and mask.ndim == 3:
        return jax.vmap(one, in_axes=1)(heads, mask=mask)
    return jax.vmap(partial(one, mask=mask), in_axes=1)(heads)
