import jax
import jax.numpy as jnp

TABLE = jnp.arange(10)  #! SB511
HALF = jnp.float32(0.5)  #! SB511
MASK: jax.Array = jnp.tril(jnp.ones((4, 4)))  #! SB511
PLATFORM = jax.default_backend()  #! SB511
DEVICES = len(jax.devices())  #! SB511
LIMITS = {"low": jnp.array(0.0), "high": jnp.array(1.0)}  #! SB511
