# An ensemble of models that is never mapped over anything, and one that is.
import jax
import jax.numpy as jnp


def predict(params, x):
    return jnp.tanh(x @ params["w"]) + params["b"]


def ensemble(params, x):
    return jax.vmap(predict, in_axes=({"w": None, "b": None}, None))(params, x)  #! SB701


def right(params, x):
    return jax.vmap(predict, in_axes=({"w": 0, "b": None}, None))(params, x)


def sized(params, x, n):
    return jax.vmap(predict, in_axes=None, axis_size=n)(params, x)


def by_keyword(params, xs):
    return jax.vmap(predict, in_axes=None)(params, x=xs)
