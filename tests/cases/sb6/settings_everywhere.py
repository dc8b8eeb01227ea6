# about: settings in all kinds of functions, and the environment of other processes
import os
import sys

import jax
import jax.numpy as jnp
from jax import config as jcfg


def build(n):
    key = jax.random.key(0)
    jcfg.update("jax_num_cpu_devices", n)  #! SB605
    return key


def late_env():
    x = jnp.ones(3)
    os.environ["XLA_FLAGS"] = os.environ.get("XLA_FLAGS", "") + " --xla_force_host_platform_device_count=8"  #! SB605
    os.environ.update({"XLA_PYTHON_CLIENT_PREALLOCATE": "false"})  #! SB605
    return x, jax.device_count()


class Simulator:
    def __init__(self, n):
        jax.config.update("jax_enable_x64", True)  #! SB605
        self.x = jnp.zeros(n)

    def run(self):
        jax.config.update("jax_platform_name", "cpu")
        return 1


def main(argv):
    jax.config.update("jax_enable_x64", "--double" in argv)
    jax.config.update("jax_platforms", "cpu")
    print(jnp.ones(3))


def set_debug():
    jax.config.update("jax_disable_jit", True)
    jax.config.update("jax_log_compiles", True)
    os.environ["MY_FLAG"] = "1"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"


def spawn():
    import subprocess

    env = dict(os.environ, JAX_PLATFORMS="cpu")
    os.environ["JAX_PLATFORMS"] = "cpu"
    subprocess.run([sys.executable, "-c", "import jax"], env=env, check=True)


if __name__ == "__main__":
    jax.config.update("jax_enable_x64", True)
    main(sys.argv)
    jax.distributed.initialize()  #! SB605
