# Every way to register a class: nothing to report.
import dataclasses
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import tree_util


class Base:
    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        tree_util.register_pytree_node(cls, lambda s: ((s.x,), None), lambda a, c: cls(*c))

    def __init__(self, x):
        self.x = x


class Auto(Base):
    pass


class Meta(type):
    def __new__(mcs, name, bases, ns):
        cls = super().__new__(mcs, name, bases, ns)
        return tree_util.register_pytree_node_class(cls)


class ByMeta(metaclass=Meta):
    def __init__(self, x):
        self.x = x

    def tree_flatten(self):
        return (self.x,), None

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(*children)


def pytree(cls):
    tree_util.register_pytree_node_class(cls)
    return cls


@pytree
class ByHelper:
    def __init__(self, x):
        self.x = x

    def tree_flatten(self):
        return (self.x,), None

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(*children)


@tree_util.register_static
class Settings:
    def __init__(self, x):
        self.x = x


class WithKeys:
    def __init__(self, x):
        self.x = x


tree_util.register_pytree_with_keys(
    WithKeys, lambda s: (((tree_util.GetAttrKey("x"), s.x),), None), lambda a, c: WithKeys(*c)
)


@jax.jit
def double(t):
    return t.x * 2


def main():
    for t in (Auto(1.0), ByMeta(1.0), ByHelper(1.0), WithKeys(1.0), Settings(2)):
        print(double(t))
    print(double(Auto(1.0)), double(ByMeta(1.0)), double(ByHelper(1.0)), double(WithKeys(1.0)), double(Settings(1)))
    print(jax.jit(lambda t: t.x)(Auto(2.0)))
