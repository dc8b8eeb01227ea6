"""Good code: a constructor that refuses objects of its own class; what stands for a child is none."""

import jax
import jax.numpy as jnp


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
