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


@pytest.mark.parametrize("name", sorted(ecosystem.PURE))
def test_a_pure_function_exists(name: str) -> None:
    module, _, short = name.rpartition(".")
    assert callable(getattr(importlib.import_module(module), short))


@pytest.mark.parametrize("name", sorted(ecosystem.PURE_METHODS))
def test_an_array_has_the_method(name: str) -> None:
    assert callable(getattr(VALUES, name))


@pytest.mark.parametrize("name", sorted(ecosystem.EFFECTS - {"load"}))
def test_what_is_called_for_something_else_exists(name: str) -> None:
    spaces = (jnp, jax.random, jax.lax, jax.numpy)
    assert any(hasattr(space, name) for space in spaces)


@pytest.mark.parametrize("name", sorted(ecosystem.OPTAX_WRAPPERS))
def test_a_wrapper_of_optax_exists(name: str) -> None:
    optax = importlib.import_module("optax")
    assert hasattr(optax, name) or hasattr(optax.transforms, name)


class Odd:
    """No array."""


@pytest.mark.parametrize("name", sorted(ecosystem.INIT_TAKES_ALL))
def test_init_takes_leaves_that_are_no_arrays(name: str) -> None:
    optax = importlib.import_module("optax")
    sgd = optax.sgd(0.1)
    given: dict[str, tuple[Any, ...]] = {
        "adaptive_grad_clip": (0.1,), "add_noise": (0.1, 0.5, 0), "clip": (1.0,), "clip_by_block_rms": (1.0,), "clip_by_global_norm": (1.0,), "fromage": (0.1,),
        "named_chain": (("one", sgd),), "noisy_sgd": (0.1,), "scale": (0.1,), "scale_by_learning_rate": (0.1,),
        "scale_by_schedule": (lambda count: 0.1,), "sgd": (0.1,), "sign_sgd": (0.1,), "stateless": (lambda updates, params: updates,),
        "stateless_with_tree_map": (lambda update, param: update,), "freeze": ({"a": False},),
    }  # fmt: skip
    make = getattr(optax, name, None) or getattr(optax.transforms, name)
    make(*given.get(name, ())).init({"a": Odd()})
    with pytest.raises(TypeError):
        optax.adam(0.1).init({"a": Odd()})


@pytest.mark.parametrize("name", sorted(ecosystem.LINEN_STATISTICS))
def test_a_layer_keeps_statistics(name: str) -> None:
    linen = importlib.import_module("flax.linen")
    flag, writes, field = ecosystem.LINEN_STATISTICS[name]
    layer = getattr(linen, name)(*(() if field else (linen.Dense(2),)))
    variables = layer.init(jax.random.key(0), VALUES[None], **{flag: writes})
    layer.apply(variables, VALUES[None], **{flag: not writes})
    with pytest.raises(importlib.import_module("flax.errors").ModifyScopeVariableError):
        layer.apply(variables, VALUES[None], **{flag: writes})


@pytest.mark.parametrize("name", sorted(ecosystem.LINEN_DROPOUT))
def test_a_layer_drops_out(name: str) -> None:
    place, default = ecosystem.LINEN_DROPOUT[name]
    fields = list(importlib.import_module("flax.linen").__dict__[name].__dataclass_fields__.values())
    rate = next(field for field in fields if field.name in ("rate", "dropout_rate"))
    assert (fields.index(rate) == place) if place is not None else rate.default == default


@pytest.mark.parametrize("name", sorted(ecosystem.HAIKU_NO_PARAMETERS | ecosystem.HAIKU_STATEFUL))
def test_a_module_of_haiku_has_no_parameters_or_sets_state(name: str) -> None:
    haiku = importlib.import_module("haiku")
    given: dict[str, Any] = {
        "AvgPool": lambda: haiku.AvgPool(2, 1, "SAME"), "MaxPool": lambda: haiku.MaxPool(2, 1, "SAME"), "Reshape": lambda: haiku.Reshape((-1,)),
        "Sequential": lambda: haiku.Sequential([jnp.sin]), "BatchApply": lambda: haiku.BatchApply(jnp.sin), "BatchNorm": lambda: functools.partial(haiku.BatchNorm(True, True, 0.9), is_training=True),
        "ExponentialMovingAverage": lambda: haiku.ExponentialMovingAverage(0.9), "SpectralNorm": lambda: haiku.SpectralNorm(),
    }  # fmt: skip
    if name not in given and name != "Flatten":
        assert hasattr(haiku, name)  # it wants a core, or a tree of parameters
        return
    make = given.get(name, lambda: haiku.Flatten())
    params, state = haiku.transform_with_state(lambda x: make()(x)).init(jax.random.PRNGKey(0), VALUES)
    assert bool(state) if name in ecosystem.HAIKU_STATEFUL else not params and not state


@pytest.mark.parametrize("name", sorted(ecosystem.ARRAY_LAYERS))
def test_a_layer_is_one_of_some_library(name: str) -> None:
    libraries = [importlib.import_module(library) for library in ("flax.linen", "flax.nnx", "equinox.nn", "haiku", "haiku.nets")]
    assert any(hasattr(library, name) for library in libraries)
