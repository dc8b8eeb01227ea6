"""To ask for the devices makes no array: the width of numbers may still be chosen."""

import jax
import jax.numpy as jnp

print("running on", jax.devices()[0].platform)
jax.config.update("jax_enable_x64", True)


def tearDownModule():
    jax.config.update("jax_enable_x64", False)


print(jnp.zeros(3).dtype)
