"""A control-flow primitive as a statement, whose functions write into references or are not known."""

import functools

import jax
import jax.numpy as jnp
from jax import lax
from jax.experimental import pallas as pl
from somewhere import instrumented


def add_block(x_ref: jax.Array, out_ref: jax.Array):
    first = pl.program_id(0) == 0

    def clear():
        out_ref[...] = jnp.zeros_like(out_ref)

    @jax.named_scope("add")
    def add():
        out_ref[...] += x_ref[...]

    @instrumented
    def both():
        clear()
        add()

    lax.cond(first, clear, add)
    lax.cond(first, lambda: lax.cond(first, both, add), lambda: both())
    lax.fori_loop(0, 3, instrumented(lambda i, c: c), 0)
    lax.switch(pl.program_id(0), [clear, add])


def summed(x):
    kernel = functools.partial(add_block)
    return pl.pallas_call(kernel, out_shape=jax.ShapeDtypeStruct(x.shape, x.dtype), grid=(4,))(x)


def through_a_pipeline(x, pipeline):
    return pipeline(add_block)(x)


def doubled(x):
    return x * 2


def halved(x):
    return x / 2


def lost(x: jax.Array):
    lax.cond(x.sum() > 0, doubled, halved, x)  #! SB801
    lax.switch(0, [doubled, halved], x)  #! SB801
    return x
