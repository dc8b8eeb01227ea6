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
