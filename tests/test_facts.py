"""The tables of `sharpbits/data`, held against the installed libraries."""

import importlib
import inspect
import os
import subprocess
import sys
from pathlib import Path

import pytest

jax = pytest.importorskip("jax")

from sharpbits.data.keys import DERIVE, SAMPLERS  # noqa: E402
from sharpbits.data.transforms import WRAPPERS  # noqa: E402

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
