"""A variable of the environment that is only asked for is a switch; one that is computed with is stale."""
import os

import jax
import jax.numpy as jnp


def check(x, message):
    if not os.environ.get("PROGRAM_CHECKS", 0):
        return
    jax.debug.callback(lambda bad: print(message) if bad else None, jnp.any(jnp.isnan(x)))


def fast():
    flag = os.environ.get("PROGRAM_FAST", "f").lower() == "true"
    return flag and "PROGRAM_SLOW" not in os.environ


def choice(x):
    if os.environ["HOME"] == "/root":
        return x
    return jnp.tanh(x) if bool(int(os.getenv("PROGRAM_TANH", "0"))) else x


@jax.jit
def step(x):
    check(x, "not a number")
    return choice(x) * 2 if fast() else choice(x) + 1


@jax.jit
def scaled(x):
    if os.environ.get("PROGRAM_SCALED"):
        x = x * float(os.environ.get("PROGRAM_SCALE", "2"))  #! SB406
    return x + int(os.environ.get("PROGRAM_SHIFT", "1"))  #! SB406


print(step(jnp.ones(3)), scaled(jnp.ones(3)))
