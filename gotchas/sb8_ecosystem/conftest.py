"""These gotchas need the libraries around JAX. One that is not installed makes the run fail at once, and says what to install."""

import importlib.util

import pytest

LIBRARIES = ("flax", "optax", "chex", "equinox", "haiku")


def pytest_collection_modifyitems(items):
    missing = [name for name in LIBRARIES if importlib.util.find_spec(name) is None]
    here = [item for item in items if "sb8_ecosystem" in str(item.path)]
    if missing and here:
        raise pytest.UsageError(f"the gotchas of sb8_ecosystem need {', '.join(missing)}: pip install 'sharpbits[libraries]'")
