"""SB6: what the marked files do not show: rules that are reported only when they are selected, fixes, severities."""

from __future__ import annotations

from pathlib import Path

import pytest

from sharpbits import Finding, Settings
from sharpbits.fixing import fix_sources
from sharpbits.linting import lint_sources
from sharpbits.source import Source
from tests.marks import read_marked

GOTCHAS = Path(__file__).parent.parent.parent / "gotchas" / "sb6_numerics"
OPTIONAL = sorted(p for p in GOTCHAS.glob("test_sb*.py") if "#? SB" in p.read_text())
HEAD = "import jax\nimport jax.numpy as jnp\nfrom jax import lax\n"


def lint(text: str, *codes: str) -> list[Finding]:
    return lint_sources([Source("a.py", text)], ["a.py"], Settings(select=codes or ("SB6",)))


def codes(text: str) -> list[str]:
    return [f.code for f in lint(HEAD + text)]


def fixed(text: str) -> str:
    source = Source("a.py", HEAD + text)
    return fix_sources([source], lint(HEAD + text), lambda s: lint_sources(s, [x.path for x in s], Settings(select=("SB6",)))).sources[0].text[len(HEAD) :]


@pytest.mark.parametrize("path", OPTIONAL, ids=lambda p: p.stem)
def test_a_rule_that_is_selected_reports_its_gotcha(path: Path) -> None:
    text, marks = read_marked(path)
    wanted = {(m.row, c) for m in marks for c in m.codes}
    found = lint(text, *{c for _, c in wanted})
    assert {(f.location.row, f.code) for f in found} == wanted


def test_public_code_of_which_nothing_shows_that_it_is_differentiated_gets_an_info() -> None:
    text = HEAD + "def f(x):\n    return jnp.where(x > 0, jnp.log(x), 0.0)\n"
    assert [(f.code, f.severity) for f in lint(text)] == [("SB601", "info")]
    assert [(f.code, f.severity) for f in lint(text + "g = jax.grad(lambda x: f(x).sum())\n")] == [("SB601", "error")]


@pytest.mark.parametrize("text", [
    "def _f(x):\n    return jnp.where(x > 0, jnp.log(x), 0.0)\n",
    "def f(x):\n    return jnp.where(x > 0, jnp.log(x), 0.0)\nprint(f(jnp.ones(3)))\n",
    "def f(x: int):\n    return jnp.where(x > 0, jnp.log(x), 0.0)\n",
    "def test_f(x):\n    return jnp.where(x > 0, jnp.log(x), 0.0)\n",
    "@jax.custom_jvp\ndef f(x):\n    return jnp.where(x > 0, jnp.log(x), 0.0)\n@f.defjvp\ndef rule(p, t):\n    return f(*p), t[0]\n",
    "def f(x, y):\n    return jnp.where(y > 0, jnp.log(x), 0.0)\n",
    "def f(x):\n    return jnp.maximum(jnp.log(x), -10.0)\n",
])  # fmt: skip
def test_other_code_that_is_not_differentiated_gets_none(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize("text, after", [
    ("jax.grad(jnp.sin)(3)\n", "jax.grad(jnp.sin)(3.0)\n"),
    ("jax.grad(jnp.sin)(\n    3,  # three\n)\n", "jax.grad(jnp.sin)(\n    3.0,  # three\n)\n"),
    ("def f(x):\n    return x.sum(), x\ng = jax.grad(f)\ng(1.0)\n", "def f(x):\n    return x.sum(), x\ng = jax.grad(f, has_aux=True)\ng(1.0)\n"),
    ("def f(x):\n    return x.sum(), x\ng = jax.grad(f, argnums=0)\ng(1.0)\n", "def f(x):\n    return x.sum(), x\ng = jax.grad(f, argnums=0, has_aux=True)\ng(1.0)\n"),
    ("def f(x: jax.Array):\n    return x == jnp.nan\n", "def f(x: jax.Array):\n    return jnp.isnan(x)\n"),
    ("def f(x: jax.Array):\n    return jnp.any(x + 1 != jnp.nan)\n", "def f(x: jax.Array):\n    return jnp.any(~jnp.isnan(x + 1))\n"),
])  # fmt: skip
def test_a_fix(text: str, after: str) -> None:
    assert fixed(text) == after


def test_what_cannot_be_fixed_safely_is_left() -> None:
    for text in ("x = jax.grad(jnp.sin)(jnp.arange(3))\n", "def f(x):\n    return x, x, x\njax.grad(f)(1.0)\n", "def f(x, y):\n    return y == jnp.nan\n"):
        assert codes(text) and fixed(text) == text


@pytest.mark.parametrize("text, found", [
    # Forward mode, and loops that nothing differentiable goes through.
    ("def f(x):\n    return lax.while_loop(lambda c: c < 3, lambda c: c + 1, x)\njax.jvp(f, (1.0,), (1.0,))\njax.jacfwd(f)(1.0)\n", []),
    ("def f(x):\n    n = lax.while_loop(lambda c: c < 3, lambda c: c + 1, 0)\n    return x * n\njax.grad(f)(1.0)\n", []),
    ("def f(x):\n    return lax.fori_loop(0, 3, lambda i, c: c * x, 1.0)\njax.jit(jax.grad(f))(1.0)\n", []),
    ("def f(x, n):\n    return lax.fori_loop(0, n, lambda i, c: c * x, 1.0)\njax.grad(f)(1.0, jnp.argmax(jnp.ones(3)))\n", []),
    ("def f(x, n):\n    return lax.fori_loop(0, n, lambda i, c: c * x, 1.0)\njax.jit(jax.value_and_grad(f))(1.0, 3)\n", ["SB608"]),
    ("def f(x):\n    return lax.while_loop(lambda c: c < 3, lambda c: c * x, 1.0)\njax.hessian(f)(1.0)\n", ["SB608"]),
    ("@jax.custom_vjp\ndef f(x):\n    return lax.while_loop(lambda c: c < 3, lambda c: c * x, x)\nf.defvjp(lambda x: (f(x), x), lambda r, g: (g,))\njax.grad(f)(1.0)\n", []),
])  # fmt: skip
def test_loops_and_modes(text: str, found: list[str]) -> None:
    assert codes(text) == found


@pytest.mark.parametrize("text", [
    # What a value was rounded to is read beside what it was.
    "def f(x):\n    return jnp.sum(x * jnp.round(x))\njax.grad(f)(1.0)\n",
    # A model of which nothing is known.
    "def make(model):\n    def f(w):\n        return jnp.sum(model(w)) + jnp.sum(jnp.sign(w))\n    return jax.grad(f)\n",
    "def f(w):\n    for p in w.layers:\n        w = w + p\n    return jnp.sum(jnp.round(w))\ng = jax.grad(f)\n",
    "def f(w, flag):\n    return jnp.sum(jnp.round(w)) if flag else jnp.sum(w)\ng = jax.grad(f)\n",
    # Without a gradient, a value is concrete under `grad` alone.
    "import numpy as np\ndef f(x):\n    return x * np.asarray(lax.stop_gradient(x))\njax.grad(f)(1.0)\n",
])  # fmt: skip
def test_a_second_path_or_an_unknown_one_is_no_zero_gradient(text: str) -> None:
    assert [f.code for f in lint(HEAD + text, "SB6", "SB305", "SB306")] == []


def test_what_code_of_the_project_calls_without_a_gradient_gets_no_info() -> None:
    text = "def f(x):\n    return jnp.where(x > 0, jnp.log(x), 0.0)\n"
    assert codes("@jax.jit\n" + text) == ["SB601"]
    assert codes(text + "def g(x):\n    return f(x) + 1\n") == []


@pytest.mark.parametrize("text", [
    "x = jnp.zeros(3, dtype=float)\n", "import numpy as np\nx = np.zeros(3, dtype=np.float64)\ny = jnp.asarray(x)\n",
    "def f(x, dtype):\n    return jnp.zeros(3, dtype)\n", "def f(x):\n    return x.dtype == jnp.float64\n", "eps = jnp.finfo(jnp.float64).eps\n",
    "t = jnp.promote_types(jnp.float64, jnp.float32)\n", "def f(x):\n    return x.astype(jnp.float64)\n",
    "import numpy as np\nx = np.asarray(jnp.ones(3)).astype(np.float64)\n", "import numpy as np\nx = np.float64(3) * 2\n",
    "def f(x, double: bool):\n    return x.astype(jnp.float64 if double else jnp.float32)\n", "x = jax.dtypes.canonicalize_dtype(jnp.int64)\n",
])  # fmt: skip
def test_64_bits_that_are_not_asked_of_jax(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize("text", [
    "DTYPE = jnp.float64\n\ndef f(n):\n    return jnp.zeros(n, dtype=DTYPE)\n", "def f(n, dtype=jnp.float64):\n    return jnp.zeros(n, dtype)\nf(3)\n",
    "import functools\nzeros = functools.partial(jnp.zeros, dtype=jnp.float64)\nx = zeros(3)\n", "import numpy as np\nx = jnp.ones(3, np.dtype('float64'))\n",
    "CONFIG = {'dtype': 'float64'}\nx = jnp.ones(3, dtype=CONFIG['dtype'])\n", "@jax.jit\ndef f(x):\n    return x.astype('int64')\n",
    "def f(x: jax.Array):\n    return jnp.cumsum(x, dtype=jnp.float64)\n", "import flax.linen as nn\nlayer = nn.Dense(3, param_dtype=jnp.float64)\n",
    "class A:\n    dtype = jnp.float64\n    def make(self):\n        return jnp.zeros(3, self.dtype)\n",
    "x = lax.convert_element_type(jnp.ones(3), jnp.float64)\n", "x = jnp.uint64(3)\n",
])  # fmt: skip
def test_64_bits_asked_of_jax(text: str) -> None:
    assert codes(text) == ["SB604"]
    assert codes(text + 'jax.config.update("jax_enable_x64", True)\n') in ([], ["SB605"])


@pytest.mark.parametrize("text", [
    "x = jnp.array(2**40, dtype=jnp.float32)\n", "x = jnp.asarray([2**40, 0.5])\n", "x = jnp.uint32(2**32 - 1)\n", "x = jnp.arange(10) + (2**31 - 1)\n",
    "x = jnp.full(3, 2**31, dtype=jnp.uint32)\n", "x = jnp.ones(3) ** 2**40\n", "key = jax.random.key(2**32 - 1)\n", "key = jax.random.key(-1)\n",
    "x = jnp.arange(2**33, 2**33 + 5, dtype=jnp.float32)\n", "def f(x):\n    return x + 2**40\n", "def f(n: int):\n    return n * 10**12 + 2**40\n",
    "x = jnp.ones(3) * 1e12\n", "f = jax.jit(lambda n: n, static_argnums=0)\nf(2**40)\n", "import numpy as np\nx = jnp.asarray(np.array([2**40], dtype=np.float64))\n",
    "x = jnp.arange(3).astype(jnp.uint32).at[0].set(0xFFFFFFFF)\n",
])  # fmt: skip
def test_large_numbers_that_fit(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize("text", [
    "BIG = 10**10\n\ndef f(x: jax.Array):\n    return x * BIG\n", "@jax.jit\ndef f(x):\n    return x < 2**31\n", "x = jnp.arange(2**31, 2**31 + 3)\n",
    "x = 2**40 - jnp.ones(3)\n", "x = jnp.full((2,), 1 << 40)\n", "x = jnp.full_like(jnp.arange(3), 2**40)\n", "x = jnp.add(jnp.ones(3), 2**40)\n",
    "x = jnp.array([[1, 2], [3, 4 * 10**9]])\n", "x = jnp.int32(2**31)\n", "x = jnp.arange(3) + jnp.iinfo(jnp.int64).max\n", "key = jax.random.PRNGKey(2**40)\n",
    "key = jax.random.fold_in(jax.random.key(0), 2**32)\n", "import numpy as np\nx = jax.device_put(np.full(3, 2**40))\n",
    "import numpy as np\nx = jnp.ones(3) + np.array([2**40])\n", "x = jnp.clip(jnp.arange(3), 0, 2**32 - 1)\n", "def f(x: jax.Array):\n    x += 2**40\n    return x\n",
])  # fmt: skip
def test_integers_that_need_more_than_32_bits(text: str) -> None:
    assert codes(text) == ["SB609"]
    assert codes(text + 'jax.config.update("jax_enable_x64", True)\n') in ([], ["SB605"])
