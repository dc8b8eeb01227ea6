# Rules of differentiation.
from functools import partial

import jax
import jax.numpy as jnp


@jax.custom_vjp
def clip_gradient(lo, hi, x):
    return x


def clip_gradient_fwd(lo, hi, x):
    return x, (lo, hi)


def clip_gradient_bwd(res, g):
    lo, hi = res
    return jnp.clip(g, lo, hi)  #! SB707


clip_gradient.defvjp(clip_gradient_fwd, clip_gradient_bwd)


@partial(jax.custom_vjp, nondiff_argnums=(0, 1))
def clip_static(lo, hi, x):
    return x


def clip_static_fwd(lo, hi, x):
    return x, None


def clip_static_bwd(lo, hi, _, g):
    return (None, None, jnp.clip(g, lo, hi))  #! SB707


clip_static.defvjp(clip_static_fwd, clip_static_bwd)


@partial(jax.custom_jvp, nondiff_argnums=(1,))
def power(x, n):
    return x**n


@power.defjvp
def power_jvp(primals, tangents, n):  #! SB707
    (x,), (dx,) = primals, tangents
    return power(x, n), n * x ** (n - 1) * dx


@jax.custom_jvp
def log1pexp(x):
    return jnp.log1p(jnp.exp(x))


@log1pexp.defjvp
def log1pexp_jvp(primals, tangents):
    (x,), (dx,) = primals, tangents
    ans = log1pexp(x)
    return ans, (1 - 1 / (1 + jnp.exp(x))) * dx


@jax.custom_vjp
def ste(x):
    return jnp.round(x)


ste.defvjp(lambda x: (ste(x), None), lambda _, g: (g,))


class Layer:
    @staticmethod
    @jax.custom_vjp
    def act(x):
        return jnp.tanh(x)

    @staticmethod
    def fwd(x):
        y = jnp.tanh(x)
        return y, y

    @staticmethod
    def bwd(y, g):
        return (g * (1 - y**2),)


Layer.act.defvjp(Layer.fwd, Layer.bwd)


@jax.custom_vjp
def solve(a, b):
    return jnp.linalg.solve(a, b)


def solve_fwd(a, b):
    x = solve(a, b)
    return x  #! SB707


def solve_bwd(res, g):
    a, x = res
    gb = jnp.linalg.solve(a.T, g)
    return -jnp.outer(gb, x), gb


solve.defvjp(solve_fwd, solve_bwd)
