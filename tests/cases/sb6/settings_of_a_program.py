# about: settings that come too late in the body of a module, and those that are in time
import os
import jax
import jax.numpy as jnp
os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=4"
os.environ["JAX_ENABLE_X64"] = "1"   #! SB605
os.environ.setdefault("JAX_PLATFORMS", "cpu")  #! SB605
jax.config.update("jax_platforms", "cpu")
TABLE = jnp.linspace(0, 1, 8)
jax.config.update("jax_enable_x64", True)  #! SB605
os.environ["XLA_PYTHON_CLIENT_PREALLOCATE"] = "false"  #! SB605
jax.config.update("jax_debug_nans", True)
def main():
    jax.config.update("jax_platforms", "cpu")  #! SB605
if __name__ == "__main__":
    main()
