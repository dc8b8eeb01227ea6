"""Whether a project enables 64-bit types, and the tables of what JAX makes of large integers."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from sharpbits.data.integers import REFUSING
from sharpbits.widths import uses_64_bits

jax = pytest.importorskip("jax")


@pytest.mark.parametrize("text", [
    'jax.config.update("jax_enable_x64", True)', "config.update('jax_enable_x64', args.double)", "jax.config.jax_enable_x64 = True",
    'os.environ["JAX_ENABLE_X64"] = "1"', 'os.environ.setdefault("JAX_ENABLE_X64", "True")', 'os.environ.update({"JAX_ENABLE_X64": "1"})',
    'os.environ.update(JAX_ENABLE_X64="1")', "with enable_x64():", "with jax.enable_x64(True):", "numpyro.enable_x64()", "%env JAX_ENABLE_X64=1",
    'config.update(\n    "jax_enable_x64",\n    True,\n)', "dtype = jnp.float64 if jax.config.jax_enable_x64 else jnp.float32", "if jax.config.x64_enabled:",
    'if jax.config.read("jax_enable_x64"):',
])  # fmt: skip
def test_a_project_that_enables_64_bits_or_asks_for_them(text: str) -> None:
    assert uses_64_bits(["import jax\n", text])


@pytest.mark.parametrize("text", [
    'jax.config.update("jax_enable_x64", False)', 'jax.config.update(\n    "jax_enable_x64",\n    False)', '# jax.config.update("jax_enable_x64", True)',
    '    # config.update("jax_enable_x64", True)', 'x = 1  # jax.config.update("jax_enable_x64", True)', "assert not jax.config.jax_enable_x64",
    "    print(jax.config.jax_enable_x64)", "with jax.enable_x64(False):", '"x64 is off"', 'os.environ["JAX_ENABLE_X64"] = "0"', "x = jnp.float64(1)",
])  # fmt: skip
def test_a_project_that_does_not(text: str) -> None:
    assert not uses_64_bits(["import jax\n", text])


@pytest.mark.parametrize("name", [*sorted(REFUSING)[::12], "jax.numpy.where", "jax.numpy.clip", "jax.numpy.add"])
def test_what_refuses_large_integers_does(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent.parent / "tools"))
    observe_integers = importlib.import_module("observe_integers")
    module, _, function = name.rpartition(".")
    __import__(module)
    if observe_integers.jax.__version__ in (Path(observe_integers.DATA).read_text()[:400]):
        assert " ".join(observe_integers.refusing(getattr(sys.modules[module], function))) == REFUSING[name]
