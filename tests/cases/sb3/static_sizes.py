"""Sizes, ranks of elements and axes that a compiled function gets as arguments, beside those that it may get so."""

from functools import partial

import jax
import jax.numpy as jnp


@jax.jit
def pooled(x, graph, count):
    return jax.ops.segment_sum(x, graph, count)  #! SB307


@jax.jit
def beam(scores, width):
    best, _ = jax.lax.top_k(scores, width)  #! SB307
    return best


@jax.jit
def shards(x, count):
    return jnp.split(x, count)  #! SB307


@jax.jit
def histogram(x, count):
    return jnp.bincount(x, length=count)  #! SB307


@jax.jit
def resized(image, side):
    return jax.image.resize(image, (side, side), "linear")  #! SB307


@jax.jit
def banded(matrix, band):
    return jnp.triu(matrix, band)  #! SB307


@jax.jit
def noise(key, rate, shape):
    return jax.random.gamma(key, rate, shape)  #! SB307


@jax.jit
def powers(matrix, n):
    return jnp.linalg.matrix_power(matrix, n)  #! SB307


@partial(jax.jit, static_argnames=("width", "count"))
def beam_of(scores, graph, width, count):
    best, _ = jax.lax.top_k(scores, width)
    return best, jax.ops.segment_sum(scores, graph, count)


@jax.jit
def shuffled(key, items, edges):
    order_key, choice_key = jax.random.split(key)
    order = jax.random.permutation(order_key, items)
    chosen = jax.random.choice(choice_key, items)
    return order, chosen, jnp.histogram(items, edges)


@jax.jit
def reduced(x, axis=None):
    return jnp.sum(x, axis)


def total(x):
    return reduced(x)
