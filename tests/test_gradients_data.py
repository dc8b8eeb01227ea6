"""The tables of `data/gradients.py`, held against JAX."""

import importlib
from typing import Any

import pytest

jax = pytest.importorskip("jax")
import jax.numpy as jnp  # noqa: E402
from jax import lax  # noqa: E402

from sharpbits.data import gradients as facts  # noqa: E402

X = jnp.array([0.3, 1.7, -0.4])
Y = jnp.array([0.7, 0.2, 0.3])
#: How the functions that take more than one array are called.
FORMS: dict[str, Any] = {
    "argpartition": lambda f, x: f(x, 1), "digitize": lambda f, x: f(x, Y), "searchsorted": lambda f, x: f(jnp.sort(x), Y),
    **{n: (lambda f, x: f(x, Y)) for n in (
        "floor_divide", "heaviside", "greater", "greater_equal", "less", "less_equal", "equal", "not_equal", "isclose", "logical_and", "logical_or",
        "logical_xor", "eq", "ne", "lt", "le", "gt", "ge", "allclose", "array_equal",
    )},
}  # fmt: skip


def named(dotted: str) -> Any:
    module, _, name = dotted.rpartition(".")
    try:
        return getattr(importlib.import_module(module), name, None)
    except ImportError:
        module, _, outer = module.rpartition(".")
        return getattr(getattr(importlib.import_module(module), outer), name, None)


@pytest.mark.parametrize("name", sorted(facts.CUTS))
def test_the_gradient_of_a_cut_is_zero(name: str) -> None:
    function = getattr(jnp, name, None) or getattr(lax, name)

    def total(x: Any) -> Any:
        out = FORMS.get(name, lambda f, x: f(x))(function, x)
        return sum(jnp.sum(jnp.asarray(part, jnp.float32)) for part in jax.tree.leaves(out))

    assert float(jnp.abs(jax.grad(total)(X)).sum()) == 0.0


@pytest.mark.parametrize("name", sorted(facts.EDGES))
def test_a_masked_gradient_is_nan_at_each_edge(name: str) -> None:
    function = named(name)
    if function is None:
        pytest.skip(f"{name} is not in this release")
    for point in facts.EDGES[name]:
        assert bool(jnp.isnan(jax.grad(lambda x: jnp.where(False, function(x), 0.0))(point))), point
        assert float(jax.jit(lambda x: jnp.where(False, function(x), 0.0))(point)) == 0.0


@pytest.mark.parametrize("name", sorted(facts.VECTOR_EDGES))
def test_a_masked_norm_has_no_gradient_at_zero(name: str) -> None:
    assert bool(jnp.isnan(jax.grad(lambda x: jnp.where(False, named(name)(x), 0.0))(jnp.zeros(2))).all())


@pytest.mark.parametrize("name", sorted(facts.POSITIVE | facts.NOT_NEGATIVE))
def test_functions_of_one_sign(name: str) -> None:
    found = [f for space in (jnp, jax.nn, jax.scipy.special, jnp.linalg) if (f := getattr(space, name, None)) is not None]
    for function in found if name not in ("hypot", "sqrt") else ():
        values = jnp.atleast_1d(function(jnp.array([-3.0, -0.5, 0.5, 2.0])))
        assert bool((values > 0.0).all() if name in facts.POSITIVE else (values >= 0.0).all())
