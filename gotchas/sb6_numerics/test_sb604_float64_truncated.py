"""SB604 float64-truncated: without 64-bit types enabled, JAX gives 32 bits to whoever asks for 64."""

import os
import subprocess
import sys
import warnings

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax, random

WIDE = jnp.float64


def sharp_zeros():
    return jnp.zeros(3, dtype=jnp.float64)  #! SB604


def blunt_zeros():
    return jnp.zeros(3, dtype=jnp.float32)


def sharp_literal():
    return jnp.array([1, 2, 3], np.int64)  #! SB604


def sharp_string():
    return jnp.linspace(0.0, 1.0, 5, dtype="f8")  #! SB604


def sharp_scalar():
    return jnp.float64(0.1)  #! SB604


def sharp_cast():
    return jnp.ones(3).astype(np.double)  #! SB604


def sharp_sum():
    return jnp.ones(3).sum(dtype="float64") + jnp.mean(jnp.ones(3), dtype=WIDE)  #! SB604


def sharp_random():
    return random.normal(random.key(0), (3,), jnp.float64)  #! SB604


def sharp_counter():
    return lax.iota(jnp.uint64, 3)  #! SB604


def sharp_product():
    x = jnp.ones(3)
    return jnp.dot(x, x, preferred_element_type=jnp.float64)  #! SB604


def sharp_complex():
    return jnp.fft.fft(jnp.ones(4)).astype(jnp.complex128)  #! SB604


def blunt_default():
    """Python's own types mean JAX's default ones; a NumPy array may have 64 bits as long as it stays on the host."""
    host = np.zeros(3, dtype=np.float64)
    return jnp.zeros(3, float), jnp.asarray(host, dtype=jnp.float32), jnp.finfo(jnp.float64).eps


SHARP = [sharp_zeros, sharp_literal, sharp_string, sharp_scalar, sharp_cast, sharp_sum, sharp_random, sharp_counter, sharp_product, sharp_complex]


@pytest.mark.parametrize("run", SHARP)
def test_32_bits_come_out(run):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert run().dtype.itemsize == (8 if run is sharp_complex else 4)


@pytest.mark.parametrize("run", [sharp_zeros, sharp_literal, sharp_cast])
def test_there_is_a_warning(run):
    with pytest.warns(UserWarning, match="is not available"):
        run()


def test_half_of_the_digits_are_lost():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert float(sharp_scalar()) != 0.1
        assert float(sharp_scalar()) != pytest.approx(0.1, abs=1e-9)


def test_the_default_types_come_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        zeros, host, _ = blunt_default()
    assert zeros.dtype == host.dtype == blunt_zeros().dtype == np.float32


def test_a_program_that_enables_64_bits_gets_them():
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("JAX_", "XLA_"))}
    enable = "import jax; jax.config.update('jax_enable_' + 'x64', " + "True)"
    program = f"{enable}; import sys; sys.path.insert(0, {os.path.dirname(os.path.abspath(__file__))!r}); from test_sb604_float64_truncated import *; print(sharp_zeros().dtype, sharp_scalar() == 0.1)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env={**clean, "JAX_PLATFORMS": "cpu"})
    dtype_of_zeros, exact = done.stdout.split()
    assert dtype_of_zeros == "float64" and exact == "True"


def test_jax_is_imported_with_32_bits_here():
    assert jnp.ones(1).dtype == np.float32
    assert jax.dtypes.canonicalize_dtype("float64") == np.float32
