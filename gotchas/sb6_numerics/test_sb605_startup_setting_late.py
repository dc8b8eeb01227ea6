"""SB605 startup-setting-late: what is read once is not read again.

Each function runs in a process of its own, since a process starts JAX only once.
"""

import os
import subprocess
import sys

import jax
import jax.numpy as jnp
import pytest


def sharp_double():
    before = jnp.ones(2)
    jax.config.update("jax_enable_x64", True)  #! SB605
    print(before.dtype, jnp.ones(2).dtype)


#: The right order is that of a program: the setting comes first.
blunt_double = "jax.config.update('jax_enable_x64', True); print(jnp.ones(2).dtype)"
blunt_platform = "jax.config.update('jax_platforms', 'no such platform'); print(len(jax.devices()))"


def sharp_platform():
    jax.devices()
    jax.config.update("jax_platforms", "no such platform")  #! SB605
    print(len(jax.devices()) > 0)


def sharp_devices():
    jnp.zeros(1)
    os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=3"  #! SB605
    print(jax.device_count())


def blunt_devices():
    os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=3"
    print(jax.device_count())


def sharp_environment():
    os.environ["JAX_ENABLE_X64"] = "1"  #! SB605
    print(jnp.ones(2).dtype)


def sharp_number():
    jnp.zeros(1)
    jax.config.update("jax_num_cpu_devices", 2)  #! SB605


def sharp_solve(a, b):
    jax.config.update("jax_enable_x64", True)  #! SB605
    return jnp.linalg.solve(a, b)


def run(*code):
    """Standard output and error of a process that imports this file and runs some code."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("JAX_", "XLA_"))}
    path = os.path.dirname(os.path.abspath(__file__))
    program = "; ".join((f"import sys; sys.path.insert(0, {path!r})", "from test_sb605_startup_setting_late import *", *code))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, env={**clean, "JAX_PLATFORMS": "cpu"})
    return done.stdout.strip(), done.stderr


def test_arrays_made_before_stay_32_bit():
    assert run("sharp_double()")[0] == "float32 float64"
    assert run(blunt_double)[0] == "float64"


def test_another_platform_is_not_taken_any_more():
    assert run("sharp_platform()")[0] == "True"
    assert "no such platform" in run(blunt_platform)[1]


def test_flags_of_xla_are_read_at_the_first_use():
    assert run("sharp_devices()")[0] == "1"
    assert run("blunt_devices()")[0] == "3"


def test_variables_of_jax_are_read_when_it_is_imported():
    assert run("sharp_environment()")[0] == "float32"
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("JAX_", "XLA_"))}
    program = "import os; os.environ['JAX_ENABLE_X64'] = '1'; import jax.numpy as jnp; print(jnp.ones(2).dtype)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env={**clean, "JAX_PLATFORMS": "cpu"})
    assert done.stdout.strip() == "float64"


def test_the_number_of_devices_set_too_late_raises():
    error = run("sharp_number()")[1]
    # Releases before 0.5 have no such option.
    known = hasattr(jax.config, "jax_num_cpu_devices")
    assert ("should be updated before backends are initialized" if known else "Unrecognized config option") in error


def test_a_function_that_enables_it_changes_its_caller():
    out, _ = run("a = jnp.ones(2)", "sharp_solve(jnp.eye(2), a)", "print(a.dtype, jnp.ones(2).dtype)")
    before, after = out.split()
    assert before == "float32" and after == "float64"


@pytest.mark.parametrize("dtype", ["float64"])
def test_a_context_changes_nothing_outside_of_it(dtype):
    enable = "jax.enable_x64(True)" if hasattr(jax, "enable_x64") else "jax.experimental.enable_x64()"
    out, error = run("import jax.experimental", f"exec('with {enable}:\\n    print(jnp.ones(2).dtype)')", "print(jnp.ones(2).dtype)")
    inside, outside = out.split()
    assert inside == dtype and outside == "float32", error
