"""SB511 work-at-import: what a module computes at its top level starts the backend, and the program comes too late with its wishes.

The modules lie in the folder `sb511_work_at_import`. Each test runs in a process of its own, since a process starts JAX only once.
"""

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).with_suffix("").with_name("sb511_work_at_import")


def run(program):
    """Standard output of a process with the modules at hand."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("JAX_", "XLA_"))}
    environment = {**clean, "JAX_PLATFORMS": "cpu", "PYTHONPATH": str(FOLDER)}
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment).stdout.strip()


STARTED = "from jax._src import xla_bridge; print(bool(xla_bridge._backends))"
TWO_DEVICES = "import os, jax; os.environ['XLA_FLAGS'] = '--xla_force_host_platform_device_count=2'; print(jax.device_count())"


def test_the_import_starts_the_backend():
    assert run(f"import sharp_constants; {STARTED}") == "True"
    assert run(f"import blunt_constants; {STARTED}") == "False"


def test_the_program_asks_for_two_devices_and_gets_one():
    assert run(f"import sharp_constants; {TWO_DEVICES}") == "1"
    assert run(f"import blunt_constants; {TWO_DEVICES}") == "2"


def test_the_constants_are_the_same():
    program = "import sharp_constants as a, blunt_constants as b, numpy as np; print(np.allclose(a.WINDOW, b.WINDOW), (a.SQUARES == b.SQUARES).all(), a.LIMIT == b.LIMIT)"
    assert run(program) == "True True True"
