"""SB712 array-in-pytree-metadata: what is static is compared with `==`, and the comparison of two arrays has no truth."""

import dataclasses
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest


@partial(jax.tree_util.register_dataclass, data_fields=["weights"], meta_fields=["grid"])
@dataclasses.dataclass
class SharpField:
    weights: jax.Array
    grid: np.ndarray  #! SB712


@jax.tree_util.register_pytree_node_class
class SharpMasked:
    def __init__(self, values, mask):
        self.values = values
        self.mask = mask

    def tree_flatten(self):
        return (self.values,), (self.mask,)  #! SB712

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(*children, *aux)


@partial(jax.tree_util.register_dataclass, data_fields=["weights", "grid"], meta_fields=["name"])
@dataclasses.dataclass
class BluntField:
    weights: jax.Array
    grid: jax.Array
    name: str


@jax.tree_util.register_pytree_node_class
class BluntMasked:
    def __init__(self, values, mask):
        self.values = values
        self.mask = mask

    def tree_flatten(self):
        return (self.values, self.mask), None

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(*children)


@partial(jax.tree_util.register_dataclass, data_fields=["weights"], meta_fields=["knots"])
@dataclasses.dataclass
class BluntKnots:
    weights: jax.Array
    knots: tuple[float, ...]


def sharp_masked():
    return SharpMasked(jnp.ones(3), jnp.array([True, False, True]))


def blunt_masked():
    return BluntMasked(jnp.ones(3), jnp.array([True, False, True]))


def sharp_field():
    return SharpField(jnp.ones(3), np.arange(3))


def twice(make, leaf):
    total = jax.jit(lambda tree: jnp.sum(getattr(tree, leaf)))
    return total(make()), total(make())


@pytest.mark.parametrize("make, leaf", [(sharp_masked, "values"), (sharp_field, "weights")])
def test_the_second_call_fails(make, leaf):
    with pytest.raises(ValueError, match="metadata|truth value"):
        twice(make, leaf)


def test_the_first_call_works():
    assert jax.jit(lambda tree: jnp.sum(tree.values))(sharp_masked()) == 3.0


def test_children_and_tuples_can_be_compared():
    assert twice(blunt_masked, "values") == (3.0, 3.0)
    assert twice(lambda: BluntField(jnp.ones(3), jnp.arange(3), "grid"), "weights") == (3.0, 3.0)
    assert twice(lambda: BluntKnots(jnp.ones(3), (0.0, 0.5, 1.0)), "weights") == (3.0, 3.0)
