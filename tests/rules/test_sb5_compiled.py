"""Programs that JAX compiles: what is reported of static arguments, of functions that are made anew, and what is good code."""

from __future__ import annotations

import textwrap

import pytest

from sharpbits.fixing import fix_sources
from sharpbits.linting import lint_sources
from sharpbits.settings import Settings
from sharpbits.source import Source

HEAD = """
from dataclasses import dataclass, field
from functools import lru_cache, partial, wraps
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
"""
CODES = ("SB501", "SB502", "SB503", "SB504", "SB505", "SB514", "SB515", "SB516")


def found(code: str, select: tuple[str, ...] = CODES) -> list[tuple[str, str]]:
    """(code, line) of all reports of the family."""
    source = Source("case.py", HEAD + textwrap.dedent(code))
    lines = source.text.splitlines()
    settings = Settings(extend_select=("SB506",)) if "SB506" in select else Settings()
    findings = lint_sources([source], ["case.py"], settings)
    return [(f.code, lines[f.location.row - 1].strip()) for f in findings if f.code in select]


STATIC = """
@partial(jax.jit, static_argnames="n")
def f(x, n):
    return x
"""


@pytest.mark.parametrize(
    "line",
    [
        "f(x, [1])", "f(x, n={})", "f(x, {1, 2})", "f(x, {'a': 1})", "f(x, [i for i in range(3)])", "f(x, (1, [2]))", "f(x, jnp.ones(3))",
        "f(x, np.array([1, 2]))", "f(x, list(range(3)))", "f(x, sorted(x))", "f(x, dict(a=1))", "f(x=x, n=[1])", "f.lower(x, [1])",
    ],
)  # fmt: skip
def test_no_hash(line: str) -> None:
    assert found(STATIC + f"x = jnp.ones(4)\n{line}") == [("SB503", line)]


@pytest.mark.parametrize(
    "line",
    [
        "f(x, (1,))", "f(x, frozenset([1]))", "f(x, tuple([1, 2]))", "f(x, 'name')", "f(x, None)", "f(x, np.prod([2, 3]))", "f(x, len([1]))",
        "f([x], 1)", "f({'a': x}, n=1)", "f(x, np.float32(1))", "f(x, jnp.float32)", "f(x, x.shape)", "f(x, np.arange(3).max())", "f(x, jnp.sin)",
        "f(x, lambda v: v)", "f(x, range(3))", "f(*[x], 1)",
    ],
)  # fmt: skip
def test_a_hash(line: str) -> None:
    assert found(STATIC + f"x = jnp.ones(4)\n{line}") == []


@pytest.mark.parametrize(
    ("decorator", "body", "reported"),
    [
        ("@dataclass", "n: int = 1", True), ("@dataclass(frozen=True)", "n: int = 1", False), ("@dataclass(eq=False)", "n: int = 1", False),
        ("@dataclass(unsafe_hash=True)", "n: int = 1", False), ("@dataclass", "n: int = 1\n    def __hash__(self): return 1", False),
        ("", "def __eq__(self, other): return True", True), ("", "def __eq__(self, other): return True\n    def __hash__(self): return 1", False),
        ("", "pass", False), ("@dataclass(frozen=True)", "n: list = field(default_factory=list, compare=False)", False),
    ],
)  # fmt: skip
def test_objects(decorator: str, body: str, reported: bool) -> None:
    code = f"{decorator}\nclass C:\n    {body}\n{STATIC}\nf(jnp.ones(3), C())\n"
    assert found(code) == ([("SB503", "f(jnp.ones(3), C())")] if reported else [])


def test_annotations_of_the_caller_count() -> None:
    assert found(STATIC + "def g(x, sizes: list[int]):\n    return f(x, sizes)") == [("SB503", "return f(x, sizes)")]
    assert found(STATIC + "def g(x, sizes: dict):\n    return f(x, sizes)") == [("SB503", "return f(x, sizes)")]
    assert found("from collections.abc import Mapping, Sequence\n" + STATIC + "def g(x, a: Mapping, b: Sequence[int], c: tuple[int, ...]):\n    return f(x, a), f(x, b), f(x, c)") == []


@pytest.mark.parametrize(
    ("literal", "tuple_"), [("[2, 3]", "(2, 3)"), ("[2]", "(2,)"), ("[]", "()"), ("[2,]", "(2,)"), ("[*x.shape]", "(*x.shape,)"), ("[\n  2,  # two\n]", "(\n  2,  # two\n)"), ("[\n  2  # two\n]", "(\n  2  # two\n,)")]
)
def test_a_list_literal_becomes_a_tuple(literal: str, tuple_: str) -> None:
    source = Source("case.py", HEAD + STATIC + f"x = jnp.ones(4)\nf(x, {literal})\n")
    fixed = fix_sources([source], lint_sources([source], ["case.py"], Settings()), lambda s: lint_sources(list(s), ["case.py"], Settings()), unsafe=False)
    assert fixed.sources[0].text == source.text.replace(literal, tuple_)


def test_a_list_of_lists_is_left_to_its_author() -> None:
    source = Source("case.py", HEAD + STATIC + "x = jnp.ones(4)\nf(x, [[1], [2]])\n")
    assert [f.fix for f in lint_sources([source], ["case.py"], Settings()) if f.code == "SB503"] == [None]


@pytest.mark.parametrize(
    "line",
    [
        "jax.jit(f, static_argnums=2)", "jax.jit(f, static_argnames='m')", "jax.jit(f, static_argnames=('n', 'm'))", "jax.jit(f, donate_argnums=(0, 2))",
        "jax.jit(f, donate_argnames='m')", "jax.jit(f, static_argnums=-3)", "jax.jit(partial(f, 1), static_argnums=1)", "jax.jit(lambda x: x, static_argnums=1)",
        "jax.jit(C().m, static_argnums=1)", "jax.jit(C(), static_argnames='n')", "jax.jit(jax.grad(f), static_argnums=2)", "jax.jit(kw, static_argnums=1)",
        "jax.jit(wrapped, static_argnames='m')", "partial(jax.jit, static_argnums=5)(f)", "jax.pmap(f, static_broadcasted_argnums=2)",
    ],
)  # fmt: skip
def test_no_such_parameter(line: str) -> None:
    assert found(PARAMETERS + line) == [("SB504", line)]


PARAMETERS = """
def f(x, n): return x
def kw(x, *, n): return x
def rest(x, *args, **kwargs): return x
class C:
    def m(self, x): return x
    def __call__(self, x): return x
def log(g):
    @wraps(g)
    def inner(*args): return g(*args)
    return inner
wrapped = log(f)
unknown = log(some_module.g)
"""


@pytest.mark.parametrize(
    "line",
    [
        "jax.jit(f, static_argnums=1)", "jax.jit(f, static_argnames='n')", "jax.jit(rest, static_argnums=4, static_argnames='any')", "jax.jit(kw, static_argnames='n')",
        "jax.jit(C.m, static_argnums=(0, 1))", "jax.jit(C().m, static_argnums=0)", "jax.jit(partial(f, n=1), static_argnames='n')", "jax.jit(wrapped, static_argnames='n')",
        "jax.jit(unknown, static_argnames='n')", "jax.jit(f, static_argnums=-2)", "jax.jit(some_module.f, static_argnums=7)", "jax.jit(f, static_argnums=tuple(range(1, 2)))",
        "jax.jit(f, static_argnames=NAMES)", "jax.jit(f, static_argnums=None)",
    ],
)  # fmt: skip
def test_such_a_parameter(line: str) -> None:
    assert found(PARAMETERS + line) == []
