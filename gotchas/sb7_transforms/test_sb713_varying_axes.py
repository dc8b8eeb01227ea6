"""SB713 varying-axes: in a `shard_map`, a carry that is the same on all devices may not become different. Opt. On four devices."""

import json
import subprocess
import sys
from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax
from jax.sharding import Mesh
from jax.sharding import PartitionSpec as P

try:
    from jax import shard_map
except ImportError:
    from jax.experimental.shard_map import shard_map


def over_rows(body):
    mesh = Mesh(np.array(jax.devices()), ("rows",))
    return shard_map(body, mesh=mesh, in_specs=(P("rows"),), out_specs=P("rows"))


def sharp(xs):
    def total(shard):
        out, _ = lax.scan(lambda total, x: (total + x, None), jnp.zeros(()), shard)  #? SB713
        return out[None]

    return over_rows(total)(xs)


def sharp_fori(xs):
    def total(shard):
        return lax.fori_loop(0, 2, lambda i, total: total + shard[i], jnp.zeros(()))[None]  #? SB713

    return over_rows(total)(xs)


def blunt(xs):
    def total(shard):
        # The start depends on the shard, so it varies as the sum does.
        out, _ = lax.scan(lambda total, x: (total + x, None), 0.0 * shard[0], shard)
        return out[None]

    return over_rows(total)(xs)


def blunt_cast(xs):
    def total(shard):
        zero = jnp.zeros(())
        start = lax.pcast(zero, "rows", to="varying") if hasattr(lax, "pcast") else lax.pvary(zero, "rows") if hasattr(lax, "pvary") else zero
        out, _ = lax.scan(lambda total, x: (total + x, None), start, shard)
        return out[None]

    return over_rows(total)(xs)


def outcome(function):
    try:
        return function(jnp.arange(8.0)).tolist()
    except Exception as error:
        return [type(error).__name__, str(error)]


@cache
def on_four_devices():
    """The functions above, run in a process that has four devices."""
    environment = {"XLA_FLAGS": "--xla_force_host_platform_device_count=4", "JAX_PLATFORMS": "cpu", "PATH": ""}
    run = subprocess.run([sys.executable, "-W", "ignore", __file__], capture_output=True, text=True, check=True, env=environment)
    return json.loads(run.stdout)


@pytest.mark.parametrize("name", ["sharp", "sharp_fori"])
def test_the_types_of_the_carry_differ(name):
    """JAX has known of varying values since 0.6; before, it let this pass."""
    result = on_four_devices()[name]
    if not hasattr(lax, "pvary") and not hasattr(lax, "pcast"):
        assert result == [1.0, 5.0, 9.0, 13.0]
    else:
        error, message = result
        assert error == "TypeError" and "must have equal types" in message


def test_a_start_that_varies_is_fine():
    assert on_four_devices()["blunt"] == on_four_devices()["blunt_cast"] == [1.0, 5.0, 9.0, 13.0]


if __name__ == "__main__":
    print(json.dumps({function.__name__: outcome(function) for function in (sharp, sharp_fori, blunt, blunt_cast)}))
