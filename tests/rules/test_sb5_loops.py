"""SB508, SB509 and SB510: loops of Python around JAX."""

import pytest

from sharpbits import Settings
from sharpbits.linting import lint_sources
from sharpbits.source import Source

HEAD = "import functools\nimport jax\nimport jax.numpy as jnp\nimport numpy as np\nfrom jax import lax\n"


def found(text: str, code: str) -> list[int]:
    """Rows (after the head) of the reports."""
    source = Source("case.py", HEAD + text)
    findings = lint_sources([source], ["case.py"], Settings(target_jax="newest"))
    return [f.location.row - HEAD.count("\n") for f in findings if f.code == code]


def grown(text: str) -> list[int]:
    return found(text, "SB509")


@pytest.mark.parametrize(
    "line",
    [
        "out = jnp.append(out, x)", "out = jnp.append(arr=out, values=x)", "out = jnp.concatenate([out, x[None]])", "out = jnp.concatenate((out, x[None]), axis=0)", "out = jnp.vstack([out, x])",
        "out = jnp.hstack((out, x))", "out = jnp.concatenate([x[None], out])", "out = jnp.insert(out, 0, x)", "out = lax.concatenate([out, x[None]], dimension=0)", "out = jnp.column_stack([out, x])",
        "new = jnp.append(out, x)\n        out = new", "out, y = jnp.append(out, x), x + 1", "if t % 10 == 0:\n            out = jnp.append(out, x)",
        "out = jnp.concatenate([out, x[:, None]], axis=1)",
    ],
)  # fmt: skip
def test_ways_to_grow(line: str) -> None:
    text = f"def collect(n, x):\n    out = jnp.zeros((0,))\n    for t in range(n):\n        x = jnp.sin(x)\n        {line}\n    return out\n\n\ncollect(100, jnp.ones(3))\n"
    rows = grown(text)
    assert len(rows) == 1 and rows[0] in (5, 6), rows


def test_where_it_is_kept() -> None:
    head = "def run(data):\n    history = {'loss': jnp.zeros((0,))}\n"
    assert grown(head + "    for batch in data:\n        history['loss'] = jnp.append(history['loss'], batch.sum())\n    return history\n") == [4]
    assert grown("out = jnp.zeros((0,))\nfor t in range(100):\n    out = jnp.append(out, t)\n") == [3]
    text = "class Buffer:\n    def __init__(self):\n        self.data = jnp.zeros((0, 4))\n    def add(self, row):\n        self.data = jnp.vstack([self.data, row])\n"
    assert grown(text) == []
    assert grown(text + "b = Buffer()\nfor t in range(100):\n    b.add(jnp.ones(4))\n") == [5]
    assert grown(text + "def main():\n    b = Buffer()\n    while True:\n        step(b)\ndef step(b):\n    b.add(jnp.ones(4))\nmain()\n") == [5]
    assert grown("LOG = jnp.zeros(0)\ndef log(x):\n    global LOG\n    LOG = jnp.append(LOG, x)\nfor t in range(100):\n    log(t)\n") == [4]


def test_helpers() -> None:
    assert grown("def push(buffer, row):\n    return jnp.concatenate([buffer, row[None]])\ndef run(n):\n    rows = jnp.zeros((0, 2))\n    for _ in range(n):\n        rows = push(rows, jnp.ones(2))\n    return rows\n") == [6]
    assert grown("def push(row, *, to):\n    return jnp.concatenate([to, row[None]])\ndef run(n):\n    rows = jnp.zeros((0, 2))\n    for _ in range(n):\n        rows = push(jnp.ones(2), to=rows)\n    return rows\nrun(30)\n") == [6]
    assert grown("def join(a, b):\n    return jnp.concatenate([a, b])\ndef run(n, x):\n    for _ in range(n):\n        y = join(x, x)\n    return y\n") == []


def test_the_first_round_may_be_another() -> None:
    assert grown("def run(data):\n    out = None\n    for x in data:\n        y = jnp.sin(x)\n        if out is None:\n            out = y\n        else:\n            out = jnp.concatenate([out, y])\n    return out\n") == [8]
    assert grown("def run(data):\n    for i, x in enumerate(data):\n        out = x if i == 0 else jnp.concatenate([out, x])\n    return out\n") in ([], [3])


@pytest.mark.parametrize(
    "text",
    [
        # A window, a reset, a flush.
        "def run(n):\n    w = jnp.zeros(4)\n    for t in range(n):\n        w = jnp.append(w, t)[1:]\n    return w\n",
        "def run(n):\n    w = jnp.zeros(4)\n    for t in range(n):\n        w = jnp.append(w, t)\n        w = w[-4:]\n    return w\n",
        "def run(n):\n    w = jnp.zeros(0)\n    for t in range(n):\n        w = jnp.append(w, t)\n        if len(w) > 9:\n            w = jnp.zeros(0)\n    return w\n",
        # Skip connections, features of networks.
        "def net(x, layers):\n    for layer in layers:\n        x = jnp.concatenate([x, layer(x)], axis=-1)\n    return x\n",
        "def net(x, convs, n):\n    for i in range(n):\n        x = jnp.concatenate([x, convs[i](x)], axis=-1)\n    return x\n",
        "def net(params, x):\n    for w in params:\n        skip = x\n        x = jnp.tanh(x @ w)\n        x = jnp.concatenate([x, skip], axis=-1)\n    return x\n",
        "def encode(x, n):\n    out = x\n    for i in range(n):\n        out = jnp.concatenate([out, jnp.sin(2.0**i * x)], axis=-1)\n    return out\n",
        # Under a trace, few rounds, other arrays.
        "@jax.jit\ndef f(x):\n    for i in range(20):\n        x = jnp.append(x, i)\n    return x\n",
        "def f(x):\n    for i in range(3):\n        x = jnp.append(x, i)\n    return x\n\n\nf(jnp.ones(3))\n",
        "def f(xs):\n    out = np.zeros(0)\n    for x in xs:\n        out = np.append(out, x)\n    return jnp.asarray(out)\n",
        "def f(xs, pad):\n    for x in xs:\n        y = jnp.append(x, pad)\n        print(y)\n",
        "def f(x):\n    for _ in range(9):\n        x = jnp.concatenate([x, x])\n    return x\n",
        "def f(n):\n    parts = []\n    for i in range(n):\n        parts.append(jnp.ones(i))\n    return jnp.concatenate(parts)\n",
        "class A:\n    def __init__(self):\n        self.d = jnp.zeros(0)\n    def add(self, x):\n        self.d = jnp.append(self.d, x)\n        self.d = self.d[-9:]\na = A()\nfor t in range(99):\n    a.add(t)\n",
        "class A:\n    def __init__(self):\n        self.d = jnp.zeros(0)\n    def add(self, x):\n        self.d = jnp.append(self.d, x)\n    def trim(self):\n        self.d = self.d[-9:]\na = A()\nfor t in range(99):\n    a.add(t)\n    a.trim()\n",
    ],
)  # fmt: skip
def test_arrays_that_do_not_grow(text: str) -> None:
    assert grown(text) == []


def unrolled(text: str) -> list[int]:
    return found(text, "SB508")


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("@jax.jit\ndef f(x):\n    for i in range(100):\n        x = jnp.sin(x) + i\n    return x\n", 3),
        ("@functools.partial(jax.jit, static_argnames='n')\ndef f(x, n=64):\n    for _ in range(n):\n        x = x - 0.1 * jax.grad(jnp.sum)(x)\n    return x\n", 3),
        ("def step(x):\n    return jnp.tanh(x @ x.T) + 1.0\ndef solve(x):\n    for _ in range(50):\n        x = step(x)\n    return x\nsolve_fast = jax.jit(solve)\n", 4),
        ("CONFIG = {'steps': 100}\ndef f(x):\n    for _ in range(CONFIG['steps']):\n        x = jnp.cos(x) * 2\n    return x\njax.jit(jax.vmap(f))(jnp.ones(3))\n", 3),
        ("class Solver:\n    def __init__(self, steps):\n        self.steps = steps\n    def __call__(self, x):\n        for _ in range(self.steps):\n            x = jnp.cos(x) * 2\n        return x\ns = Solver(200)\njax.jit(lambda x: s(x))(jnp.ones(3))\n", 5),
        ("@jax.jit\ndef f(x, n_steps=80):\n    t = 0.0\n    for k in reversed(range(n_steps)):\n        x = x + 0.1 * jnp.sin(t)\n        t += 0.1\n    return x\njax.jit(lambda x: f(x))\n", 4),
        ("@jax.jit\ndef rnn(xs, w):\n    B, T, D = xs.shape\n    h = jnp.zeros((B, D))\n    for t in range(T):\n        h = jnp.tanh(xs[:, t] @ w + h)\n    return h\n", 5),
        ("@jax.jit\ndef f(xs: jax.Array):\n    s = 0.0\n    for i in range(len(xs) - 1):\n        s = s + jnp.abs(xs[i + 1] - xs[i])\n    return s\n", 4),
        ("@jax.jit\ndef f(x):\n    for i in range(10):\n        for j in range(20):\n            x = x.at[i, j].set(jnp.sin(x[j, i]))\n    return x\n", 3),
        ("@jax.jit\ndef f(x):\n    for i, t in enumerate(range(40)):\n        x = jnp.sin(x) * jnp.cos(x) + t\n    return x\n", 3),
        ("def body(c, x):\n    for _ in range(64):\n        c = jnp.sin(c) + x\n    return c, x\nlax.scan(body, 0.0, jnp.ones(3))\n", 2),
        ("@jax.jit\ndef f(x):\n    return sum(jnp.sin(k * x) / k for k in range(1, 200))\n", 3),
    ],
)  # fmt: skip
def test_loops_that_are_unrolled(text: str, row: int) -> None:
    assert unrolled(text) == [row]


@pytest.mark.parametrize(
    "text",
    [
        "def f(x):\n    for i in range(100):\n        x = jnp.sin(x)\n    return x\nf(jnp.ones(3))\n",
        "@jax.jit\ndef f(x):\n    for i in range(4):\n        x = jnp.sin(x)\n    for axis in range(x.ndim):\n        x = x - x.mean(axis, keepdims=True)\n    return x\n",
        "@jax.jit\ndef f(x):\n    table = []\n    for i in range(500):\n        table.append(i * 0.5)\n    return x + np.array(table)\n",
        "@jax.jit\ndef f(params, x):\n    for w in params:\n        x = jnp.tanh(x @ w)\n    for i in range(len(params)):\n        x = jnp.tanh(x @ params[i])\n    return x\n",
        "@functools.partial(jax.jit, static_argnums=1)\ndef f(x, n):\n    for i in range(n):\n        x = jnp.sin(x) + i\n    return x\n",
        "@jax.jit\ndef f(image):\n    return jnp.stack([jnp.sqrt(image[..., c]) * 2 + 1 for c in range(image.shape[-1])])\n",
        "@jax.jit\ndef f(x):\n    a, b, c = x[0], x[1], x[2]\n    rows = [x[i] for i in range(x.shape[0])]\n    return a + b + c + rows[0]\n",
        "@jax.jit\ndef f(x):\n    for i in range(64):\n        x = x + i\n    return x\n",
        "from flax import linen as nn\nclass M(nn.Module):\n    depth: int = 64\n    @nn.compact\n    def __call__(self, x):\n        for _ in range(self.depth):\n            x = nn.relu(nn.Dense(4)(x)) + x\n        return x\n",
        "from jax.experimental import pallas as pl\ndef kernel(x_ref, o_ref):\n    for i in range(64):\n        o_ref[i] = jnp.sin(x_ref[i]) + jnp.cos(x_ref[i])\n@jax.jit\ndef f(x):\n    return pl.pallas_call(kernel, out_shape=jax.ShapeDtypeStruct((64,), jnp.float32))(x)\n",
        "@jax.jit\ndef f(x, tol):\n    for i in range(100):\n        x = jnp.sin(x) * 2\n        if i > 5:\n            break\n    return x\n",
        "def f(x):\n    for _ in range(100):\n        x = jnp.sin(x) + jnp.cos(x)\n    return x\njax.grad(lambda x: f(x))(1.0)\n",
        "shape = jax.eval_shape(lambda x: [jnp.sin(x) + jnp.cos(x) for _ in range(100)], jnp.ones(3))\n",
    ],
)  # fmt: skip
def test_loops_that_are_not(text: str) -> None:
    assert unrolled(text) == []


def by_element(text: str) -> list[int]:
    return found(text, "SB510")


ARRAYS = "x, w = jnp.linspace(0.0, 1.0, 64), jnp.ones(64)\n"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("def f(x, w):\n    s = 0.0\n    for i in range(len(x)):\n        s += x[i] * w[i]\n    return s\n" + ARRAYS + "f(x, w)\n", [4]),
        (ARRAYS + "s = 0.0\nfor i in range(64):\n    s += float(x[i]) ** 2\n", [4]),
        (ARRAYS + "total = sum(x[i] * w[i] for i in range(64))\n", [2]),
        (ARRAYS + "def f(x):\n    i, s = 0, 0.0\n    while i < 64:\n        s = s + jnp.sin(x[i])\n        i += 1\n    return s\nf(x)\n", [5]),
        (ARRAYS + "best = 0\nfor i in range(1, 64):\n    if x[i] > x[best]:\n        best = i\n", [4]),
        ("def fill(n):\n    t = jnp.zeros((n,))\n    for i in range(n):\n        t = t.at[i].set(i * 2.0)\n    return t\nfill(100)\n", [4]),
        ("class Model:\n    def __init__(self):\n        self.t = jnp.zeros(50)\n    def fill(self):\n        for i in range(50):\n            self.t = self.t.at[i].add(1.0)\nModel().fill()\n", [6]),
        ("def f(points):\n    n = points.shape[0]\n    t = jnp.zeros((n, n))\n    for i in range(n):\n        for j in range(n):\n            t = t.at[i, j].set(jnp.sum(points[i] - points[j]))\n    return t\nf(jnp.ones((20, 3)))\n", [6]),
    ],
)  # fmt: skip
def test_loops_over_elements(text: str, rows: list[int]) -> None:
    assert by_element(text) == rows


@pytest.mark.parametrize(
    "text",
    [
        "@jax.jit\ndef f(x, w):\n    s = 0.0\n    for i in range(x.shape[0]):\n        s += x[i] * w[i]\n    return s\n" + ARRAYS + "f(x, w)\n",
        "def f(x, w):\n    s = 0.0\n    for i in range(len(x)):\n        s += x[i] * w[i]\n    return s\n" + ARRAYS + "jax.jit(f)(x, w)\n",
        "def f(x: jax.Array):\n    for i in range(x.shape[0]):\n        x = x.at[i].set(0.0)\n    return x\n",  # nobody calls it: it may be compiled
        ARRAYS + "x = np.asarray(x)\ns = 0.0\nfor i in range(64):\n    s += x[i] * 2\n",
        ARRAYS + "for i in range(64):\n    print(i, x[i])\n",
        ARRAYS + "for i in range(4):\n    w = w.at[i].set(x[i] * 2)\n",
        "keys = jax.random.split(jax.random.key(0), 50)\nfor i in range(50):\n    print(jax.random.normal(keys[i]) * 2)\n",
        "X = jnp.ones((64, 3))\ndef step(s, x):\n    return s + x\ns = jnp.zeros(3)\nfor t in range(64):\n    s = step(s, X[t])\n",
        "X = jnp.ones((64, 3))\nfor k in range(8):\n    batch = X[k * 8 : (k + 1) * 8] * 2.0\n",
        ARRAYS + "for i in range(64):\n    assert x[i] == i / 63\n",
        ARRAYS + "one_hots = [jnp.zeros(64).at[i].set(1.0) for i in range(64)]\n",
        ARRAYS + "def body(i, s):\n    return s + x[i] * w[i]\ntotal = lax.fori_loop(0, 64, body, 0.0)\n",
        "history = []\nfor i in range(64):\n    history.append(i)\n    y = history[i] * 2\n" + ARRAYS,
    ],
)  # fmt: skip
def test_loops_that_are_no_loops_over_elements(text: str) -> None:
    assert by_element(text) == []
