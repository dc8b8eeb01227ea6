"""SB710 pmap-for-new-code: `pmap` wants one lane for each device; `jit` takes any size and any layout. Opt."""

import json
import subprocess
import sys

import jax
import jax.numpy as jnp
import pytest


def normalised(x):
    return x / jnp.sum(x)


def sharp(xs):
    return jax.pmap(normalised)(xs)  #? SB710


normalised_rows = jax.jit(jax.vmap(normalised))


def blunt(xs):
    return normalised_rows(xs)


def test_there_may_not_be_more_lanes_than_devices():
    xs = jnp.ones((jax.local_device_count() + 1, 4))
    with pytest.raises(ValueError):
        sharp(xs)
    assert blunt(xs).shape == xs.shape


_ON_FOUR_DEVICES = """
import json
import jax, jax.numpy as jnp, numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec as P

xs = jnp.arange(1.0, 17.0).reshape(8, 2)
layout = NamedSharding(Mesh(np.array(jax.devices()), ("rows",)), P("rows"))
out = jax.jit(jax.vmap(lambda x: x / jnp.sum(x)), out_shardings=layout)(jax.device_put(xs, layout))
four = jax.pmap(lambda x: x / jnp.sum(x))(xs[:4])
print(json.dumps([len(out.sharding.device_set), bool(jnp.allclose(out.sum(axis=1), 1.0)), bool(jnp.allclose(jnp.asarray(four), out[:4]))]))
"""


def test_jit_spreads_eight_rows_over_four_devices():
    environment = {"XLA_FLAGS": "--xla_force_host_platform_device_count=4", "JAX_PLATFORMS": "cpu", "PATH": ""}
    result = subprocess.run([sys.executable, "-W", "ignore", "-c", _ON_FOUR_DEVICES], capture_output=True, text=True, check=True, env=environment)
    devices, sums_to_one, same_as_pmap = json.loads(result.stdout)
    assert (devices, sums_to_one, same_as_pmap) == (4, True, True)
