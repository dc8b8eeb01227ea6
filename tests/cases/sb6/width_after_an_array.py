"""An array was made before the width of numbers is chosen."""

import jax
import jax.numpy as jnp

start = jnp.zeros(3)
print(len(jax.devices()))
jax.config.update("jax_enable_x64", True)  #! SB605
print(start.dtype, jnp.zeros(3).dtype)
