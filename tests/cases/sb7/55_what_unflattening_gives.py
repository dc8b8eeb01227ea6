"""A constructor converts what it is given; unflattening may give it no child."""
import jax
import numpy as np
from jax.tree_util import register_pytree_node_class


@register_pytree_node_class
class Operator:
    def __init__(self, space, constant=0.0):
        self.space = space
        self.constant = np.array(constant)

    def tree_flatten(self):
        return (self.constant,), self.space

    @classmethod
    def tree_unflatten(cls, space, children):
        operator = cls(space)
        (operator.constant,) = children
        return operator


@register_pytree_node_class
class Strict:
    def __init__(self, space, constant=0.0):
        self.space = space
        self.constant = np.array(constant)  #! SB705

    def tree_flatten(self):
        return (self.constant,), self.space

    @classmethod
    def tree_unflatten(cls, space, children):
        return cls(space, constant=children[0])


print(jax.jit(lambda operator: operator.constant + 1)(Operator("spins", 2.0)))
try:
    jax.jit(lambda operator: operator.constant + 1)(Strict("spins", 2.0))
except jax.errors.TracerArrayConversionError as error:
    print(error)
