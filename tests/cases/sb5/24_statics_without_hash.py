"""Static arguments that have no hash."""
from dataclasses import dataclass, field
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np


@partial(jax.jit, static_argnums=(1,))
def reshape(x, shape):
    return x.reshape(shape)


@partial(jax.jit, static_argnames=("sizes",))
def split(x, sizes):
    return [x[:n] for n in sizes]


@dataclass
class Config:
    width: int = 3
    layers: list = field(default_factory=list)


@partial(jax.jit, static_argnames="config")
def forward(x, config):
    return x * config.width


def apply(params, x, activations):
    for name in activations:
        x = getattr(jax.nn, name)(x @ params)
    return x


jitted = jax.jit(apply, static_argnums=2)


class Model:
    def __init__(self):
        self.dims = [3, 4]
        self.run = jax.jit(self._run, static_argnames=["dims"])

    def _run(self, x, dims):
        return jnp.zeros(dims) + x.sum()

    def __call__(self, x):
        return self.run(x, dims=self.dims)  #! SB503


@partial(jax.jit, static_argnames=("weights",))
def weighted(x, weights):
    return x * weights


@partial(jax.jit, static_argnames=("options",))
def with_options(x, options):
    return x * options["scale"]


@partial(jax.jit, static_argnames=("axes",))
def total(x, axes=[0, 1]):  #? SB503
    return x.sum(tuple(axes))


def main():
    x = jnp.ones((4, 3))
    reshape(x, [2, 6])  #! SB503
    sizes = [1, 2]
    split(x, sizes=sizes)  #! SB503
    split(x, [n for n in range(1, 3)])  #! SB503
    forward(x, config=Config())  #! SB503
    config = Config(width=5)
    forward(x, config)  #! SB503
    jitted(jnp.ones((3, 3)), x, ["relu", "tanh"])  #! SB503
    Model()(x)
    weighted(x, weights=np.array([1.0, 2.0, 3.0]))  #! SB503
    weighted(x, jnp.ones(3))  #! SB503
    with_options(x, {"scale": 2.0})  #! SB503
    options = dict(scale=3.0)
    with_options(x, options=options)  #! SB503
    total(x)  #? SB503


def annotated(x, sizes: list[int]):
    return split(x, sizes)  #! SB503


if __name__ == "__main__":
    main()
