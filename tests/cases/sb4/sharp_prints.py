"""Traced values that are printed or logged in traced functions."""

import functools
import logging
import sys
import warnings

import jax
import jax.numpy as jnp
from absl import logging as absl_logging
from jax import lax

logger = logging.getLogger(__name__)
LOG = logging.getLogger("train")


@jax.jit
def loss(w, x):
    value = jnp.mean((x @ w) ** 2)
    print("loss", value)  #! SB401
    return value


def step(w, x):
    grads = jax.grad(lambda w: jnp.sum(x @ w))(w)
    logger.info("grad norm %s", jnp.linalg.norm(grads))  #! SB401
    return w - 0.1 * grads


train_step = jax.jit(step, donate_argnums=0)


def body(carry, x):
    print(f"carry is {carry}")  #! SB401
    return carry + x, x


def run(xs):
    return lax.scan(body, 0.0, xs)


class Trainer:
    def __init__(self):
        self.update = jax.jit(self._update)
        self.log = logging.getLogger("t")

    def _update(self, w, x):
        err = jnp.abs(w - x)
        if self.log:
            self.log.debug(f"error {err}")  #! SB401
        return w - err


@functools.partial(jax.jit, static_argnames=("verbose",))
def forward(x, verbose=True):
    y = jnp.tanh(x)
    if verbose:
        print("activations:", y.mean(), y.std())  #! SB401
    return y


@jax.jit
def warn_about(x):
    warnings.warn(f"norm is {jnp.linalg.norm(x)}")  #! SB401
    return x


@jax.jit
def written(x):
    sys.stdout.write(str(x) + "\n")  #! SB401
    return x * 2


def report(name, value):
    print(name, value)  #! SB401


@jax.jit
def with_helper(x):
    y = x * 2
    report("y", y)
    return y


def energy(i, state):
    LOG.warning("step %d: %s", i, state)  #! SB401
    return state * 0.9


def relax(state):
    return lax.fori_loop(0, 10, energy, state)


@jax.jit
def formatted(x):
    print("x = {}".format(x))  #! SB401
    print("x = %s" % x)  #! SB401
    absl_logging.info("x: %s", x)  #! SB401
    return x


# --- f-strings in debug.print


@jax.jit
def debug(x):
    y = x + 1
    jax.debug.print(f"y is {y}")  #! SB413
    jax.debug.print(f"{x} and {y}")  #! SB413
    jax.debug.print("step " + f"{y}")  #! SB413
    jax.debug.print("y is {}".format(y))  #! SB413
    jax.debug.print("y is %s" % y)  #! SB413
    return y


def debug_body(c, x):
    jax.debug.print(f"c={c} x={x}", ordered=True)  #! SB413
    return c + x, None


def debug_scan(xs):
    return lax.scan(debug_body, 0.0, xs)


@jax.jit
def debug_mixed(x):
    norm = jnp.linalg.norm(x)
    jax.debug.print(f"norm: {norm} of shape {x.shape}")  #! SB413
    return x / norm


@jax.jit
def debug_conversion(x):
    jax.debug.print(f"value {x!r}")  #! SB413
    return x
