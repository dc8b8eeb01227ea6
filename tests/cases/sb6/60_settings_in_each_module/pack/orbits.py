import jax

from .kicks import kick

jax.config.update("jax_enable_x64", True)


def step(x):
    return kick(x) * 2
