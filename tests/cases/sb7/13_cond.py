# Branches under vmap.
import jax
import jax.numpy as jnp
from jax import lax


def newton(x):
    return lax.while_loop(lambda s: jnp.abs(s**2 - 2) > 1e-3, lambda s: s - (s**2 - 2) / (2 * s), x)


def root(x):
    return lax.cond(x > 0, newton, lambda x: x, x)  #! SB711


roots = jax.vmap(root)


@jax.jit
def step(xs):
    def one(x):
        jax.debug.print("x {}", x)  #? SB709
        return lax.switch(jnp.int32(x), [lambda x: x, lambda x: -x], x)  #! SB711

    return jax.vmap(one)(xs)


def same(flag, xs):
    return jax.vmap(lambda x: lax.cond(flag, newton, lambda x: x, x))(xs)


def outside(xs):
    best = jax.vmap(lambda x: x**2)(xs)
    return lax.cond(best.sum() > 3, newton, lambda x: x, xs[0])


def scanned(xs):
    def body(c, x):
        return lax.cond(x > 0, newton, lambda x: x, x), None

    return lax.scan(body, 0.0, xs)


print(roots(jnp.ones(3)), step(jnp.ones(2)), same(True, jnp.ones(2)), outside(jnp.ones(3)), scanned(jnp.ones(3)))
