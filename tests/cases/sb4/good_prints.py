"""Prints that are meant, or that show no tracer."""

import functools
import logging

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

logger = logging.getLogger(__name__)


@jax.jit
def traced_once(x):
    print("tracing", x.shape, x.dtype)
    logger.info("compiling for %s", x.shape)
    return x + 1


@jax.jit
def debug(x):
    y = x + 1
    jax.debug.print("y is {y} of {shape}", y=y, shape=x.shape)
    jax.debug.print("x {} y {:.3f}", x, y)
    jax.debug.print("of %s: {}" % (x.shape,), x)
    jax.debug.print("{} and " + "{}", x, y)
    jax.debug.callback(lambda v: print("on the host", v), y)
    return y


@jax.jit
def static_f_string(x):
    jax.debug.print(f"shape {x.shape}: {{x}}", x=x)
    jax.debug.print(f"{'mean' if x.ndim else 'value'}: {{}}", x.mean())
    return x


@functools.partial(jax.jit, static_argnames="name")
def named(x, name):
    print("compiling", name)
    jax.debug.print(f"{name}: {{}}", x)
    return x


def train(w, batches):
    step = jax.jit(lambda w, x: w - 0.1 * x.mean())
    for i, x in enumerate(batches):
        w = step(w, x)
        if i % 100 == 0:
            print("step", i, "w", w, f"{float(w):.3f}")
            logger.info("w = %s", w)
    return w


def host_print(x):
    print("value on the host:", x)


@jax.jit
def with_callback(x):
    jax.debug.callback(host_print, x)
    jax.experimental.io_callback(host_print, None, x)
    jax.pure_callback(lambda v: (print(v), v)[1], jax.ShapeDtypeStruct((), jnp.float32), x.sum())
    return x


def eager_grad(x):
    return jax.grad(lambda v: (v**2).sum())(x)


@jax.jit
def config_only(x):
    config = {"lr": 0.1, "steps": 3}
    print("config", config, len(x), type(x).__name__)
    return x * config["lr"]


@jax.jit
def structure(params):
    print("params:", jax.tree.map(jnp.shape, params))
    print("leaves:", len(jax.tree.leaves(params)), jax.tree.structure(params))
    for name, leaf in params.items():
        print(name, leaf.shape, leaf.dtype)
    return params


@jax.jit
def shapes(params):
    shapes = {k: v.shape for k, v in params.items()}
    logger.debug("shapes: %s", shapes)
    return params


class Progress:
    def print(self, text):
        self.text = text


def progress(x, bar):
    bar.print(x)
    return x


@jax.jit
def pprinted(x):
    jaxpr = jax.make_jaxpr(lambda v: v + 1)(x)
    print(jaxpr)
    return x


def outside(x):
    """Runs eagerly."""
    y = jnp.sum(x)
    print("sum:", y)
    return y
