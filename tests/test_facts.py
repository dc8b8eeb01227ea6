"""The tables of `sharpbits/data`, held against the installed libraries."""

import collections
import functools
import importlib
import importlib.util
import inspect
import logging
import os
import random
import secrets
import subprocess
import sys
import uuid
from pathlib import Path

import numpy as np
import pytest

jax = pytest.importorskip("jax")

from sharpbits.data import lifecycle  # noqa: E402
from sharpbits.data.backend import GROWING, HARD, JOINED_BY_INDEX, LIGHT, STARTS_BACKEND, WAITS  # noqa: E402
from sharpbits.data.classes import CLASS_KINDS, DECORATOR_KINDS, PURE_DECORATORS  # noqa: E402
from sharpbits.data.effects import AFTER_DONATION, CACHES, CONTAINERS, IMPURE, LOG_METHODS, MUTATORS, OPEN_OBJECTS, PATH_METHODS, PRINTS  # noqa: E402
from sharpbits.data.keys import ALTERNATIVES, DERIVE, DRAWING, HOST_GENERATORS, HOST_QUIET, PLACES, SAMPLERS, VIEWS  # noqa: E402
from sharpbits.data.precision import CLOSE, PRODUCTS  # noqa: E402
from sharpbits.data.startup import AT_FIRST_USE, AT_IMPORT, FUNCTIONS, OPTIONS  # noqa: E402
from sharpbits.data.transforms import ALIASES, FORWARD, OWN_RULES, WRAPPERS  # noqa: E402

ROOT = Path(__file__).parent.parent


def test_observed_facts_are_what_the_tables_say() -> None:
    jnp_facts = importlib.import_module("sharpbits.data.jnp_facts")
    if f"JAX {jax.__version__}," not in (jnp_facts.__doc__ or ""):
        pytest.skip(f"the tables were observed on another release than {jax.__version__}")
    result = subprocess.run(
        [sys.executable, "-W", "ignore", str(ROOT / "tools" / "observe_facts.py"), "--check"], capture_output=True, text=True,
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), "JAX_PLATFORMS": "cpu"}, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr[-2000:]


@pytest.mark.parametrize("name", sorted(n for n in WRAPPERS if n.startswith("jax.")))
def test_every_transformation_of_jax_exists_or_did(name: str) -> None:
    module, _, attribute = name.rpartition(".")
    try:
        assert hasattr(importlib.import_module(module), attribute)
    except ImportError:
        assert name in ("jax.experimental.shard_map.shard_map", "jax.experimental.pjit.pjit"), name


def test_the_samplers_are_those_of_jax() -> None:
    """Every function of `jax.random` that takes a key draws from it, but those that make keys."""
    module = importlib.import_module("jax.random")
    taking = {
        name for name, function in vars(module).items()
        if callable(function) and not name.startswith("_") and next(iter(signature_of(function)), "") == "key"
    }  # fmt: skip
    assert taking - DERIVE <= SAMPLERS
    # Gone from the newest releases, and still in the oldest that is linted for.
    assert SAMPLERS - taking <= {"shuffle"}


def signature_of(function: object) -> list[str]:
    try:
        return list(inspect.signature(function).parameters)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return []


X = jax.numpy.arange(4.0)


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_a_view_of_a_key_draws_what_the_key_draws(name: str) -> None:
    key = jax.random.key(7)
    # The functions of `jax.lax` of these names take their axes in other ways.
    spaces = (jax.numpy,) if name in ("expand_dims", "squeeze") else (jax.numpy, jax.lax, jax)
    functions = [function for space in spaces if (function := getattr(space, name, None)) is not None]
    arguments = {"reshape": ((1,),), "expand_dims": (0,)}.get(name, ())
    key = key[None] if name == "squeeze" else key
    views = [function(key, *arguments) for function in functions] + ([getattr(key, name)(*arguments)] if hasattr(key, name) and name not in ("array", "asarray") else [])
    assert views and all((jax.random.key_data(view).ravel() == jax.random.key_data(key)).all() for view in views)


@pytest.mark.parametrize("name", sorted(PLACES & set(dir(jax.random))))
def test_what_says_where_gives_whole_numbers_of_an_integer(name: str) -> None:
    given = {"randint": ((3,), 0, 9), "choice": (9, (3,))}.get(name, (9,))
    assert jax.numpy.issubdtype(getattr(jax.random, name)(jax.random.key(0), *given).dtype, jax.numpy.integer)


@pytest.mark.parametrize("name", sorted(HOST_GENERATORS))
def test_a_generator_of_the_host_exists(name: str) -> None:
    assert hasattr(np.random, name) or hasattr(random, name)


@pytest.mark.parametrize("name", sorted(HOST_QUIET))
def test_what_draws_nothing_exists(name: str) -> None:
    homes = (random, np.random, np.random.RandomState, np.random.Generator, np.random.SeedSequence, secrets, uuid)
    assert any(hasattr(home, name) for home in homes)


@pytest.mark.parametrize("name", sorted(ALTERNATIVES))
def test_one_of_the_last_two_is_taken_by_the_first(name: str) -> None:
    module, _, function = name.rpartition(".")
    first = getattr(importlib.import_module(module), function)(jax.numpy.array([True, False]), X[:2], -X[:2])
    assert sorted(first.tolist()) == [-1.0, 0.0] or sorted(first.tolist()) == [0.0, 1.0]


def test_drawing_is_all_that_a_key_is_given_to() -> None:
    assert set(DRAWING) == {*SAMPLERS, *DERIVE}


@pytest.mark.parametrize("name", sorted(AFTER_DONATION))
def test_a_donated_array_still_tells_it(name: str) -> None:
    x = jax.numpy.ones((3, 5))
    jax.jit(lambda a: a + 1.0, donate_argnums=0)(x)
    assert x.is_deleted()
    getattr(x, name)
    with pytest.raises(RuntimeError, match="deleted"):
        x[0]


@pytest.mark.parametrize("name", sorted(MUTATORS))
def test_a_container_changes(name: str) -> None:
    arguments = {"insert": (0, 1), "extend": ([1],), "update": ({1: 1},), "setdefault": (1, 1)}.get(name, (1,))
    containers = [container for container in ([], {}, set(), collections.deque()) if hasattr(container, name)]
    for container in containers:
        getattr(container, name)(*arguments)
        assert len(container) == 1  # type: ignore[arg-type]
    assert containers


@pytest.mark.parametrize("name", sorted(LOG_METHODS))
def test_a_logger_has_it(name: str) -> None:
    assert hasattr(logging.getLogger(), name)


@pytest.mark.parametrize("name", sorted(PATH_METHODS))
def test_a_path_has_it(name: str) -> None:
    assert hasattr(Path(), name)


@pytest.mark.parametrize("name", sorted({*PRINTS, *IMPURE, *CONTAINERS, *OPEN_OBJECTS, *CACHES, *WAITS}))
def test_a_name_outside_of_jax_exists(name: str) -> None:
    parts = name.split(".")
    if importlib.util.find_spec(parts[0]) is None:
        assert parts[0] in ("rich", "requests", "wandb", "mlflow", "neptune", "swanlab")
        return
    home = importlib.import_module("os" if parts[:2] == ["os", "environ"] else "urllib.request" if parts[0] == "urllib" else parts[0])
    found = functools.reduce(getattr, parts[2:] if parts[0] == "urllib" else parts[1:], home)
    assert callable(found)


@pytest.mark.parametrize("name", sorted(PRODUCTS))
def test_a_product_takes_a_precision(name: str) -> None:
    module, _, function = name.rpartition(".")
    found = getattr(importlib.import_module(module), function, None)
    if found is None:
        assert name in lifecycle.NAMES
        return
    assert "precision" in signature_of(found) or "kwargs" in signature_of(found) or name in ("jax.numpy.matvec", "jax.numpy.vecmat")


@pytest.mark.parametrize("name", sorted(OPTIONS))
def test_an_option_can_be_set(name: str) -> None:
    assert name in jax.config.values


@pytest.mark.parametrize("name", sorted(AT_IMPORT))
def test_a_variable_of_the_environment_is_an_option(name: str) -> None:
    assert name.lower() in jax.config.values or name.lower() in lifecycle.OPTIONS


def test_variables_of_other_libraries_begin_with_their_names() -> None:
    assert all(name.startswith(("XLA_", "CUDA_", "HIP_", "ROCR_", "TPU_", "LIBTPU_")) for name in AT_FIRST_USE)


@pytest.mark.parametrize("name", sorted(STARTS_BACKEND))
def test_it_starts_the_backend(name: str) -> None:
    """Each in a process of its own, in which nothing has started yet."""
    lives = lifecycle.NAMES.get(name)
    call = {"jax.make_mesh": "jax.make_mesh((1,), ('x',))", "jax.device_put": "jax.device_put(1.0)", "jax.debug.print": "jax.debug.print('')",
            "jax.debug.callback": "jax.debug.callback(lambda: None)"}.get(name, f"{name}()")  # fmt: skip
    program = f"import jax\nfrom jax._src import xla_bridge\nassert not xla_bridge._backends\n{call}\nprint(bool(xla_bridge._backends))"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, env={**os.environ, "JAX_PLATFORMS": "cpu"}, check=False)
    assert done.stdout.strip() == "True" or (lives and "AttributeError" in done.stderr), done.stderr


@pytest.mark.parametrize("name", sorted(LIGHT | HARD))
def test_a_function_of_the_table_of_work_exists(name: str) -> None:
    spaces = ("jax", "jax.numpy", "jax.lax", "jax.random", "jax.nn", "jax.numpy.linalg", "jax.image", "jax.scipy.signal", "jax.scipy.special", "jax.Array")
    homes = [jax.Array if space == "jax.Array" else importlib.import_module(space) for space in spaces]
    assert any(hasattr(home, name) for home in homes)


@pytest.mark.parametrize("name", sorted(GROWING))
def test_what_grows_is_longer_than_what_it_is_given(name: str) -> None:
    module, _, function = name.rpartition(".")
    grow = getattr(importlib.import_module(module), function)
    short = function in ("append", "insert")
    given = ((X, 1.0) if function == "append" else (X, 0, 1.0)) if short else ([X, X],) if module == "jax.numpy" else ([X, X], 0)
    assert grow(*given).size > X.size


@pytest.mark.parametrize("name", sorted(JOINED_BY_INDEX))
def test_an_index_joins(name: str) -> None:
    assert getattr(jax.numpy, name.rpartition(".")[2])[X, X].size == 2 * X.size


@pytest.mark.parametrize("name", sorted(CLOSE))
def test_what_compares_or_solves_exists(name: str) -> None:
    module, _, function = name.rpartition(".")
    assert hasattr(importlib.import_module(module), function) or name == "chex.assert_tree_all_close"  # of older releases


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_setting_that_is_a_function_exists(name: str) -> None:
    module, _, function = name.rpartition(".")
    if importlib.util.find_spec(module.split(".")[0]) is not None:
        assert hasattr(importlib.import_module(module), function)


@pytest.mark.parametrize("name", sorted(name for name in {*FORWARD, *OWN_RULES} if name.startswith("jax.")))
def test_forward_mode_and_own_rules_are_transformations(name: str) -> None:
    assert hasattr(jax, name.removeprefix("jax.")) and name in {*WRAPPERS, "jax.jvp", "jax.linearize", "jax.custom_jvp", "jax.custom_vjp"}


@pytest.mark.parametrize("name", sorted(name for name in ALIASES if name.startswith("jax.tree_util.")))
def test_an_alias_is_the_same_thing(name: str) -> None:
    assert signature_of(getattr(jax.tree_util, name.rpartition(".")[2])) == signature_of(getattr(jax.tree, ALIASES[name].rpartition(".")[2]))


@pytest.mark.parametrize("name", sorted(name for name in {*CLASS_KINDS, *DECORATOR_KINDS, *PURE_DECORATORS}))
def test_a_class_or_decorator_exists(name: str) -> None:
    module, _, found = name.rpartition(".")
    if importlib.util.find_spec(module.split(".")[0]) is None:
        assert module.split(".")[0] in ("beartype", "simple_pytree", "typing_extensions", "jaxtyping")
        return
    newer = {"enum.StrEnum": (3, 11), "typing.override": (3, 12)}
    assert sys.version_info < newer.get(name, (3,)) or hasattr(importlib.import_module(module), found)
