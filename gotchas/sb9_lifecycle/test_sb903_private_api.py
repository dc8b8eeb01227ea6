"""SB903 private-api: names of `jax._src` come and go without a word. Opt: some packages cannot do without."""

import importlib
import re

import jax
import pytest

INSTALLED = tuple(int(part) for part in re.findall(r"\d+", jax.__version__)[:3])


def sharp():
    from jax._src import core  #? SB903

    return core.Tracer


def blunt():
    return jax.core.Tracer


def test_the_private_name_and_the_public_one_are_the_same_thing():
    assert sharp() is blunt()


#: Names that were in `jax._src` for years, and the first release without them: no changelog mentions them.
GONE = [("core", "cur_sublevel", (0, 4, 36)), ("core", "MainTrace", (0, 4, 36))]


@pytest.mark.parametrize("module, name, gone", GONE)
def test_a_private_name_vanishes(module, name, gone):
    assert hasattr(importlib.import_module(f"jax._src.{module}"), name) == (INSTALLED < gone)
