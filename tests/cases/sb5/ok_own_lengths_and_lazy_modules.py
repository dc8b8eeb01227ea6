"""Good code: loops over what is written out here, modules that compute when they are called, and results that are waited for in part."""

import time
from typing import Any

import flax.linen as nn
import jax
import jax.numpy as jnp

from solvers import integrate


@jax.jit
def several_starts(omega, lamb):
    starts = jnp.array([[jnp.log(jnp.maximum(omega, 0.01)), lamb], [jnp.log(1.0), -0.5], [jnp.log(0.5), 1.0], [jnp.log(2.0), -2.0], [jnp.log(0.1), -5.0]])
    best = starts[0]
    for i in range(starts.shape[0]):
        best = jnp.where(jnp.sin(starts[i]) > best, jnp.cos(starts[i]), best)
    return best


@jax.jit
def hexagon(radius):
    corners = []
    for i in range(6):
        angle = jnp.deg2rad(60.0 * i)
        corners.append(radius * jnp.array([jnp.cos(angle), jnp.sin(angle)]))
    outer = jnp.array(corners)
    sides = []
    for j in range(len(outer)):
        sides.append(jnp.hypot(*(outer[j] - outer[(j + 1) % 6])))
    return jnp.stack(sides)


@jax.jit
def band_times(band, v):
    q = (band.shape[1] - 1) // 2
    out = jnp.zeros(v.shape)
    for k in range(-q, q + 1):
        out = out + band[:, k + q] * jnp.roll(v, -k, axis=0)
    return out


class Basis(nn.Module):
    n: int = 7
    dtype: Any = jnp.float32

    def setup(self):
        self.k = jnp.arange(self.n, dtype=self.dtype)

    def __call__(self, x):
        return x[..., None] * self.k


class Model(nn.Module):
    basis: nn.Module = Basis()
    readout: nn.Module = nn.Dense(3)

    def __call__(self, x):
        return self.readout(self.basis(x))


solve = jax.jit(integrate)


def benchmark(y):
    solve(y).ys.block_until_ready()
    start = time.perf_counter()
    solution = solve(y)
    solution.ys.block_until_ready()
    return time.perf_counter() - start
