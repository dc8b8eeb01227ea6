# Arrays where JAX compares.
from dataclasses import dataclass
from functools import partial
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from flax import struct
from jaxtyping import Array, Float


class Conv(eqx.Module):
    kernel: jax.Array
    mask: jax.Array = eqx.field(static=True)  #! SB712
    width: int = eqx.field(static=True)
    act: Any = eqx.field(static=True)


class Typed(eqx.Module):
    kernel: Float[Array, "n"]
    freqs: Float[Array, "n"] = eqx.field(static=True)  #! SB712


@struct.dataclass
class Grid:
    values: jax.Array
    points: np.ndarray = struct.field(pytree_node=False)  #! SB712
    shape: tuple = struct.field(pytree_node=False)


class Poly:
    def __init__(self, coef, domain):
        self.coef = coef
        self.domain = np.array(domain)


jax.tree_util.register_pytree_node(
    Poly,
    lambda p: ((p.coef,), p.domain),  #! SB712
    lambda aux, children: Poly(children[0], aux),
)


@jax.tree_util.register_pytree_node_class
class Table:
    def __init__(self, data, index):
        self.data = data
        self.index = index

    def tree_flatten(self):
        children = (self.data,)
        aux = {"index": self.index, "name": "t"}
        return children, aux  #! SB712

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(children[0], aux["index"])


def make():
    return Table(jnp.ones(3), jnp.arange(3))


@jax.tree_util.register_pytree_node_class
class Fine:
    def __init__(self, data, shape):
        self.data = data
        self.shape = tuple(shape)

    def tree_flatten(self):
        return (self.data,), (self.shape, self.data.dtype)

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(children[0], aux[0])


def fine():
    return Fine(jnp.ones(3), (3,))


@partial(jax.tree_util.register_dataclass, data_fields=["w"], meta_fields=["knots"])
@dataclass
class Spline:
    w: jax.Array
    knots: Any


def build():
    return Spline(w=jnp.ones(3), knots=np.linspace(0, 1, 4))  #! SB712


def build_right():
    return Spline(w=jnp.ones(3), knots=(0.0, 0.5, 1.0))
