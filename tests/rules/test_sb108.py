"""SB108 on code of loaders, environments and training loops: buffers that are written again, and those that may be."""

from __future__ import annotations

import pytest

from sharpbits import Settings, lint_text

HEAD = """\
import jax
import jax.numpy as jnp
import numpy as np

@jax.jit
def step(w, batch):
    return w - 0.1 * batch.mean()

"""
WRONG = {
    "device_put": "def f():\n    a = np.arange(5, dtype=np.float32)\n    x = jax.device_put(a)\n    a[0] = 9.0  # here\n    return x",
    "asarray": "def f():\n    a = np.zeros(5, np.float32)\n    x = jnp.asarray(a)\n    a += 1.0  # here\n    return x * 2",
    "from_dlpack": "a = np.zeros(5, np.float32)\nx = jnp.from_dlpack(a)\na.fill(3.0)  # here\nprint(x)",
    "array without a copy": "a = np.zeros(5, np.float32)\nx = jnp.array(a, copy=False)\na.sort()  # here\ny = x + 1",
    "compiled": "def f(w):\n    buffer = np.ones((9, 9), np.float32)\n    new = step(w, buffer)\n    buffer[:] = 0.0  # here\n    return new",
    "filled by a helper": "def fill(a, v):\n    a[:] = v\n    return a\ndef f(w):\n    buffer = np.zeros((9, 9), np.float32)\n    new = step(w, fill(buffer, 1.0))\n    buffer[:] = 0.0  # here\n    return new",
    "copyto": "def f(w, rows: np.ndarray):\n    buffer = np.empty((9, 9), np.float32)\n    new = step(w, buffer)\n    np.copyto(buffer, rows)  # here\n    return new",
    "attribute": (
        "class Env:\n    def __init__(self):\n        self.state = np.zeros(4, np.float32)\n    def step(self, action):\n        seen = jax.device_put(self.state)\n"
        "        self.state[0] += action  # here\n        return seen"
    ),
    "replay": "def f(stream):\n    frame = np.zeros((84, 84), np.float32)\n    frames = []\n    for pixels in stream:\n        frame[:] = pixels  # here\n        frames.append(jax.device_put(frame))\n    return frames",
    "replay by name": "def f(stream):\n    row = np.zeros(8, np.float32)\n    rows = []\n    for t in range(100):\n        row[0] = t  # here\n        x = jnp.asarray(row)\n        rows.append(x)\n    return jnp.stack(rows)",
    "annotated": "def f(a: np.ndarray):\n    x = jax.device_put(a)\n    a *= 2  # here\n    return x, a",
    "two names": "def f(w):\n    a = np.zeros(9, np.float32)\n    first, second = step(w, a), 1\n    a[1:] = 5.0  # here\n    return first",
    "out": "def f(a: np.ndarray):\n    x = jax.device_put(a)\n    np.multiply(a, 0.5, out=a)  # here\n    return x",
    "rows, one by one": "def f(rows):\n    a = np.zeros((9, 4), np.float32)\n    x = jax.device_put(a)\n    for i, row in enumerate(rows):\n        a[i, :] = row  # here\n    return x",
    "shuffled": "a = np.arange(10, dtype=np.int32)\nx = jax.device_put(a)\nnp.random.shuffle(a)  # here\nprint(x.sum())",
}
GOOD = {
    "a copy by jnp.array": "def f():\n    a = np.zeros(5)\n    x = jnp.array(a)\n    a += 1.0\n    return x",
    "a copy": "def f():\n    a = np.zeros(5)\n    x = jax.device_put(a.copy())\n    a[0] = 1.0\n    return x",
    "waited": "def f(w):\n    a = np.zeros(5)\n    new = step(w, a).block_until_ready()\n    a[0] = 1.0\n    return new",
    "waited later": "def f(w):\n    a = np.zeros(5)\n    new = step(w, a)\n    jax.block_until_ready(new)\n    a[0] = 1.0\n    return new",
    "read": "def f(w):\n    a = np.zeros(5)\n    new = step(w, a)\n    print(float(new))\n    a[0] = 1.0\n    return new",
    "read at once": "def f(w):\n    a = np.zeros(5)\n    new = float(step(w, a))\n    a[0] = 1.0\n    return new",
    "never used again": "def f():\n    a = np.zeros(5)\n    x = jax.device_put(a)\n    total = float(x.sum())\n    a[0] = 1.0\n    return total, a",
    "bound again": "def f():\n    a = np.zeros(5)\n    x = jax.device_put(a)\n    a = np.ones(5)\n    a[0] = 1.0\n    return x, a",
    "bound again in each round": "def f(rows):\n    a = np.zeros(5, np.float32)\n    x = jax.device_put(a)\n    for row in rows:\n        a = np.zeros(5, np.float32)\n        a[0] = row\n    return x, a",
    "rows after it is read": "def f(rows):\n    a = np.zeros((9, 4), np.float32)\n    x = jnp.asarray(a)\n    for i, row in enumerate(rows):\n        a[i] = row\n    return x",
    "written before": "def f():\n    a = np.zeros(5)\n    a[0] = 1.0\n    return jax.device_put(a)",
    "a new one each round": "def f(stream):\n    out = []\n    for b in stream:\n        a = np.zeros(5)\n        a[:] = b\n        out.append(jax.device_put(a))\n    return out",
    "copied each round": "def f(stream):\n    a = np.zeros(5)\n    out = []\n    for b in stream:\n        a[:] = b\n        out.append(jnp.array(a))\n    return out",
    "read each round": "def f(stream, w):\n    a = np.zeros(5)\n    losses = []\n    for b in stream:\n        a[:] = b\n        losses.append(float(step(w, a)))\n    return losses",
    "made by a helper": "def fill(a, v):\n    return a + v\ndef f(w):\n    buffer = np.zeros((9, 9))\n    new = step(w, fill(buffer, 1.0))\n    buffer[:] = 0.0\n    return new",
    "another array": "def f():\n    a, b = np.zeros(5), np.zeros(5)\n    x = jax.device_put(a)\n    b[0] = 1.0\n    return x, b",
    "64 bits, of which JAX makes 32": "def f(n):\n    a = np.zeros(n)\n    x = jax.device_put(a)\n    a += 1.0\n    return x",
    "another type": "def f(a: np.ndarray):\n    x = jnp.asarray(a, jnp.float32)\n    a += 1.0\n    return x",
    "draws": "def f(w, n):\n    a = np.random.default_rng(0).normal(size=(n, 2))\n    new = step(w, a)\n    a.sort()\n    return new",
    "a list": "def f():\n    a = [0.0, 1.0]\n    x = jnp.asarray(a)\n    a[0] = 2.0\n    return x",
    "on one of two paths": "def f(flag):\n    a = np.zeros(5)\n    if flag:\n        return jax.device_put(a)\n    a[0] = 1.0\n    return a",
    "unknown": "def f(a):\n    x = jax.device_put(a)\n    a[0] = 1.0\n    return x",
    "under a trace": "@jax.jit\ndef f(w):\n    a = np.zeros(5)\n    x = jnp.asarray(a)\n    a[0] = 1.0\n    return w + x",
    "an environment": (
        "def f(env, w):\n    obs = np.zeros((16, 4))\n    for t in range(16):\n        action = np.asarray(step(w, obs[t]))\n        obs[t] = env.step(action)\n    return jnp.asarray(obs)"
    ),
    "an index": "def f():\n    a = np.arange(5)\n    x = jnp.zeros(9)[a]\n    a += 1\n    return x, a",
    "a batch from a loader": "def f(loader, w):\n    for batch in loader:\n        batch['x'] = batch['x'] / 255.0\n        w = step(w, jnp.asarray(batch['x']))\n    return w",
}  # fmt: skip


def found(code: str) -> list[int]:
    return [f.location.row - HEAD.count("\n") for f in lint_text(HEAD + code + "\n", "case.py", settings=Settings()) if f.code == "SB108"]


@pytest.mark.parametrize("name", WRONG)
def test_a_write_into_what_jax_holds_is_reported_where_it_is(name: str) -> None:
    assert found(WRONG[name]) == [n for n, line in enumerate(WRONG[name].splitlines(), 1) if line.endswith("# here")]


@pytest.mark.parametrize("name", GOOD)
def test_a_buffer_of_which_jax_has_its_own_is_left_alone(name: str) -> None:
    assert found(GOOD[name]) == []
