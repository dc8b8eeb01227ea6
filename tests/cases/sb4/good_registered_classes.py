"""Classes that register themselves, by a metaclass or when they are made into a base: their methods may be compiled."""

import abc

import jax


class Meta(abc.ABCMeta):
    def __call__(cls, *args, **kwargs):
        return super().__call__(*args, **kwargs)


class Tree(metaclass=Meta):
    def __init_subclass__(cls, mutable=None):
        super().__init_subclass__()
        jax.tree_util.register_pytree_node(cls, cls.parts, cls.whole)


class Constraint(Tree):
    @classmethod
    def whole(cls, aux, children):
        return cls(*children)

    def parts(self):
        return (self.total,), None


class Sum(Constraint):
    def __init__(self, total):
        self.total = total

    @jax.jit
    def __call__(self, x):
        return x.sum() - self.total
