"""Shapes and dtypes that the engine finds out, held against `jax.eval_shape`."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections import Counter
from pathlib import Path
from random import Random

import pytest

jax = pytest.importorskip("jax")

from hypothesis import HealthCheck, given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from sharpbits.flow.arrays.types import narrow  # noqa: E402
from sharpbits.values import Array, Numpy, Value  # noqa: E402
from tests.flow.expressions import HEADER, Expression, expression, expressions  # noqa: E402
from tests.flow.reveal import HEADER as IMPORTS  # noqa: E402
from tests.flow.reveal import reveal, run, show  # noqa: E402

ROOT = Path(__file__).parent.parent.parent
_WEAK = ("float32", "int32", "complex64")


def wrong(said: Value, real: Expression) -> str:
    """What the engine says of an expression that is not so; an empty string where it agrees or does not know."""
    if type(said) is not Array and type(said) is not Numpy:
        return ""
    if said.shape is not None and (len(said.shape) != len(real.shape) or any(n is not None and n != m for n, m in zip(said.shape, real.shape))):
        return "shape"
    dtype = narrow(said.dtype) if type(said) is Numpy else said.dtype
    whole = real.dtype.lstrip("u").startswith("int")
    if dtype is not None and dtype != real.dtype and not (dtype == "float" and "float" in real.dtype) and not (dtype == "int" and whole):
        return "dtype"
    return "weak type" if type(said) is Array and dtype in _WEAK and said.weak != real.weak else ""


def disagreements(found: list[Expression]) -> tuple[list[str], Counter[str]]:
    lines = "".join(f"e{number} = {e.text}\n" for number, e in enumerate(found))
    variables, _ = run(IMPORTS + HEADER + lines)
    bad, known = [], Counter[str]()
    for number, e in enumerate(found):
        said = variables[f"e{number}"]
        reason = wrong(said, e)
        if reason:
            bad.append(f"{reason}: {e.text} is {e.dtype}{'*' * e.weak}{list(e.shape)}, the engine says {show(said)}")
        known["shape"] += type(said) in (Array, Numpy) and said.shape is not None  # type: ignore[attr-defined]
        known["dtype"] += type(said) in (Array, Numpy) and said.dtype is not None  # type: ignore[attr-defined]
    return bad, known


def held_against_jax(seed: int, count: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bad, known = disagreements(expressions(Random(seed), count))
    assert bad == []
    assert known["shape"] >= 0.9 * count
    assert known["dtype"] >= 0.9 * count


def test_random_expressions_have_the_types_that_jax_gives_them() -> None:
    held_against_jax(7, 300)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_thousands_of_random_expressions(seed: int) -> None:
    held_against_jax(1000 + seed, 2000)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_an_expression_in_a_function_is_what_it_is_outside(rng: Random) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        e = expression(rng, 2)
    said = reveal(HEADER + f"def g():\n    return {e.text}\nx = jax.jit(g)()\n")
    assert wrong(said, e) == "", (e, show(said))


@pytest.mark.parametrize("text, shown", [
    ("x = jnp.zeros((3, 4))", "float32[3,4]"), ("x = jnp.zeros(3, int)", "int32[3]"), ("x = jnp.array(2)", "int32*[]"),
    ("def f(n: int):\n    return jnp.zeros((n, 3)).T\nx = f(k)", "float32[3,?]"), ("x = jax.vmap(jnp.sum)(jnp.ones((5, 3)))", "float32[5]"),
    ("x = jax.vmap(lambda a, b: a @ b, in_axes=(0, None))(jnp.ones((5, 3)), jnp.ones(3))", "float32[5]"),
    ("x = jax.vmap(lambda a: a, in_axes=1, out_axes=1)(jnp.ones((5, 3)))", "float32[5,3]"), ("x = jax.vmap(lambda p: p['w'] * 2)({'w': jnp.ones((5, 3))})", "float32[5,3]"),
    ("x = jax.vmap(lambda p: p['w'].sum(), in_axes=({'w': 1},))({'w': jnp.ones((5, 3))})", "float32[?]"), ("x = jax.lax.map(lambda r: r.sum(), jnp.ones((5, 3)))", "float32[5]"),
    ("_, x = jax.lax.scan(lambda c, r: (c, r[:2]), 0.0, jnp.ones((5, 3)))", "float32[5,2]"), ("_, x = jax.lax.scan(lambda c, r: (c, c), 0.0, None, length=7)", "float32*[7]"),
    ("x = jax.grad(lambda a: (a ** 2).sum())(jnp.ones((2, 3)))", "float32[2,3]"), ("x = jax.jacobian(jnp.sin)(jnp.ones(3))", "Unknown()"),
    ("for i in range(3):\n    y = jnp.ones(i)\nx = y", "float32[?]"), ("x = jnp.ones(3)\nif k:\n    x = jnp.ones((3, 1))", "float32?"), ("x = jnp.ones(3)[jnp.array([True, False, True])]", "float32?"),
    ("x, y = jnp.split(jnp.ones((4, 2)), 2)", "float32[2,2]"), ("x = np.zeros((2, 3)).T", "np float64[3,2]"), ("x = jnp.asarray(np.zeros((2, 3)))", "float32[2,3]"),
    ("x = jnp.asarray(np.float32(2))", "float32[]"), ("from jaxtyping import Array, Float\ndef f(a: Float[Array, 'batch 3']):\n    return a[None]\nx = f(k)", "float[1,?,3]"),
    ("x = jax.shard_map(lambda a: a, mesh=k, in_specs=k, out_specs=k)(jnp.ones(8))", "float32?"), ("x = jax.pmap(lambda a: a)(jnp.ones((8, 3)))", "float32[8,3]"),
])  # fmt: skip
def test_what_is_known_of_a_variable(text: str, shown: str) -> None:
    assert show(reveal("k = input()\n" + text + "\n")) == shown


@pytest.mark.parametrize("text, shown", [
    ("x = jnp.zeros(3)", "float[3]"), ("x = jnp.zeros(3, jnp.float64)", "float[3]"), ("x = jnp.arange(3)", "int[3]"), ("x = jnp.zeros(3, jnp.float32)", "float32[3]"),
    ("x = jnp.zeros(3, jnp.bfloat16)", "bfloat16[3]"), ("x = jnp.asarray(np.zeros(3))", "float[3]"), ("x = jnp.ones(3) > 0", "bool[3]"),
    ("x = jnp.sum(jnp.ones(3))", "float[]"), ("x = jax.random.key(0)", "key[]"), ("x = jnp.ones(3).astype(jnp.int64)", "int[3]"),
])  # fmt: skip
def test_with_64_bits_enabled_only_classes_are_certain(text: str, shown: str) -> None:
    assert show(reveal(text + "\n", x64=True)) == shown


@pytest.mark.slow
def test_the_table_is_what_the_installed_jax_does() -> None:
    if f"JAX {jax.__version__})" not in (ROOT / "sharpbits" / "data" / "promotion.py").read_text()[:600]:
        pytest.skip(f"the tables were observed on another release than {jax.__version__}")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "observe_shapes.py", "--check"], capture_output=True, text=True, cwd=ROOT / "tools", check=False,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "JAX_PLATFORMS": "cpu"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
