import jax.numpy as jnp

ROTATION = jnp.array([[1.0, 0.0], [0.0, 0.917482062069181]])  #! SB511
