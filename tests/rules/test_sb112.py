"""SB112 on code of training loops, metrics and kernels: columns that meet vectors, by accident and on purpose."""

from __future__ import annotations

import importlib

import jax
import jax.numpy as jnp
import pytest

from sharpbits import Settings, lint_text
from sharpbits.data.ecosystem import BROADCASTING_LOSSES
from sharpbits.data.transforms import ACTIVATIONS

HEAD = """\
import equinox as eqx
import flax.linen as nn
import haiku as hk
import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx

key = jax.random.key(0)
x = jax.random.normal(key, (64, 3))
y = x @ jnp.array([1.0, 2.0, 3.0])
"""
WRONG = {
    "linear": "def loss(p, x, y):\n    return jnp.mean((x @ p['w'] + p['b'] - y) ** 2)\ng = jax.grad(loss)({'w': jnp.zeros((3, 1)), 'b': jnp.zeros(1)}, x, y)",
    "jitted step": (
        "@jax.jit\ndef step(w, x, y):\n    def loss(w):\n        residual = jnp.dot(x, w) - y\n        return jnp.sum(residual**2)\n"
        "    return w - 0.1 * jax.grad(loss)(w)\nw = jnp.zeros((3, 1))\nfor _ in range(9):\n    w = step(w, x, y)"
    ),
    "Linen": (
        "class Net(nn.Module):\n    @nn.compact\n    def __call__(self, x):\n        return nn.Dense(1)(nn.relu(nn.Dense(8)(x)))\n"
        "net = Net()\np = net.init(key, x)\ndef loss(p):\n    return jnp.mean(jnp.square(net.apply(p, x) - y))\ng = jax.grad(loss)(p)"
    ),
    "Sequential": "net = nn.Sequential([nn.Dense(8), nn.relu, nn.Dense(1)])\np = net.init(key, x)\ne = jnp.abs(net.apply(p, x) - y).mean()",
    "Equinox": "net = eqx.nn.MLP(3, 1, 8, 2, key=key)\ndef loss(net, x, y):\n    return jnp.mean((jax.vmap(net)(x) - y) ** 2)\ng = eqx.filter_grad(loss)(net, x, y)",
    "data as a column": "t = y.reshape(-1, 1)\ndef loss(w, x, t):\n    return jnp.mean((x @ w - t) ** 2)\ng = jax.grad(loss)(jnp.zeros(3), x, t)",
    "noise": "z = y + 0.1 * jax.random.normal(key, (64, 1))\nm = z.mean()",
    "accuracy": "w = jnp.ones((3, 1))\na = jnp.mean((x @ w > 0) == (y > 0))",
    "cross entropy": "w = jnp.ones((3, 1))\nb = optax.sigmoid_binary_cross_entropy(x @ w, y > 0).mean()",
    "advantage": "values = x @ jnp.ones((3, 1))\nadvantage = y - values\npolicy = -jnp.mean(advantage * jnp.exp(y - y))",
    "norm": "w = jnp.ones((3, 1))\nn = jnp.linalg.norm(x @ w - y)",
    "where": "w = jnp.ones((3, 1))\ne = x @ w - y\nh = jnp.where(jnp.abs(e) < 1, 0.5 * e**2, jnp.abs(e) - 0.5).mean()",
    "allclose": "w = jnp.ones((3, 1))\nok = jnp.allclose(x @ w, y)",
    "helper": "def mse(a, b):\n    return jnp.mean((a - b) ** 2)\nw = jnp.ones((3, 1))\ne = mse(x @ w, y)",
    "class": "class Trainer:\n    def __init__(self):\n        self.w = jnp.ones((3, 1))\n    def error(self, x, y):\n        return jnp.abs(x @ self.w - y).max()\ne = Trainer().error(x, y)",
    "log likelihood": "mu = x @ jnp.ones((3, 1))\nlp = jnp.sum(-0.5 * ((y - mu) / 0.3) ** 2 - jnp.log(0.3))",
}
GOOD = {
    "squeezed": "w = jnp.ones((3, 1))\ne = jnp.mean((jnp.squeeze(x @ w, -1) - y) ** 2)",
    "first column": "w = jnp.ones((3, 1))\ne = jnp.mean(((x @ w)[:, 0] - y) ** 2)",
    "both columns": "w = jnp.ones((3, 1))\ne = jnp.mean((x @ w - y[:, None]) ** 2)",
    "ravel": "w = jnp.ones((3, 1))\ne = jnp.mean(((x @ w).ravel() - y) ** 2)",
    "pairs": "d = jnp.mean(jnp.abs(y[:, None] - y))",
    "pairs of two": "def mmd(a, b):\n    return jnp.mean(jnp.exp(-((a[:, None] - b) ** 2)))\ng = jax.jit(jax.grad(mmd))(y, 2 * y)",
    "pairs by a function": "kernel = jax.jit(lambda a, b: jnp.exp(-((a - b) ** 2)).sum())\ns = kernel(y[:, None], y)",
    "pairs by reshape": "a = y.reshape(-1, 1)\ns = jnp.sum((a - y) ** 2)",
    "distances": "sq = jnp.sum(x**2, axis=1, keepdims=True)\nd = (sq + jnp.sum(x**2, axis=1) - 2 * x @ x.T).mean()",
    "potentials": "f = jnp.zeros((64, 1))\ng = jnp.zeros(64)\ncost = x @ x.T\nplan = jnp.exp(f + g - cost)\ntotal = jnp.sum(plan * cost)",
    "softmax": "p = jnp.exp(x) / jnp.exp(x).sum(axis=1, keepdims=True)\ns = p.sum()",
    "rows are kept": "w = jnp.ones((3, 1))\ns = (x @ w - y).sum(axis=1)",
    "other lengths": "grid = jnp.linspace(0, 1, 10)[:, None]\ns = jnp.exp(-((grid - y) ** 2)).sum()",
    "one element": "a = jnp.zeros((1, 1))\nb = jnp.zeros(1)\ns = (a - b).sum()",
    "per example": "w = jnp.ones((3, 1))\nl = jax.vmap(lambda a, b: jnp.mean((a @ w - b) ** 2))(x, y).mean()",
    "expanded": "a = jnp.expand_dims(y, -1)\ns = jnp.mean(a * y)",
    "outer": "s = jnp.outer(y, y).sum()",
    "mask of pairs": "label = (y > 0).astype(int)\nsame = (label[:, None] == label).sum()",
    "NumPy pairs": "a = np.ones((64, 1))\ns = jnp.sum(jnp.abs(a - y))",
    "mean of each row": "mean = x.mean(axis=1, keepdims=True)\ns = jnp.sum((x - mean) ** 2)",
    "unknown": "def loss(p, t):\n    return jnp.mean((p - t) ** 2)\nf = jax.jit(loss)",
    "a bias": "b = jnp.zeros((64,))\nh = (x @ jnp.ones((3, 64)) + b).sum()",
    "CRPS": "samples = jax.random.normal(key, (64,))\ns = jnp.abs(samples[:, None] - samples[None, :]).mean()",
}  # fmt: skip


def found(code: str) -> list[str]:
    return [f.message for f in lint_text(HEAD + code + "\n", "case.py", settings=Settings()) if f.code == "SB112"]


@pytest.mark.parametrize("name", WRONG)
def test_a_square_that_nobody_asked_for_is_reported_once(name: str) -> None:
    assert len(found(WRONG[name])) == 1


@pytest.mark.parametrize("name", GOOD)
def test_what_is_meant_or_fits_is_left_alone(name: str) -> None:
    assert found(GOOD[name]) == []


@pytest.mark.parametrize("name", sorted(BROADCASTING_LOSSES))
def test_these_losses_of_optax_broadcast(name: str) -> None:
    optax = pytest.importorskip("optax")
    assert getattr(optax, name)(jnp.ones((5, 1)), jnp.ones(5)).shape == (5, 5)


@pytest.mark.parametrize("module", ["flax.linen", "flax.nnx"])
def test_flax_passes_these_functions_on(module: str) -> None:
    flax = importlib.import_module(module)
    assert [n for n in ACTIVATIONS if getattr(flax, n) is not getattr(jax.nn, n)] == []
