# about: settings in functions: those that switch it under their callers, and those whose business it is
import os
import jax
import jax.numpy as jnp
def solve(a, b):
    jax.config.update("jax_enable_x64", True)  #! SB605
    return jnp.linalg.solve(a, b)
def main():
    jax.config.update("jax_enable_x64", True)
    print(jnp.ones(3))
def enable_double():
    jax.config.update("jax_enable_x64", True)
def toggled(f):
    old = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    try:
        return jnp.sum(f())
    finally:
        jax.config.update("jax_enable_x64", old)
class S:
    def fit(self, x):
        jax.config.update("jax_enable_x64", True)   #! SB605
        return jnp.sum(x)
