"""Arguments of which only the trace is known: parts of them, and what no pytree can be used for."""

import jax
import jax.numpy as jnp
import numpy as np

WEIGHTS = [0.5, 1.0, 2.0]


@jax.jit
def scaled(cfg, x):
    return x / np.sqrt(cfg.dim)


@jax.jit
def by_length(cfg, x):
    return x * np.sqrt(len(cfg)) * np.sqrt(x.shape[0]) * np.log(x.size)


@jax.jit
def of_a_pair(theta):
    mean, scale = theta
    return mean / np.sqrt(scale)  #! SB306


@jax.jit
def of_a_dict(params):
    return np.exp(params["scale"])  #! SB306


@jax.vmap
def weight(kind, x):
    return WEIGHTS[kind] * x  #! SB309


@jax.jit
def first(x, others):
    return others[0] + WEIGHTS[0] * x


@jax.jit
def optional(pair, x):
    left, right = pair
    if right is not None:
        x = x + right
    return jnp.where(left > 0, x, 0.0)


@jax.jit
def branching(pair):
    left, right = pair
    if left > right:  #! SB301
        return left
    return right


@jax.jit
def seeded(key, x):
    if isinstance(key, (int, np.integer)):
        key = jax.random.key(int(key))
    return x + jax.random.normal(key, x.shape)


def as_key(key):
    if isinstance(key, (int, np.integer)):
        return jax.random.key(int(key))
    return jax.random.wrap_key_data(jax.random.key_data(key))


@jax.jit
def seeded_by_helper(key, x):
    return x + jax.random.normal(as_key(key), x.shape)


@jax.jit
def by_structure(spec, x):
    match spec:
        case {"kind": "dense", "units": units, **rest}:
            return x * units
        case [first, (second, *others), {"bias": bias}] as whole:
            return x * first + bias
        case complex(real=re, imag=im) | slice(re, im):
            return x * re
    return x
