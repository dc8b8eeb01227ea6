"""Cached methods, compiled functions that read `self`, files, and containers that are got by `setdefault`."""

import functools
from pathlib import Path

import jax
import jax.numpy as jnp


class Wavelet:
    def __init__(self, levels):
        self.levels = levels

    @functools.lru_cache(maxsize=16)
    def filters(self, n):
        return jnp.linspace(-1.0, 1.0, n)

    def transform(self, x):
        return self.filters(x.shape[-1]) @ x  #! SB408


transform = jax.jit(Wavelet(2).transform)


@functools.cache
def power(x, n):
    return x if n == 1 else x * power(x, n - 1)


@jax.jit
def cubed(x):
    return power(x, 3)  #! SB408


class Classifier:
    def __init__(self, w, scale):
        self.w, self.scale = w, scale
        self.predict = jax.jit(lambda x: x @ self.w)  #! SB410
        self.scaled = jax.jit(lambda x: x * self.scale)

        def logits(x):
            return x @ self.w + self.scale

        self.logits = jax.jit(logits)  #! SB410
        self.step = jax.jit(lambda w, x: w - x.mean(0))

    def fit(self, x):
        self.w = self.step(self.w, x)
        return self.predict(x)


class Attached:
    def __init__(self, rate):
        self.rate = rate
        self.prox = jax.jit(lambda v: self.solver.prox(v, self.rate))

    def attach(self, solver):
        self.solver = solver


@jax.jit
def from_file(x):
    scale = float(Path("scale.txt").read_text())  #! SB406
    name = Path("runs") / "scale.txt"
    return x * scale * len(name.parts)


stats = {}


@jax.jit
def observed(x):
    stats.setdefault("norm", []).append(jnp.linalg.norm(x))  #! SB404
    own = {}
    own.setdefault("norm", []).append(x)
    return own


def load(path):
    return jnp.asarray(eval(Path(path).read_text()))
