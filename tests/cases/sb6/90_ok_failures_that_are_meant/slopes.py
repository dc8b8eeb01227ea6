# about: a test calls library code with what it must refuse; a loop whose result gets no gradient
import jax
import jax.numpy as jnp
import operator as op


def slope_of(fn):
    slope = jax.vmap(jax.jacfwd(fn))

    def at(x):
        x = jnp.asarray(x)
        return slope(x.reshape(-1)).reshape(x.shape)

    return at


def minimum(fun, start):
    return jax.lax.while_loop(lambda x: jnp.abs(fun(x)) > 1e-3, lambda x: 0.5 * x, start)


def legendre(fun):
    def star(x):
        z = minimum(lambda z: fun(z) - x * z, x)
        return x * jax.lax.stop_gradient(z) - fun(jax.lax.stop_gradient(z))

    return star


gradient = jax.grad(legendre(jnp.cosh))(0.5)
added = op.add(gradient, 1.0)
