"""Constructors of pytrees that ask for the length of an array, or convert a child part by part; what is asked of a structure may stay."""

import dataclasses
from functools import partial

import jax
from jax.tree_util import register_dataclass, register_pytree_node_class


@partial(register_dataclass, data_fields=["xs"], meta_fields=["n"])
@dataclasses.dataclass
class Batch:
    xs: jax.Array
    n: int

    def __post_init__(self):
        if len(self.xs) != self.n:  #! SB705
            raise ValueError("length")


@partial(register_dataclass, data_fields=["layers"], meta_fields=["n"])
@dataclasses.dataclass
class Stack:
    layers: list
    n: int

    def __post_init__(self):
        if len(self.layers) != self.n:
            raise ValueError("length")


@register_pytree_node_class
@dataclasses.dataclass
class Pose:
    r: jax.Array
    t: tuple

    def __post_init__(self):
        self.t = [float(v) for v in self.t]  #! SB705

    def tree_flatten(self):
        return (self.r, self.t), None

    @classmethod
    def tree_unflatten(cls, _, children):
        return cls(*children)


@partial(register_dataclass, data_fields=["weights"], meta_fields=[])
@dataclasses.dataclass
class Mixture:
    weights: tuple

    def __post_init__(self):
        self.weights = tuple(map(float, self.weights))  #! SB705
