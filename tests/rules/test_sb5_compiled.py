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


F = """
def f(x): return x * 2
def g(x, k): return x * k
class Model:
    def m(self, x): return x
model = Model()
x = jnp.ones(3)
"""


@pytest.mark.parametrize(
    "call",
    [
        "jax.jit(lambda v: v * 2)(x)", "jax.jit(partial(g, k=2))(x)", "jax.jit(partial(g, k=i))(x)", "jax.jit(jax.grad(f))(1.0)", "jax.jit(jax.vmap(f))(x)",
        "jax.jit(model.m)(x)", "jax.pmap(lambda v: v * i)(x)", "partial(jax.jit, static_argnums=1)(lambda v, n: v)(x, 2)", "jax.jit(fun=lambda v: v)(x)",
        "y = jnp.sum(jax.jit(lambda v: v * i)(x))",
    ],
)  # fmt: skip
@pytest.mark.parametrize("header", ["for i in range(20):", "for i in range(n):", "while i := more():", "for i in jnp.arange(50):"])
def test_a_new_function_in_each_round(call: str, header: str) -> None:
    if "while" in header and "i" in call.replace("jit", "").replace("partial", "").replace("static", "").replace("lin", ""):
        call = call.replace("k=i", "k=3").replace("* i", "* 3")
    assert found(F + f"{header}\n    {call}\n") == [("SB501", call)]


@pytest.mark.parametrize(
    "body",
    [
        "step = jax.jit(lambda v: v * 2)\n    y = step(x)", "h = lambda v: v + 1\n    y = jax.jit(h)(x)", "h = jax.grad(f)\n    step = jax.jit(h)\n    step(1.0)",
        "@jax.jit\n    def step(v): return v * 2\n    x = step(x)", "@partial(jax.jit, donate_argnums=0)\n    def step(v): return v * i\n    x = step(x)",
        "step = jax.jit(lambda v: v * 2)\n    for j in range(9):\n        x = step(x)", "if i % 10 == 0:\n        jax.jit(lambda v: v)(x)",
        "def loss(v): return v.sum()\n    y = jax.jit(jax.grad(loss))(x)", "h = make(2.0)\n    y = jax.jit(h)(x)", "y = jax.jit(make(i))(x)",
    ],
)  # fmt: skip
def test_bound_and_only_called_in_the_round(body: str) -> None:
    code = F + f"def make(k):\n    def inner(v): return v * k\n    return inner\ndef main():\n  global x\n  for i in range(20):\n    {body}\n"
    assert [c for c, _ in found(code)] == ["SB501"]


@pytest.mark.parametrize(
    "body",
    [
        "y = jax.jit(f)(x)", "step = jax.jit(f)\n    x = step(x)", "table[i] = jax.jit(lambda v: v * i)", "steps.append(jax.jit(lambda v: v))", "step = jax.jit(lambda v: v)\n    steps.append(step)\n    step(x)",
        "step = jax.jit(lambda v: v)\n    run(step)", "if i == 0:\n        step = jax.jit(lambda v: v)\n    step(x)", "if step is None:\n        step = jax.jit(lambda v: v)\n    step(x)",
        "if i not in table:\n        table[i] = jax.jit(lambda v: v)\n    table[i](x)", "jax.jit(lambda v: v).lower(x).compile()", "step = jax.jit(lambda v: v)\n    yield step(x), step",
        "y = jax.jit(lambda v: v)(x)\n    break", "return jax.jit(lambda v: v)(x)", "table.setdefault(i, jax.jit(lambda v: v))(x)", "jax.jit(jnp.sin)(x)", "jax.jit(h)(x)",
        "y = jax.vmap(lambda v: v * 2)(x)", "y = jax.grad(lambda v: v.sum())(x)", "step = jax.jit(lambda v: v * i)\n    for j in range(9):\n        x = step(x)",
        "y = jax.jit(jit_f)(x)", "y = jit_f(x)", "y = jax.jit(make(i))(x)",
    ],
)  # fmt: skip
def test_kept_or_one_function(body: str) -> None:
    code = F + (
        "jit_f = jax.jit(f)\n@lru_cache\ndef make(k):\n    def inner(v): return v * k\n    return inner\n"
        f"def main(table, steps, x, step=None):\n  h = lambda v: v + 1\n  for i in range(20):\n    {body}\n"
    )
    assert found(code) == []


@pytest.mark.parametrize(
    "loop",
    [
        "for h in (jnp.sin, jnp.cos, jnp.tanh):\n    jax.jit(lambda v: h(v))(x)", "for dtype in (jnp.float32, jnp.int32, jnp.bool_):\n    jax.jit(lambda v: v.astype(dtype))(x)",
        "for name in ('a', 'b', 'c', 'd'):\n    jax.jit(partial(g, k=name))(x)", "for k in (2, 3, 5, 7):\n    jax.jit(partial(g, k=k))(x)", "for case in cases:\n    jax.jit(lambda v: case(v))(x)",
        "for _ in range(2):\n    jax.jit(lambda v: v)(x)", "fs = [jax.jit(lambda v: v * k) for k in range(20)]", "fs = {k: jax.jit(partial(g, k=k)) for k in range(20)}",
        "@jax.jit\ndef outer(v):\n    for i in range(3):\n        v = jax.jit(lambda w: w * 2)(v)\n    return v\nouter(x)",
    ],
)  # fmt: skip
def test_modes_and_traces(loop: str) -> None:
    assert found(F + loop) == []


def test_a_comprehension_is_a_loop() -> None:
    assert found(F + "ys = [jax.jit(lambda v: v * k)(x) for k in range(20)]") == [("SB501", "ys = [jax.jit(lambda v: v * k)(x) for k in range(20)]")]


LOCAL = """
def local(x, c):
    return jax.jit(lambda v: v * c)(x)
"""


@pytest.mark.parametrize(
    "use",
    [
        "for i in range(10):\n    local(x, i)", "ys = [local(x, i) for i in range(10)]", "def outer(x):\n    return local(x, 1.0)\nwhile more():\n    x = outer(x)",
        "class A:\n    def act(self, x):\n        return local(x, 2.0)\n    def run(self, n):\n        for _ in range(n):\n            self.act(x)", "local(x, 1)\nlocal(x, 2)\nlocal(x, 3)\nlocal(x, 4)",
        "total = sum(local(x, i) for i in range(10))",
    ],
)  # fmt: skip
def test_a_local_function_is_jitted_at_each_call(use: str) -> None:
    assert found(F + LOCAL + use) == [("SB502", "return jax.jit(lambda v: v * c)(x)")]


@pytest.mark.parametrize(
    "use",
    ["local(x, 1)", "local(x, 1)\nlocal(x, 2)", "for c in ('a', 'b', 'c'):\n    local(x, c)", "@jax.jit\ndef outer(x):\n    for i in range(9):\n        x = local(x, i)\n    return x\nouter(x)", "jax.vmap(local)(x, x)"],
)  # fmt: skip
def test_called_once_or_traced(use: str) -> None:
    assert found(F + LOCAL + use) == []


@pytest.mark.parametrize(
    "function",
    [
        "step = jax.jit(lambda v: v)\n    return step", "step = jax.jit(lambda v: v)\n    for _ in range(100):\n        x = step(x)\n    return x", "return jax.jit(f)(x)",
        "step = jax.jit(lambda v: v)\n    return [step(x) for _ in range(100)]", "global kept\n    kept = jax.jit(lambda v: v)\n    return kept(x)", "step = jax.jit(lambda v: v)\n    def body(c, _):\n        return step(c), None\n    return body",
        "if 'f' not in cache:\n        cache['f'] = jax.jit(lambda v: v)\n    return cache['f'](x)", "return register(jax.jit(lambda v: v))", "return jax.vmap(lambda v: v)(x)",
    ],
)  # fmt: skip
def test_amortised_kept_or_the_same(function: str) -> None:
    assert found(F + f"cache = {{}}\ndef local(x):\n    {function}\nfor i in range(10):\n    local(x)") == []


@pytest.mark.parametrize(
    ("call", "reported"),
    [
        ("lax.scan(body, 0.0, x)", True), ("lax.scan(lambda c, t: (c + t, None), 0.0, x)", True), ("lax.scan(outside, 0.0, x)", False), ("lax.scan(partial(outside), 0.0, x)", True),
        ("lax.cond(x[0] > 0, lambda v: v, lambda v: -v, x)", True), ("lax.fori_loop(0, 9, lambda i, c: c + i, 0.0)", True), ("lax.while_loop(lambda c: c < 9, lambda c: c + 1, 0.0)", True),
        ("lax.switch(0, [lambda v: v, lambda v: -v], x)", True), ("lax.map(lambda v: v * 2, x)", True), ("lax.associative_scan(lambda a, b: a + b, x)", False),
        ("jax.tree.map(lambda v: v * 2, x)", False),
    ],
)  # fmt: skip
def test_eager_primitives(call: str, reported: bool) -> None:
    code = F + f"def outside(c, t): return c + t, None\ndef run(x):\n    def body(c, t): return c + t, None\n    return {call}\n"
    assert found(code + "for i in range(10):\n    run(x)") == ([("SB502", f"return {call}")] if reported else [])
    assert found(code + "run(x)") == found(code + "step = jax.jit(run)\nfor i in range(10):\n    step(x)") == []


def test_an_eager_loop_of_a_library_may_be_jitted_by_its_user() -> None:
    code = F + "def run(x):\n    return lax.cond(x[0] > 0, lambda v: v, lambda v: -v, x)\ndef steps(x, n):\n    for _ in range(n):\n        x = run(x)\n        x = lax.map(lambda v: v * 2, x)\n    return x\n"
    assert found(code) == []
    assert [c for c, _ in found(code + "steps(x, 20)")] == ["SB502", "SB502"]


CHANGING = """
import itertools
from collections import deque
from tqdm import tqdm
@partial(jax.jit, static_argnames="n")
def f(x, n): return x * n
@jax.jit
def g(x): return x
def helper(x, k): return f(x, n=k + 1)
"""


@pytest.mark.parametrize(
    "body",
    [
        "for i in range(steps):\n    f(x, i)  #!", "for i in range(20):\n    f(x, n=i * 2 + 1)  #!", "for i in tqdm(range(steps)):\n    f(x, i)  #!",
        "for i in itertools.count():\n    f(x, i)  #!", "for step, b in enumerate(x):\n    f(b, step)  #!", "[f(x, i) for i in range(20)]  #!",
        "for i, b in zip(range(steps), x):\n    f(b, i)  #!", "for r in np.linspace(0, 1, 20):\n    f(x, float(r))  #!", "for i in range(20):\n    helper(x, i)  #!",
        "n = 0\nwhile True:\n    f(x, n)  #!\n    n += 1", "n = 1.0\nfor step in range(steps):\n    f(x, n)  #!\n    n = n * 0.9", "for i in range(steps):\n    f(x, (i, 3))  #!",
        "for i in range(steps):\n    f(x, f'step {i}')  #!", "for i in range(steps):\n    f(x, str(i))  #!", "for i in range(steps):\n    def h(): return f(x, i)\n    h()  #!",
        "for i in range(20):\n    if i % 5 == 0:\n        f(x, i)  #!", "for i in range(steps):\n    f(x, lambda v: v)  #!", "seen = []\nfor i in range(steps):\n    seen.append(i)\n    f(x, len(seen))  #!",
    ],
)  # fmt: skip
def test_static_arguments_that_change(body: str) -> None:
    code = CHANGING + "def run(x, steps):\n" + textwrap.indent(body, "    ")
    assert found(code) == [("SB505", next(line.strip() for line in body.split("\n") if "#!" in line))]


@pytest.mark.parametrize(
    "body",
    [
        "for i in range(3):\n    f(x, i)", "for i in range(steps):\n    f(i, 3)", "for i in range(steps):\n    f(x, i % 4)", "for i in range(steps):\n    f(x, 2 ** i)",
        "for name in ('relu', 'tanh', 'gelu', 'silu'):\n    f(x, name)", "for i, layer in enumerate(x):\n    f(layer, i)", "for i in range(x.ndim):\n    f(x, i)",
        "for i in range(n_layers):\n    f(x, i)", "n = 1\nwhile n < 1000:\n    f(x, n)\n    n *= 2", "for i in range(20):\n    pass\nf(x, i)", "for i in range(steps):\n    if i == 0:\n        f(x, i)",
        "for i in range(steps):\n    f(x, min(i, 3))", "for i in range(steps):\n    f(x, i > 10)", "n = 0\nwhile n < 4:\n    f(x, n)\n    n += 1", "for v in x:\n    f(v, len(v))",
        "for i in range(steps):\n    f(x, x.shape[0])", "for i in range(rounds):\n    f(x, i)", "h = lambda v: v\nfor i in range(steps):\n    f(x, h)", "for i in range(steps):\n    f(x, jnp.sin)",
    ],
)  # fmt: skip
def test_static_arguments_of_few_values(body: str) -> None:
    assert found(CHANGING + "def run(x, steps, n_layers, rounds=3):\n" + textwrap.indent(body, "    ")) == []


@pytest.mark.parametrize(
    "body",
    [
        "for i in range(steps):\n    g(y[:i])  #!", "for i in range(steps):\n    g(y[i:])  #!", "for i in range(steps):\n    part = y[:, :i + 1]\n    g(part * 2)  #!",
        "for i in range(steps):\n    g(np.ones(64)[:i])  #!", "for i in range(steps):\n    jnp.sum(y[:i])  #!", "seen = []\nfor i in range(steps):\n    seen.append(y)\n    g(jnp.stack(seen))  #!",
        "seen = []\nfor v in x:\n    seen.append(v)\n    g({'all': seen})  #!", "seen = []\nwhile True:\n    seen.append(1.0)\n    g(np.array(seen))  #!",
        "cache = {}\nfor i in range(steps):\n    cache[i] = y\n    g(cache)  #!", "for i in range(steps):\n    g(jnp.zeros((3, i)))  #!", "for i in range(1, steps):\n    g(jnp.arange(i))  #!",
        "for i in range(steps):\n    for j in range(steps):\n        g(y[i:j])  #!", "for i in range(steps):\n    g(i, part=y[-i:])  #!",
    ],
)  # fmt: skip
def test_shapes_that_change(body: str) -> None:
    code = CHANGING + "def run(x, steps):\n    y = jnp.ones((64, 64))\n" + textwrap.indent(body, "    ") + "\n\nrun(jnp.ones(64), 64)\n"
    assert found(code) == [("SB514", next(line.strip() for line in body.split("\n") if "#!" in line))]


def test_a_slice_in_a_function_that_may_be_compiled_is_left_alone() -> None:
    assert found(CHANGING + "def solve(a, b):\n    y = jnp.zeros(a.shape)\n    for j in range(64):\n        y = y.at[j].set(jnp.sum(y[:j]))\n    return y\n") == []


@pytest.mark.parametrize(
    "body",
    [
        "for i in range(steps):\n    g(y[i:i + 8])", "for i in range(0, 64, 8):\n    g(y[i:i + 8])", "for i in range(steps):\n    g(y[max(i - 8, 0):i])", "for i in range(3):\n    g(y[:i])",
        "for i in range(steps):\n    g(y[i])", "seen = []\nfor i in range(steps):\n    seen.append(y)\ng(jnp.stack(seen))", "for i in range(steps):\n    seen = []\n    seen.append(y)\n    seen.append(y)\n    g(jnp.stack(seen))",
        "seen = []\nfor i in range(steps):\n    seen.append(y)\n    if len(seen) > 4:\n        seen.pop(0)\n    g(jnp.stack(seen))", "seen = deque(maxlen=4)\nfor i in range(steps):\n    seen.append(y)\n    g(jnp.stack(seen))",
        "seen = []\nfor i in range(steps):\n    seen.append(y)\n    seen = seen[-4:]\n    g(jnp.stack(seen))", "seen = []\nfor i in range(steps):\n    seen.append(y)\n    g(jnp.stack(seen[-4:]))",
        "for i in range(steps):\n    np.ones(64)[:i]", "for i in range(steps):\n    g(np.ones(64)[:i].sum())", "ws = {0: y, 1: y}\nfor i in range(steps):\n    ws[i] = g(ws)", "for layer in range(len(x)):\n    g(y[:layer])",
        "seen = []\nfor i in range(3):\n    seen.append(y)\n    g(seen)", "seen = []\nfor i in range(steps):\n    seen.append(y)\n    g(jnp.mean(jnp.stack(seen)))", "for i in range(steps):\n    g(jnp.arange(i, i + 8))",
    ],
)  # fmt: skip
def test_shapes_that_stay(body: str) -> None:
    assert found(CHANGING + "def run(x, steps):\n    y = jnp.ones((64, 64))\n" + textwrap.indent(body, "    ")) == []


def test_an_attribute_that_each_call_counts_up() -> None:
    code = CHANGING + """
class Trainer:
    def __init__(self): self.step = 0
    def update(self, x):
        self.step += 1
        return f(x, self.step)
    def report(self, x):
        return f(x, self.step)
"""  # fmt: skip
    assert found(code) == []
    assert found(code + "t = Trainer()\nfor _ in range(20):\n    t.update(1.0)\n") == [("SB505", "return f(x, self.step)")]


def test_functions_that_each_call_makes_anew() -> None:
    code = CHANGING + "def root(a):\n    return f(a, lambda v: v - a)\n"
    assert found(code + "root(1.0)") == []
    assert found(code + "for i in range(9):\n    root(1.0)") == [("SB505", "return f(a, lambda v: v - a)")]


TRAINING = """
import logging
@jax.jit
def step(state, batch): return state - batch, {"loss": (state * batch).sum()}
def helper(state, batch): return step(state, batch)
"""


@pytest.mark.parametrize(
    "line",
    [
        "float(loss['loss'])", "losses.append(loss['loss'].item())", "np.asarray(state)", "print(loss)", "print(f'{number}: {state}')", "logging.info('%s', loss['loss'])",
        "jax.device_get(loss)", "int(jnp.mean(state))",
    ],
)  # fmt: skip
def test_waiting_in_each_round(line: str) -> None:
    code = TRAINING + f"def train(state, data, losses):\n    for number, batch in enumerate(data):\n        state, loss = step(state, batch)\n        {line}\n"
    assert found(code, ("SB506",)) == [("SB506", line)]
    assert found(code.replace(line, f"if number % 10 == 0: {line}"), ("SB506",)) == []
    assert found(code.replace("    for number, batch in enumerate(data)", "    for number, batch in ((0, 1), (1, 2))"), ("SB506",)) == []


@pytest.mark.parametrize(
    "body",
    [
        "for batch in data:\n    print(step(state, batch))", "for batch in data:\n    out = step(state, batch)\n    np.asarray(out)", "for e in range(9):\n    for batch in data:\n        state, loss = step(state, batch)\n    print(loss)",
        "for batch in data:\n    state, loss = step(state, batch)\n    print(state.shape, len(loss))", "for batch in data:\n    state, loss = step(state, batch)\n    float(batch)", "for batch in data:\n    state, loss = unknown(state, batch)\n    float(loss)",
        "for batch in data:\n    state, loss = step(state, batch)\n    data.append(lambda: float(loss))",
    ],
)  # fmt: skip
def test_not_waiting(body: str) -> None:
    assert found(TRAINING + "def train(state, data, losses):\n" + textwrap.indent(body, "    "), ("SB506",)) == []


LOOPS = """
import logging
import jax
import jax.numpy as jnp
import numpy as np

@jax.jit
def step(params, batch):
    loss, grads = jax.value_and_grad(lambda p: jnp.mean((batch @ p) ** 2))(params)
    return params - 0.1 * grads, {"loss": loss}

class Trainer:
    def __init__(self, params):
        self.params, self.step, self.history = params, step, []

    def fit(self, data):
        for batch in data:
            self.params, metrics = self.step(self.params, batch)
            HERE
"""


@pytest.mark.parametrize(
    "line",
    [
        'self.history.append(float(metrics["loss"]))', 'print("loss", metrics["loss"])', "print(f\"loss {metrics['loss']:.3f}\")", 'logging.info("loss %s", metrics["loss"])',
        'self.history.append(metrics["loss"].item())', 'self.history.append(np.asarray(metrics["loss"]))', 'self.history.append(jax.device_get(metrics["loss"]))',
    ],
)  # fmt: skip
def test_more_waits(line: str) -> None:
    code = LOOPS.replace("HERE", line)
    assert [code for code, _ in found(code, ("SB506",))] == ["SB506"]
