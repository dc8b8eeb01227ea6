"""What has to be compiled in each round, and what is not eager."""

import functools

import jax
import jax.numpy as jnp
from jax import lax


def stacked(groups, shardings):
    out = {}
    for name, layers in groups:

        def stack(*layers):
            return jax.tree.map(lambda *xs: jnp.stack(xs), *layers)

        out[name] = jax.jit(stack, out_shardings=shardings[name])(*layers)
    return out


def stacked_alike(groups, sharding):
    out = {}
    for name, layers in groups:

        def stack(*layers):
            return jax.tree.map(lambda *xs: jnp.stack(xs), *layers)

        out[name] = jax.jit(stack, out_shardings=sharding)(*layers)  #! SB501
    return out


def check(flag, error):
    if not isinstance(flag, jax.core.Tracer):
        if flag:
            raise error
        return
    lax.cond(flag, lambda: jax.debug.print("{}", flag), lambda: None)


def check_all(flags):
    for flag in flags:
        check(flag, ValueError("wrong"))


@functools.partial(jax.jit, static_argnums=1)
def process(tokens, count):
    return tokens[:count].sum()


class Bucket:
    def __init__(self):
        self.tokens = []
        self.count = 0

    def add(self, token):
        self.tokens.append(token)
        self.count += 1

    def clear(self):
        self.tokens = []
        self.count = 0

    def run(self, tokens):
        return process(tokens, self.count)
