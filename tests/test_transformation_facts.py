"""The rows of `data/axes.py` and `data/classes.py`, held against the installed libraries."""

import dataclasses
import importlib
import importlib.util
import inspect

import pytest

jax = pytest.importorskip("jax")

from sharpbits.data.axes import AXIS_USERS, MESHES, NOT_LEARNING  # noqa: E402
from sharpbits.data.classes import REGISTERED_BASES, REGISTERING, TREE_OPERANDS  # noqa: E402

#: Gone from the newest releases, and still in the oldest that is linted for.
GONE = {"jax.lax.pvary", "jax.lax.pshuffle", "jax.lax.pbroadcast", "jax.lax.axis_size", "jax.experimental.maps.Mesh", "jax.interpreters.pxla.Mesh"}


def find(name: str) -> object:
    module, _, attribute = name.rpartition(".")
    try:
        return getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError):
        return None


def parameters(function: object) -> list[str]:
    if inspect.isclass(function) and list(inspect.signature(function).parameters) == ["args", "kwargs"]:
        function = function.__init__  # type: ignore[misc]  # NNX makes its objects by a metaclass
    names = list(inspect.signature(function).parameters)  # type: ignore[arg-type]
    return names[1:] if names[:1] == ["self"] else names


@pytest.mark.parametrize("name", sorted(AXIS_USERS))
def test_axis_names_stand_where_the_table_says(name: str) -> None:
    place, keyword = AXIS_USERS[name]
    found = find(name)
    if found is None:
        assert name in GONE or importlib.util.find_spec(name.split(".")[0]) is None, name
        return
    names = [f.name for f in dataclasses.fields(found)] if name == "flax.linen.BatchNorm" else parameters(found)  # type: ignore[arg-type]
    assert keyword in names
    assert place is None or names[place] == keyword
    assert NOT_LEARNING.get(name, keyword) in names


@pytest.mark.parametrize("name", sorted(set(MESHES) - GONE))
def test_meshes_take_their_names_there(name: str) -> None:
    place, keyword = MESHES[name]
    assert parameters(find(name))[place] == keyword


@pytest.mark.parametrize("name", sorted(TREE_OPERANDS))
def test_primitives_take_their_trees_there(name: str) -> None:
    names = parameters(find(name))
    for place, keyword in TREE_OPERANDS[name]:
        assert (names[place] == keyword) if keyword != "*" else place <= len(names)


@pytest.mark.parametrize("name", sorted({*REGISTERING, *REGISTERED_BASES} - {"simple_pytree.Pytree"}))
def test_what_registers_classes_exists(name: str) -> None:
    assert find(name) is not None or importlib.util.find_spec(name.split(".")[0]) is None
