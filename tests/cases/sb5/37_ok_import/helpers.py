from functools import lru_cache, partial

import jax
import jax.numpy as jnp
import optax

optimiser = optax.adam(1e-3)
grad = jax.grad(lambda x: jnp.sum(x**2))
compiled = jax.jit(lambda x: x * 2)


@jax.jit
def step(x):
    return x * jnp.float32(2.0)


@lru_cache
def table():
    return jnp.arange(10)


@partial(jax.custom_jvp, nondiff_argnums=(1,))
def f(x, n):
    return x**n


@f.defjvp
def f_jvp(n, primals, tangents):
    return primals[0], tangents[0]


if __name__ == "__main__":
    print(step(jnp.ones(3)))
    RESULT = jnp.ones(3).sum()
