"""Two formulas with the same pole: a condition between them does not keep it out."""
import jax
import jax.numpy as jnp


def liquid(t):
    return jnp.exp(35.0 - 20.0 / t)


def solid(t):
    return jnp.exp(25.0 - 58.0 / t)


def vapour_pressure(t):
    return jnp.where(t > 1800.0, liquid(t), solid(t))


def cross_section(energy):
    return jnp.where(energy > 1.0, jnp.log(energy) / energy, 1.0 / energy)


def inverse(t):
    return jnp.where(t > 0.0, 1.0 / t, 0.0)  #! SB601


def loss(t):
    return (vapour_pressure(t) + cross_section(t)).sum()


print(jax.grad(loss)(jnp.ones(3)))
print(jax.grad(lambda t: inverse(t).sum())(jnp.ones(3)))
