"""Names in `sharpbits/data/ecosystem.py`, held against the installed libraries."""

import functools
import importlib
from typing import Any

import jax
import jax.numpy as jnp
import pytest

from sharpbits.data import ecosystem

CASES = [
    ("optax", ecosystem.NEEDS_PARAMS), ("flax.linen", ecosystem.LINEN_LAYERS), ("equinox.nn", ecosystem.EQUINOX_OBJECTS | ecosystem.EQUINOX_FLAGS),
    ("chex", ecosystem.CHEX_VALUES | ecosystem.CHEX_SCALARS | ecosystem.CHEX_TRUTHS), ("haiku", ecosystem.HAIKU_INSIDE | ecosystem.HAIKU_MODULES),
]  # fmt: skip


@pytest.mark.parametrize(("library", "names"), CASES, ids=[c[0] for c in CASES])
def test_the_names_exist(library: str, names: frozenset[str]) -> None:
    module = importlib.import_module(library)
    missing = {n for n in names if functools.reduce(lambda o, part: getattr(o, part, None), n.split("."), module) is None}
    assert not missing


@pytest.mark.parametrize("name", ["adamw", "adadelta", "lamb", "lars", "lion", "nadamw", "novograd", "adafactor", "adan", "fromage"])
def test_these_optimisers_fail_without_params(name: str) -> None:
    optax = importlib.import_module("optax")
    jnp = importlib.import_module("jax.numpy")
    tx = getattr(optax, name)(learning_rate=0.1)
    params = {"w": jnp.ones((2, 2))}
    state = tx.init(params)
    with pytest.raises((ValueError, TypeError)):
        tx.update(params, state)
    tx.update(params, state, params)
    assert name in ecosystem.NEEDS_PARAMS


VALUES = jnp.arange(6.0).reshape(2, 3) / 7
NUMBERS = jnp.array([[0, 1, 2], [0, 1, 2]])
GIVEN: tuple[tuple[Any, ...], ...] = (
    (VALUES, VALUES), (VALUES, jnp.array([0, 1])), (VALUES[0], 1), (VALUES, 0.1),
    (VALUES[None], jnp.zeros((1, 2)), NUMBERS[:1], jnp.zeros((1, 3))),
)  # fmt: skip
TREES: tuple[tuple[Any, ...], ...] = (({"a": VALUES},), ({"a": VALUES}, {"a": VALUES}))


@pytest.mark.parametrize("name", sorted(ecosystem.ARRAYS | ecosystem.SCALARS))
def test_the_function_computes_one_array(name: str) -> None:
    module, _, short = name.rpartition(".")
    function = getattr(importlib.import_module(module), short, None)
    if function is None:  # Optax has moved it
        function = getattr(importlib.import_module("optax.losses"), short, None) or getattr(importlib.import_module("optax.tree_utils"), short)
    tried = 0
    for args in TREES if name in ecosystem.SCALARS else GIVEN:
        try:
            eager = function(*args)
        except Exception:
            continue
        tried += 1
        assert isinstance(eager, jax.Array)
        assert eager.shape == () or name in ecosystem.ARRAYS
        inside: list[object] = []
        jax.jit(lambda *traced: inside.append(function(*traced)))(*args)
        assert isinstance(inside[0], jax.core.Tracer)
    assert tried
