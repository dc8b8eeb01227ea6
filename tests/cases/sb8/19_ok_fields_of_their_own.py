"""Fields that a Linen module sets itself, variables put together from what `apply` gave, errors that tests look for."""
import dataclasses

import flax
import jax
import jax.numpy as jnp
import pytest
from flax import linen as nn
from flax import nnx


class Head(nn.Module):
    dense: nn.Dense = dataclasses.field(init=False)
    features: int

    def setup(self):
        self.dense = nn.Dense(self.features)

    def __call__(self, x):
        return self.dense(x)


class Block(nn.Module):
    features: int
    training: bool

    @nn.compact
    def __call__(self, x):
        x = nn.Dense(self.features)(x)
        return nn.BatchNorm(use_running_average=not self.training)(x)


def evaluate(x):
    model = Block(features=3, training=True)
    variables = model.init(jax.random.key(0), x)
    _, params = flax.core.pop(variables, "params")
    y, mutated = model.apply(variables, x, mutable=["batch_stats"])
    updated = flax.core.freeze(dict(params=params, **mutated))
    return Head(features=3).init_with_output(jax.random.key(1), Block(features=3, training=False).apply(updated, x))


def test_forgotten_compact():
    class Inner(nn.Module):
        def __call__(self, x):
            return nn.Dense(1)(x)

    class Outer(nn.Module):
        @nn.compact
        def __call__(self, x):
            return Inner()(x)

    with pytest.raises(flax.errors.AssignSubModuleError):
        Outer().init(jax.random.key(0), jnp.ones((1, 3)))


def test_trace_levels():
    rngs = nnx.Rngs(0)

    @jax.jit
    def f():
        with pytest.raises(flax.errors.TraceContextError):
            rngs.params()

    f()


test_forgotten_compact()
test_trace_levels()
evaluate(jnp.ones((3, 4)))
