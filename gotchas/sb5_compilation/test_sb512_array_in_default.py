"""SB512 array-in-default: a default is computed when the function is made, and a dataclass takes none that is an array."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import jax
import jax.numpy as jnp
import pytest


def sharp(x, scale=jnp.ones(3)):  # noqa: B008  #! SB512
    return x * scale


def blunt(x, scale=None):
    return x * (jnp.ones(3) if scale is None else scale)


def fine(x, scale=1.0, dtype=jnp.float32, activation=jax.nn.relu, eps=jnp.finfo(jnp.float32).eps):  # noqa: B008
    return activation(jnp.asarray(x, dtype)) * scale + eps


class Pose(NamedTuple):
    x: jax.Array = jnp.zeros(3)  #! SB512
    mass: float = 1.0


def sharp_world():
    @dataclass
    class World:
        gravity: jax.Array = jnp.array([0.0, 0.0, -9.81])  #! SB512

    return World()


def sharp_field():
    @dataclass
    class World:
        gravity: jax.Array = field(default=jnp.array([0.0, 0.0, -9.81]))  #! SB512

    return World()


def blunt_world():
    @dataclass
    class World:
        gravity: jax.Array = field(default_factory=lambda: jnp.array([0.0, 0.0, -9.81]))

    return World()


def test_a_default_starts_the_backend_when_the_function_is_made():
    program = """
from jax._src import xla_bridge
import jax.numpy as jnp
def blunt(x, scale=None): ...
print(bool(xla_bridge._backends))
def sharp(x, scale=jnp.ones(3)): ...
print(bool(xla_bridge._backends))
"""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("JAX_", "XLA_"))}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env={**clean, "JAX_PLATFORMS": "cpu"}, cwd=Path(__file__).parent)
    started_by_blunt, started_by_sharp = done.stdout.split()
    assert started_by_blunt == "False" and started_by_sharp == "True"


def test_one_array_serves_every_call():
    assert isinstance(sharp.__defaults__[0], jax.Array)
    assert (sharp(jnp.ones(3)) == blunt(jnp.ones(3))).all()
    assert Pose().x is Pose().x


@pytest.mark.parametrize("make", [sharp_world, sharp_field])
def test_a_dataclass_refuses_an_array_as_a_default(make):
    if sys.version_info < (3, 11):  # that looked for lists, dicts and sets only
        assert isinstance(type(make()).gravity, jax.Array)
    else:
        with pytest.raises(ValueError, match="mutable default .* for field gravity is not allowed: use default_factory"):
            make()


def test_a_factory_makes_one_for_each_object():
    assert blunt_world().gravity is not blunt_world().gravity
