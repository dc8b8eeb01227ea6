import jax

from .constants import ROTATION

jax.config.update("jax_enable_x64", True)  #! SB605


def kick(x):
    return ROTATION @ x
