"""Good code: dimensions that a test has asked for, fields that are converted, units of other libraries."""

from dataclasses import dataclass
from typing import Any, List

import astropy.units as u
import equinox as eqx
import jax
import jax.numpy as jnp


@jax.jit
def size_and_step(low, spacing):
    return low.shape[0], low / spacing


def grid(low, spacing):
    low = jnp.asarray(low)
    dimension, step = size_and_step(low, spacing)
    match dimension:
        case 1:
            return jnp.arange(low[0], 1.0, step[0])
        case 2:
            return low[1] + step[1]
        case 3:
            return low[2] + step[2]


grid([0.0, 1.0], 0.1)


class Lattice:
    def __init__(self, name):
        self.d = int(name[1])
        self.c = jnp.ones((2, 9))

    def main(self):
        c = self.c.T
        if self.d == 2:
            return c[:, 0] + c[:, 1]
        elif self.d == 3:
            return c[:, 0] + c[:, 1] + c[:, 2]


Lattice("D2Q9").main()


class Primitive(eqx.Module):
    lmn: Any = eqx.field(converter=jnp.asarray, default=(0, 0, 0))

    def total(self):
        return jnp.sum(self.lmn)


def overlap(a: Primitive, x):
    return jnp.sum(a.lmn) + (x - a.lmn)


def overlaps(x):
    return overlap(Primitive(), x), overlap(Primitive((1, 2, 3)), x), Primitive([1, 2, 3]).total()


@dataclass
class Problem:
    lower: List[float]
    upper: List[float]

    def two_sided(self):
        return jnp.isfinite(self.lower) & jnp.isfinite(self.upper)


def profile(radii):
    positions = jnp.zeros((3, len(radii))) * u.kpc
    positions[0] = radii * u.kpc
    return positions
