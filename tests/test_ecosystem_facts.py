"""Names in `sharpbits/data/ecosystem.py`, held against the installed libraries."""

import functools
import importlib

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
