"""Functions of NumPy, SciPy and Python's own modules that are given what `jit` traces, whatever it is."""

import cmath
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import scipy.integrate
import scipy.linalg
from scipy import stats
from scipy.special import expit, gammaln


@jax.jit
def density(x):
    return gammaln(x)  #! SB306


@jax.jit
def chance(logits):
    return expit(logits)  #! SB306


@jax.jit
def length(v):
    return np.linalg.norm(v)  #! SB306


@jax.jit
def spectrum(signal):
    return np.fft.rfft(signal)  #! SB306


@jax.jit
def flow(generator):
    return scipy.linalg.expm(generator)  #! SB306


@jax.jit
def area(x):
    y = jnp.sin(x)
    return scipy.integrate.simpson(y)  #! SB306


@jax.jit
def likelihood(x):
    return stats.norm.logpdf(jnp.abs(x)).sum()  #! SB306


@jax.jit
def root(z):
    return cmath.sqrt(z)  #! SB305


@jax.jit
def kept(tree):
    """A dict of arrays becomes an array of one object."""
    return np.array(tree, dtype=object).size


@partial(jax.jit, static_argnames="widths")
def widened(x, widths):
    return x * np.linalg.norm(widths) * gammaln(widths[0])


def on_the_host(x):
    return np.linalg.norm(x), gammaln(x), scipy.linalg.expm(x)


@jax.jit
def table(x):
    out = np.zeros((3, 3))
    for i in range(3):
        out[i] = jnp.sin(x) * i  #! SB306
    return jnp.asarray(out)


def energies(x):
    out = np.empty(2)
    out[0], out[1] = jnp.sum(x), jnp.max(x)  #! SB306
    return out.sum()


slopes = jax.grad(energies)


@jax.jit
def boxed(x):
    """An array of objects holds anything."""
    out = np.empty(2, dtype=object)
    out[0] = jnp.sin(x)
    sizes = np.zeros(2)
    sizes[0] = x.shape[0]
    total = np.zeros(3)
    total += jnp.sin(x)
    return out[0] * sizes[0] + total


LAYERS = [jnp.sin, jnp.cos, jnp.tanh]


@jax.jit
def first_layers(x):
    depth = jnp.argmax(x)
    for layer in LAYERS[:depth]:  #! SB309
        x = layer(x)
    return x, "abcdef"[depth:]  #! SB309


@jax.jit
def all_layers(x, stop=None):
    for layer in LAYERS[: x.ndim + 1]:
        x = layer(x)
    return x, x[:2]
