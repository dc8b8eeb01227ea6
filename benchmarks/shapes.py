"""Code of one shape, as long as is asked for: `SHAPES[name](lines)`."""

from __future__ import annotations

from collections.abc import Callable

_HEAD = "import jax\nimport jax.numpy as jnp\n\n"


def _repeated(head: str, part: str, tail: str = "") -> Callable[[int], str]:
    """The part over and over, `$` being its number and `~` the one before."""

    def text(lines: int) -> str:
        count = max((lines - head.count("\n") - tail.count("\n") - 3) // part.count("\n"), 1)
        whole = "".join(part.replace("$", str(n)).replace("~", str(n - 1)) for n in range(1, count + 1))
        return _HEAD + head + whole + tail.replace("$", str(count))

    return text


functions = _repeated(
    "",
    """@jax.jit
def step_$(params, batch, key):
    x, y = batch
    noise = jax.random.normal(key, x.shape)
    h = jnp.tanh(x @ params["w"] + params["b"] + 0.1 * noise)
    loss = jnp.mean((h - y) ** 2)
    if x.ndim == 2:
        loss = loss + 1e-3 * jnp.sum(params["w"] ** 2)
    return loss

""",
)
SHAPES: dict[str, Callable[[int], str]] = {
    "functions": functions,
    "classes": _repeated(
        "", "class Layer_$:\n    def __init__(self, size):\n        self.size = size\n\n    def __call__(self, params, x):\n        return jnp.dot(x, params) / self.size\n\n",
    ),
    "long function": _repeated("@jax.jit\ndef f(x):\n", "    x_$ = jnp.sin(x) * $\n    x = x + x_$\n", "    return x\n"),
    "script": _repeated("x = jnp.zeros(3)\n", "x_$ = jnp.sin(x) * $\nx = x + x_$\n"),
    "branches": _repeated('@jax.jit\ndef f(x, mode):\n    if mode == "0":\n        x = x + 1\n', '    elif mode == "$":\n        x = jnp.sin(x) + $\n', "    return x\n"),
    "conditions": _repeated("@jax.jit\ndef f(x, mode):\n", '    if mode == "$":\n        x = jnp.sin(x) + $\n', "    return x\n"),
    "early returns": _repeated("def f(x, mode):\n", '    if mode == "$":\n        return jnp.sin(x) + $\n', "    return x\n"),
    "chain of calls": _repeated("def f_0(x):\n    return x\n\n", "def f_$(x):\n    y = f_~(x) + 1\n    return jnp.cos(y)\n\n", "g = jax.jit(f_$)\n"),
    "nested functions": _repeated("def f(x):\n", "    def g_$(y):\n        return x + y * $\n    x = jax.jit(g_$)(x)\n", "    return x\n"),
    "loops": _repeated("@jax.jit\ndef f(x):\n", "    for i in range(3):\n        x = x.at[i].set(jnp.sin(x[i]))\n", "    return x\n"),
    "table": _repeated("TABLE = {\n", '    "$": jnp.float32($),\n', "}\n"),
    "findings": _repeated("", "def f_$(x: jax.Array):\n    x[0] = 1.0\n"),
    "silenced": _repeated("x = jnp.zeros(3)\n", "x[0] = 1.0  # noqa: SB101\n"),
}  # fmt: skip
