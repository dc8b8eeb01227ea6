"""A base class that registers all classes below it, and annotations that name a class without being one of its objects."""

import abc
import dataclasses

import jax
import jax.numpy as jnp


class Tree:
    @classmethod
    def register(cls):
        jax.tree_util.register_pytree_node(cls, cls.flatten, cls.unflatten)

    def flatten(self):
        return [getattr(self, f.name) for f in dataclasses.fields(self)], None

    @classmethod
    def unflatten(cls, aux, children):
        return cls(*children)


@dataclasses.dataclass
class A(Tree):
    x: jax.Array


A.register()


@dataclasses.dataclass
class B(Tree):
    x: jax.Array


B.register()


@dataclasses.dataclass
class C(Tree):
    x: jax.Array


C.register()


@dataclasses.dataclass
class D(Tree):
    x: jax.Array


D.register()


@dataclasses.dataclass
class E(Tree):
    x: jax.Array


E.register()


@dataclasses.dataclass
class F(Tree):
    x: jax.Array


F.register()


@dataclasses.dataclass
class G(Tree):
    x: jax.Array


G.register()


@dataclasses.dataclass
class H(Tree):
    x: jax.Array


H.register()


@dataclasses.dataclass
class Forgotten(Tree):
    x: jax.Array


@jax.jit
def step(state):
    return state


def run():
    step(A(jnp.ones(2)))
    step(H(jnp.ones(2)))
    return step(Forgotten(jnp.ones(2)))  #! SB704


class Contact(abc.ABC):
    """What tells how a body touches the ground."""

    stiffness: float


class Mode:
    FIXED = 0
    FREE = 1


@dataclasses.dataclass
class Model:
    contact: Contact
    mode: Mode


def advance(model: Model, contact: Contact, mode: Mode, x):
    return step(contact), step(mode), x
