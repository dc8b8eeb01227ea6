"""Programs that are compiled twice: what the linter says of a loop's state, held against JAX, and of the ways to pass arguments."""

from __future__ import annotations

from typing import Any

import jax
import pytest

from sharpbits import lint_text
from sharpbits.settings import Settings

HEAD = """\
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
"""
LOOP = """
X = jnp.linspace(0.5, 1.0, 4)

@jax.jit
def step(state, x):
    return {step}

state = {start}
for _ in range(5):
    state = step(state, X)
"""
STARTS = ["0.5", "1", "True", "jnp.array(0.5)", "jnp.asarray(1)", "jnp.full((), 0.5)", "jnp.float32(0.5)", "jnp.zeros(())", "np.float32(0.5)", "np.array(0.5)", "jnp.inf", "float('inf')"]
STRONG = ("jnp.float32(0.5)", "jnp.zeros(())", "np.float32(0.5)", "np.array(0.5)")
STEPS = [
    "state + jnp.mean(x)", "state * 0.5", "0.9 * state + 0.1 * x[0]", "state - 0.1 * jax.grad(lambda s: jnp.mean((s * x) ** 2))(state * 1.0)", "jnp.minimum(state, jnp.min(x))",
    "jnp.where(x[0] > 0, state, 2.0)", "jnp.where(x[0] > 0, state, x[1])", "jnp.sin(state)", "state + jnp.argmax(x)", "jnp.float32(state)", "state + 1", "jnp.sqrt(state + 1)", "jnp.clip(state, 0, 1)",
    "lax.fori_loop(0, 3, lambda i, s: s * 2, state)", "lax.fori_loop(0, 3, lambda i, s: s + x[0], state * 1.0)", "lax.scan(lambda s, v: (s + v, None), state * 1.0, x)[0]", "lax.cond(x[0] > 0, lambda s: s, lambda s: s * 2, state)",
    "jax.vmap(lambda v: state * v)(x)[0]", "jax.vmap(lambda v: state)(x)[0]", "lax.stop_gradient(state)", "jax.value_and_grad(lambda s: s * x[0])(state * 1.0)[0]", "jax.value_and_grad(lambda s: s * s)(state * 1.0)[1]",
    "jnp.linalg.norm(x * state)", "jnp.dot(x, x) + state", "x @ x * state", "jnp.stack([state, state])[0]", "jnp.asarray(state)", "state.astype(jnp.float32) if hasattr(state, 'astype') else state", "jnp.exp(-state)",
    "jnp.abs(state)", "state // 2", "state ** 2", "-state", "jax.nn.relu(state)", "jax.nn.sigmoid(state)", "jnp.maximum(state, 1.0)", "lax.while_loop(lambda s: s < 3, lambda s: s + 1, state)", "jax.jit(lambda s: s * 2)(state)",
    "jnp.sum(jnp.array([state, 1.0]))", "lax.select(x[0] > 0, state, state)", "jax.checkpoint(lambda s: s + x[0])(state)", "jax.tree.map(lambda s: s * 0.5, state)", "jax.jvp(lambda s: s * 3.0, (state * 1.0,), (1.0,))[1]",
    "jax.hessian(lambda s: s ** 3)(state * 1.0)", "jax.jacfwd(lambda s: s ** 3)(state * 1.0)", "jnp.zeros_like(state)", "jnp.ones_like(state) * x[0]", "jnp.ceil(state)", "jnp.power(state, 2)", "jnp.mod(state, 2)", "jnp.squeeze(state)",
]  # fmt: skip


def reported(code: str, rule: str = "SB515") -> list[str]:
    lines = (HEAD + code).splitlines()
    return [lines[f.location.row - 1].strip() for f in lint_text(HEAD + code, "case.py", settings=Settings()) if f.code == rule]


def types(value: object) -> list[object]:
    return [(leaf.shape, leaf.dtype, leaf.weak_type) for leaf in jax.tree.leaves(jax.eval_shape(lambda state: state, value))]


@pytest.mark.parametrize("step", STEPS)
def test_what_is_said_to_compile_twice_does(step: str) -> None:
    """Each step from each start, against JAX: never a wrong report, and none is missed where all types are known."""
    missed = []
    for start in STARTS:
        names: dict[str, Any] = {}
        exec(HEAD + "X = jnp.linspace(0.5, 1.0, 4)\n" + f"start = {start}\nstep = lambda state: (lambda x: {step})(X)", names)
        try:
            first, second = types(names["start"]), types(jax.eval_shape(names["step"], names["start"]))
        except (TypeError, ValueError):
            continue
        said = bool(reported(LOOP.format(step=step, start=start)))
        assert first != second or not said, start
        if first != second and not said and start not in STRONG:
            missed.append(start)
    print(step, missed)
