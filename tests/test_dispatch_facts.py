"""What the tables say of constants, of the clock and of Flax NNX is what the installed libraries do."""

import importlib
from pathlib import Path

import jax
import jax.numpy as jnp
import pytest
from flax import nnx

from sharpbits.data.backend import CLOCKS, TIMERS, WAITING_METHODS
from sharpbits.data.constants import NOT_CAPTURED, SIZES
from sharpbits.data.nnx import (
    CHANGING_LAYERS,
    CHANGING_METHODS,
    DEFAULTS,
    EXTRACTS,
    MODES,
    PLAIN,
    PLAIN_LOOPS,
    REFERENCES,
    SETTERS,
    VARIABLES,
)

#: Names that Flax 0.11 brought; Python 3.10 has an older one.
SINCE_FLAX_0_11 = frozenset() if hasattr(nnx, "Pytree") else frozenset({"flax.nnx.ModelAndOptimizer"})


def find(path: str):
    """The object of a dotted name."""
    parts = path.split(".")
    for stop in range(len(parts) - 1, 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:stop]))
        except ImportError:
            continue
        for name in parts[stop:]:
            found = getattr(found, name)
        return found
    raise AssertionError(path)


@pytest.mark.parametrize("path", sorted({*CLOCKS, *TIMERS, *VARIABLES, *CHANGING_METHODS, *CHANGING_LAYERS, *EXTRACTS, *PLAIN, *PLAIN_LOOPS}))
def test_a_name_exists(path):
    if path in SINCE_FLAX_0_11:
        assert not hasattr(nnx, path.removeprefix("flax.nnx."))
    else:
        assert callable(find(path)) or path == "timeit.default_timer"


@pytest.mark.parametrize(("path", "methods"), sorted((path, methods) for path, methods in CHANGING_METHODS.items() if path not in SINCE_FLAX_0_11))
def test_an_object_has_the_methods_that_change_it(path, methods):
    assert all(hasattr(find(path), name) for name in methods)


@pytest.mark.parametrize("name", sorted(WAITING_METHODS - {"block_host_until_ready"}))
def test_an_array_has_the_methods_that_wait(name):
    assert hasattr(jnp.ones(()), name)


@pytest.mark.parametrize("dtype", sorted(name for name in SIZES if name not in ("int4", "uint4")))
def test_an_element_has_this_many_bytes(dtype):
    assert jnp.dtype(dtype).itemsize == SIZES[dtype]


BIG = jnp.ones((300, 300))


@pytest.mark.parametrize(
    ("name", "use"),
    [
        ("zeros_like", lambda x: jnp.zeros_like(BIG) + x), ("ones_like", lambda x: jnp.ones_like(BIG) + x), ("full_like", lambda x: jnp.full_like(BIG, 2.0) + x),
        ("empty_like", lambda x: jnp.empty_like(BIG) + x), ("shape", lambda x: x * jnp.shape(BIG)[0]), ("ndim", lambda x: x * jnp.ndim(BIG)), ("size", lambda x: x * jnp.size(BIG)),
        ("result_type", lambda x: x.astype(jnp.result_type(BIG))), ("eval_shape", lambda x: x * jax.eval_shape(lambda a: a, BIG).shape[0]),
        ("leaves", lambda x: x * len(jax.tree.leaves({"a": BIG}))), ("structure", lambda x: x * jax.tree.structure([BIG]).num_leaves),
    ],
)  # fmt: skip
def test_a_function_asks_for_no_element(name, use):
    assert name in NOT_CAPTURED
    (call,) = jax.make_jaxpr(jax.jit(use))(1.0).eqns
    assert all(constant.size < 2 for constant in call.params["jaxpr"].consts)


@pytest.mark.parametrize(
    ("path", "make"), [("flax.nnx.BatchNorm", lambda: nnx.BatchNorm(3, rngs=nnx.Rngs(0))), ("flax.nnx.Dropout", lambda: nnx.Dropout(0.5, rngs=nnx.Rngs(0)))]
)
def test_a_layer_changes_unless_its_flag_is_set(path, make):
    def state(layer):
        return [jax.random.key_data(leaf) if jnp.issubdtype(leaf.dtype, jax.dtypes.prng_key) else leaf for leaf in jax.tree.leaves(nnx.state(layer))]

    def changed(**flags):
        layer = make()
        before = state(layer)
        layer(jnp.arange(6.0).reshape(2, 3), **flags)
        return not all(jnp.array_equal(a, b) for a, b in zip(before, state(layer)))

    assert changed() and not changed(**{CHANGING_LAYERS[path]: True})


@pytest.mark.skipif(not hasattr(nnx.Variable, "set_value"), reason="an older Flax")
@pytest.mark.parametrize("name", sorted(SETTERS))
def test_a_variable_has_the_methods_that_set_it(name):
    assert hasattr(nnx.Variable, name) or name in ("set_raw_value",)


@pytest.mark.parametrize("name", sorted(MODES))
def test_a_mode_is_a_method_or_a_function(name):
    assert hasattr(nnx.Module, name) or hasattr(nnx, name) or name in ("view", "set_mode")  # of the newest Flax


@pytest.mark.parametrize("name", sorted(REFERENCES | DEFAULTS))
def test_what_makes_a_variable_a_reference_is_spoken_of_in_flax(name):
    text = "".join(path.read_text(encoding="utf-8") for path in Path(nnx.__file__).parent.glob("*.py")) + (Path(nnx.__file__).parent.parent / "configurations.py").read_text(encoding="utf-8")
    assert name in text or not hasattr(nnx, "Pytree") or name in ("use_hijax", "use_refs", "using_refs")  # of Flax 0.11 alone
