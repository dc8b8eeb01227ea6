"""SB511 and SB512: what runs at import, told from what does not."""

import pytest

from sharpbits import Settings
from sharpbits.linting import lint_sources
from sharpbits.source import Source

HEAD = "import functools\nfrom dataclasses import dataclass, field\nfrom typing import ClassVar, NamedTuple\nimport jax\nimport jax.numpy as jnp\nimport numpy as np\n"
PROGRAM = Source("main.py", "import jax\nimport library\n\nif __name__ == '__main__':\n    print(library)\n")


def found(text: str, program: Source = PROGRAM) -> list[tuple[int, str]]:
    """Rows (after the head) and codes of the reports on a module that the program imports."""
    sources = [Source("library.py", HEAD + text), program]
    findings = lint_sources(sources, ["library.py"], Settings(target_jax="newest"))
    return [(f.location.row - HEAD.count("\n"), f.code) for f in findings if f.code in ("SB511", "SB512")]


@pytest.mark.parametrize(
    "statement",
    [
        "X = jnp.zeros(3)", "X: jax.Array = jnp.zeros(3)", "X = -jnp.ones(3)", "X = jnp.float32(1.0)", "DEVICES = jax.devices()", "N = jax.device_count()",
        "X = jax.device_put(np.ones(3))", "X = jax.random.normal(jax.random.key(0), (3,))", "X = jax.vmap(jnp.sin)(np.ones(3))", "X = jax.jit(lambda x: x)(np.ones(3))",
        "X = {'a': jnp.ones(3), 'b': 1}", "X = [jnp.eye(n) for n in (1, 2)]", "assert jax.device_count() > 0", "print(jnp.pi * jnp.ones(3))", "X = jax.tree.map(jnp.asarray, {'a': 1.0})",
        "M = jax.sharding.Mesh(jax.devices(), ('x',))", "X = np.asarray(jnp.ones(3))", "f = functools.partial(jnp.dot, jnp.eye(3))", "X = jax.nn.one_hot(np.arange(3), 3)",
    ],
)  # fmt: skip
def test_work_at_the_top_level(statement: str) -> None:
    assert found(statement + "\n") == [(1, "SB511")]


@pytest.mark.parametrize(
    "statement",
    [
        "X = np.zeros(3)", "X = jnp.pi / 2", "X = jnp.finfo(jnp.float32).eps", "DTYPE = jnp.float32", "DTYPE = jnp.dtype('float32')", "f = jax.jit(jnp.sin)", "g = jax.vmap(jax.grad(jnp.sin))",
        "KEY = jax.random.key(0)", "KEYS = jax.random.split(jax.random.key(0))", "f = lambda x: jnp.sin(x)", "jax.config.update('jax_enable_x64', True)", "S = jax.ShapeDtypeStruct((3,), jnp.float32)",
        "init = jax.nn.initializers.normal(0.1)", "out = jax.eval_shape(jnp.sin, jax.ShapeDtypeStruct((3,), jnp.float32))", "text = jax.make_jaxpr(lambda x: x + 1)(1.0)", "f = functools.partial(jnp.sum, axis=0)",
        "SPEC = jax.sharding.PartitionSpec('x')", "X = jnp.inf", "f = jnp.vectorize(lambda x: x)", "TABLE = {'sin': jnp.sin, 'cos': jnp.cos}", "shape = jnp.broadcast_shapes((3,), (1,))", "NAMES = jnp.__dict__.keys()",
    ],
)  # fmt: skip
def test_no_work_at_the_top_level(statement: str) -> None:
    assert found(statement + "\n") == []


def test_a_function_that_is_called_at_import() -> None:
    text = "def table(n):\n    return jnp.arange(n)\nA = table(3)\nB = table(3)\ndef unused():\n    return jnp.ones(3)\n"
    assert found(text) == [(3, "SB511"), (4, "SB511")]


def test_conditions() -> None:
    assert found("import os\nif os.environ.get('X'):\n    A = jnp.ones(3)\nelse:\n    A = None\n") == []
    assert found("if __name__ == '__main__':\n    A = jnp.ones(3)\n") == []
    assert found("try:\n    A = jnp.ones(3)\nexcept RuntimeError:\n    A = None\n") == [(2, "SB511")]
    assert found("import os\nB = jnp.ones(3) if os.environ.get('X') else None\n") == []
    assert found("for n in range(3):\n    A = jnp.ones(n)\n") == [(2, "SB511")]


def test_who_imports_it() -> None:
    text = "A = jnp.ones(3)\n"
    assert found(text, Source("main.py", "import jax\ndef main():\n    import library\n    return library.A\n")) == []
    assert found(text, Source("test_library.py", "import jax\nimport library\n")) == []
    assert found(text, Source("tests/helpers.py", "import jax\nfrom library import A\n")) == []
    assert found(text, Source("main.py", "import jax\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import library\n")) == []
    assert found(text, Source("main.py", "import jax\nfrom library import A\n")) == [(1, "SB511")]
    assert found(text, Source("main.py", "import jax\nprint(1)\n")) == []


def test_classes() -> None:
    assert found("class A:\n    x = jnp.ones(3)\n    y: jax.Array = jnp.ones(3)\n") == [(2, "SB511"), (3, "SB511")]
    assert found("class A:\n    def __init__(self):\n        self.x = jnp.ones(3)\n") == []
    assert found("class A:\n    class B:\n        x = jnp.ones(3)\n") == [(3, "SB511")]
    assert found("def make():\n    class A:\n        x = jnp.ones(3)\n    return A\n") == []
    assert found("@dataclass\nclass A:\n    x: jax.Array = jnp.ones(3)\n    y: ClassVar[jax.Array] = jnp.ones(3)\n    z: float = 1.0\n") == [(3, "SB512"), (4, "SB511")]
    assert found("class A(NamedTuple):\n    x: jax.Array = jnp.ones(3)\n") == [(2, "SB512")]
    assert found("@dataclass\nclass A:\n    x: jax.Array = field(default_factory=lambda: jnp.ones(3))\n") == []
    assert found("def make():\n    @dataclass\n    class A:\n        x: jax.Array = jnp.ones(3)\n    return A\n") == [(4, "SB512")]
    assert found("def make():\n    class A(NamedTuple):\n        x: jax.Array = jnp.ones(3)\n    return A\n") == []


def test_defaults() -> None:
    alone = Source("main.py", "")
    for text in ("def f(x, y=jnp.ones(3)):\n    return x\n", "f = lambda x, y=jnp.ones(3): x\n", "class A:\n    def f(self, *, y=jnp.ones(3)):\n        pass\n", "def f(x, n=jax.device_count()):\n    return x\n"):
        assert [code for _, code in found(text, alone)] == ["SB512"], text
        assert [code for _, code in found(text)] == ["SB512"], text
    for text in (
        "def f(x, y=None, d=jnp.float32, e=jnp.pi, g=jnp.finfo(jnp.float32).eps, h=jnp.sin):\n    return x\n", "def f(x, key=jax.random.key(0)):\n    return x\n",
        "def outer():\n    w = jnp.ones(3)\n    def f(x, w=w, v=jnp.ones(3)):\n        return x\n    return f\n", "def f(x, y=(1.0, 2.0), z=np.ones(3)):\n    return x\n",
    ):  # fmt: skip
        assert found(text) == [], text
