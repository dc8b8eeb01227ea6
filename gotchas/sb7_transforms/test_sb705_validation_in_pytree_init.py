"""SB705 validation-in-pytree-init: JAX calls the constructor again, with whatever stands at the leaves."""

import dataclasses

import jax
import jax.numpy as jnp
import pytest


@jax.tree_util.register_dataclass
@dataclasses.dataclass
class SharpBall:
    centre: jax.Array
    radius: jax.Array

    def __post_init__(self):
        if self.centre.ndim != 1:  #! SB705
            raise ValueError("centre must be a vector")


class SharpSchedule:
    def __init__(self, base):
        self.base = float(base)  #! SB705


jax.tree_util.register_pytree_node(SharpSchedule, lambda s: ((s.base,), None), lambda aux, children: SharpSchedule(*children))


@jax.tree_util.register_pytree_node_class
class SharpDirection:
    def __init__(self, vector, name="up"):
        self.vector = vector / jnp.linalg.norm(vector)  #! SB705
        self.name = name

    def tree_flatten(self):
        return (self.vector,), self.name

    @classmethod
    def tree_unflatten(cls, name, children):
        return cls(*children, name)


@jax.tree_util.register_pytree_node_class
class BluntDirection:
    """Checks and rescales for its users, and is put together without that."""

    def __init__(self, vector):
        if vector.ndim != 1:
            raise ValueError("a direction is a vector")
        self.vector = vector / jnp.linalg.norm(vector)

    def tree_flatten(self):
        return (self.vector,), None

    @classmethod
    def tree_unflatten(cls, aux, children):
        direction = object.__new__(cls)
        (direction.vector,) = children
        return direction


@jax.tree_util.register_dataclass
@dataclasses.dataclass
class BluntBall:
    centre: jax.Array
    radius: jax.Array
    name: str = dataclasses.field(default="ball", metadata={"static": True})

    def __post_init__(self):
        # The static field is always what the user gave.
        if not self.name:
            raise ValueError("a ball needs a name")

    @classmethod
    def create(cls, centre, radius):
        if centre.ndim != 1:
            raise ValueError("centre must be a vector")
        return cls(centre, radius)


def balls(make, centres):
    return jax.vmap(lambda c: make(c, 1.0))(centres)


CENTRES = jnp.ones((3, 2))


def test_vmap_puts_it_together_with_one_axis_more():
    # Releases before 0.7 come with a plain object first, which has no rank at all.
    with pytest.raises((ValueError, AttributeError), match="centre must be a vector|'object' object has no attribute 'ndim'"):
        balls(SharpBall, CENTRES)
    assert balls(BluntBall.create, CENTRES).centre.shape == (3, 2)


def test_trees_may_hold_no_arrays_at_all():
    ball = SharpBall(CENTRES[0], 1.0)
    with pytest.raises(AttributeError):
        jax.tree.map(lambda leaf: None, ball)
    assert jax.tree.map(lambda leaf: None, BluntBall(CENTRES[0], 1.0)).centre is None


def test_a_conversion_to_float_meets_a_tracer():
    with pytest.raises(TypeError):
        jax.jit(lambda s: s.base * 2)(SharpSchedule(3.0))


def test_a_gradient_is_rescaled_too():
    """Silent: the gradient of `sum(3 v)` is 3 in each place, and comes back with the length 1."""
    vector = jnp.array([0.6, 0.8])
    gradient = jax.grad(lambda d: 3.0 * jnp.sum(d.vector))
    assert jnp.allclose(jnp.linalg.norm(gradient(SharpDirection(vector)).vector), 1.0)
    assert jnp.allclose(gradient(BluntDirection(vector)).vector, 3.0)
