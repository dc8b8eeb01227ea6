"""A list given to `vmap` in a function that is itself tried with a list."""

import jax
import jax.numpy as jnp


def inner(x):
    return jax.vmap(lambda row: row + 1)([[x, 1.0], [x, 2.0]])  #! SB703


def outer(rows):
    return jax.vmap(inner)([1.0, 2.0]) + rows  #! SB703


jax.vmap(outer)([jnp.ones(3), jnp.ones(3)])  #! SB703


@jax.tree_util.register_pytree_node_class
class Angle:
    def __init__(self, value):
        if not isinstance(value, float):  #! SB705
            raise TypeError("a number")
        self.value = value

    def tree_flatten(self):
        return (self.value,), None

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(*children)
