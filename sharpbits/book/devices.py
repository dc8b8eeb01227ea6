"""Which JAX there is, and on what devices: asked in a process of its own, since a process starts JAX only once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass

KINDS = ("cpu", "gpu", "tpu")

_PROBE = """
import importlib.metadata, importlib.util, json, jax, jaxlib
def version(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
libraries = {name: version(name) for name in ("numpy", "flax", "optax", "chex", "equinox", "dm-haiku", "hypothesis", "pytest")}
print(json.dumps([jax.__version__, jaxlib.__version__, jax.default_backend(), [d.device_kind for d in jax.devices()],
                  {name: version for name, version in libraries.items() if version}]))
"""


class NoDevice(Exception):
    """JAX cannot be asked, or has no such device."""


@dataclass(frozen=True)
class Found:
    jax: str
    jaxlib: str
    platform: str
    devices: list[str]
    libraries: dict[str, str]


def environment(kind: str) -> Mapping[str, str]:
    """The variables of a process that runs on a kind of device. A GPU or a TPU is what JAX takes by itself where there is one."""
    kept = {name: value for name, value in os.environ.items() if name not in ("JAX_PLATFORMS", "JAX_PLATFORM_NAME")}
    return {**kept, "JAX_PLATFORMS": "cpu"} if kind == "cpu" else kept


def find(kind: str = "") -> Found:
    """JAX as a new process finds it, on a kind of device or where it runs by itself."""
    env = environment(kind) if kind else os.environ
    done = subprocess.run([sys.executable, "-c", _PROBE], capture_output=True, text=True, env=env, check=False)
    if done.returncode:
        raise NoDevice((done.stderr.strip().splitlines() or ["JAX does not start"])[-1])
    found = Found(*json.loads(done.stdout.splitlines()[-1]))
    if kind in KINDS and found.platform != kind:
        raise NoDevice(f"there is no {kind}: JAX {found.jax} finds {found.platform} alone ({', '.join(found.devices)})")
    return found


def available() -> list[str]:
    """The kinds of device that JAX finds when nobody tells it which, its own choice first."""
    try:
        first = find("any").platform
    except NoDevice:
        return ["cpu"]
    return [first] if first == "cpu" else [first, "cpu"]


def take(kind: str) -> None:
    """Make this process, and those that it starts, run on a kind of device. JAX must not have started yet."""
    wanted = environment(kind)
    for name in ("JAX_PLATFORMS", "JAX_PLATFORM_NAME"):
        if name in wanted:
            os.environ[name] = wanted[name]
        else:
            os.environ.pop(name, None)
    if "jax" in sys.modules and kind == "cpu":
        sys.modules["jax"].config.update("jax_platforms", "cpu")
