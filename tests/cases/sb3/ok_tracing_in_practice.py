"""Good: what looks like control flow on traced values, and is not."""

import functools
import math
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


# 1 configuration in a dataclass that is static
class Config(NamedTuple):
    layers: int
    causal: bool


@functools.partial(jax.jit, static_argnames="config")
def attend(q, k, config):
    scores = q @ k.T / math.sqrt(q.shape[-1])
    if config.causal:
        scores = jnp.where(jnp.tril(jnp.ones(scores.shape, bool)), scores, -jnp.inf)
    for _ in range(config.layers):
        scores = jax.nn.softmax(scores)
    return scores


# 2 shapes decide
@jax.jit
def pad_to_multiple(x, unit=8):
    rest = -x.shape[0] % unit
    if rest:
        x = jnp.pad(x, (0, rest))
    assert x.shape[0] % unit == 0
    return x.reshape(-1, unit)


# 3 None and structure decide
@jax.jit
def loss(params, batch, weights=None):
    errors = (batch["x"] @ params["w"] - batch["y"]) ** 2
    if weights is not None:
        errors = errors * weights
    if "mask" in batch:
        errors = errors * batch["mask"]
    if len(params) > 1:
        errors = errors + params["b"]
    return errors.mean()


# 4 eager: values are there
def fit(xs, ys, tolerance=1e-4):
    w = jnp.zeros(xs.shape[1])
    grad = jax.jit(jax.grad(lambda w: jnp.mean((xs @ w - ys) ** 2)))
    while float(jnp.linalg.norm(grad(w))) > tolerance:
        w = w - 0.1 * grad(w)
    if jnp.any(jnp.isnan(w)):
        raise FloatingPointError("diverged")
    return np.asarray(w)


# 5 a lookup by a static name
ACTIVATIONS = {"relu": jax.nn.relu, "tanh": jnp.tanh}


@functools.partial(jax.jit, static_argnums=1)
def activate(x, name):
    return ACTIVATIONS[name](x)


# 6 masks that keep their shape
@jax.jit
def masked_mean(x, mask):
    x = jnp.where(mask, x, 0.0)
    first = jnp.nonzero(mask, size=4, fill_value=0)[0]
    x = x.at[first].add(1.0)
    x = x.at[mask].set(0.0) if x.ndim == 0 else x
    return x.sum() / jnp.maximum(mask.sum(), 1)


# 7 weak carries
def running(xs):
    def step(carry, x):
        total, count = carry
        return (total + x, count + 1), total / (count + 1)

    return lax.scan(step, (0.0, 0), xs)


# 8 a finite difference by Python floats, under grad alone
def newton(f, x):
    df = jax.grad(f)
    for _ in range(50):
        step = f(x) / df(x)
        if abs(step) < 1e-6:
            break
        x = x - step
    return x


# 9 comparisons of dtypes and devices
@jax.jit
def as_float(x):
    if x.dtype == jnp.bfloat16 or not jnp.issubdtype(x.dtype, jnp.floating):
        return x.astype(jnp.float32)
    if isinstance(x, jax.core.Tracer):
        return x * 1.0
    return x


# 10 closures over Python numbers, index by static loop variable
def make_step(count, rates):
    @jax.jit
    def step(params):
        for i in range(count):
            rate = rates[i]
            if rate == 0:
                continue
            params = params - rate * params
        return params

    return step


# 11 cond with a Python predicate under jit
@functools.partial(jax.jit, static_argnums=1)
def maybe(x, on):
    x = lax.cond(on, jnp.sin, jnp.cos, x)
    return x if not on else -x


# 12 sorted parameters by name, zip with layers
@jax.jit
def flat(params):
    names = sorted(params)
    biggest = max(params, key=lambda name: params[name].size)
    return jnp.concatenate([params[n].ravel() for n in names if n != biggest or len(names) == 1])
