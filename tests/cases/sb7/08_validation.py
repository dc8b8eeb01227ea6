# Constructors of pytrees that check and convert.
import dataclasses

import chex
import jax
import jax.numpy as jnp
import numpy as np
from flax import struct
from jax.tree_util import register_pytree_node_class


@struct.dataclass
class Rotation:
    matrix: jax.Array
    name: str = struct.field(pytree_node=False, default="r")

    def __post_init__(self):
        assert self.matrix.shape[-2:] == (3, 3)  #! SB705


@chex.dataclass
class Limits:
    low: chex.Array
    high: chex.Array

    def __post_init__(self):
        if not isinstance(self.low, jax.Array):  #! SB705
            raise TypeError("low must be an array")


@register_pytree_node_class
class Interval:
    def __init__(self, low, high):
        if low > high:  #! SB705
            raise ValueError("empty")
        self.low = low
        self.high = high

    def tree_flatten(self):
        return ((self.low, self.high), None)

    @classmethod
    def tree_unflatten(cls, aux_data, children):
        return cls(*children)


@register_pytree_node_class
class Simplex:
    def __init__(self, weights):
        self.weights = weights / weights.sum()  #! SB705

    def tree_flatten(self):
        children = (self.weights,)
        aux_data = None
        return children, aux_data

    @classmethod
    def tree_unflatten(cls, aux_data, children):
        return cls(*children)


@jax.tree_util.register_dataclass
@dataclasses.dataclass
class Sphere:
    radius: float

    def __post_init__(self):
        self.radius = float(self.radius)  #! SB705


@register_pytree_node_class
class Host:
    def __init__(self, data, scale):
        self.data = np.asarray(data)  #! SB705
        self.scale = scale

    def tree_flatten(self):
        return (self.data,), {"scale": self.scale}

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(children[0], **aux)


@register_pytree_node_class
class Careful:
    """Converts, and only what is an array."""

    def __init__(self, data, scale):
        if not isinstance(scale, int):
            raise TypeError("static")
        if data is not None and not isinstance(data, object):
            data = jnp.asarray(data)
        self.data = jnp.asarray(data) if isinstance(data, (list, tuple)) else data
        self.scale = scale

    def tree_flatten(self):
        return (self.data,), self.scale

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(children[0], aux)


@register_pytree_node_class
class Around:
    def __init__(self, data):
        if data.ndim != 2:
            raise ValueError
        self.data = data

    def tree_flatten(self):
        return (self.data,), None

    @classmethod
    def tree_unflatten(cls, aux, children):
        new = super().__new__(cls)
        new.data = children[0]
        return new


@struct.dataclass
class Made:
    x: jax.Array

    @classmethod
    def create(cls, x):
        if x.ndim != 1:
            raise ValueError
        return cls(x=x / x.sum())
