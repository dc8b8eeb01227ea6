"""A write into an array in a `try` block: a handler for the TypeError makes it a question."""
import jax.numpy as jnp


def put(x, i, v):
    x = jnp.asarray(x)
    try:
        x[i] = v
    except TypeError:
        x = x.at[i].set(v)
    return x


def put_either(x, i, v):
    x = jnp.asarray(x)
    try:
        x[i] = v
    except (TypeError, ValueError):
        return x.at[i].set(v)
    return x


def put_within(x, i, v):
    x = jnp.asarray(x)
    try:
        x[i] = v  #! SB101
    except KeyError:
        print("no such element")
    return x


def put_afterwards(x, i, v):
    x = jnp.asarray(x)
    try:
        x[i] = v
    except TypeError:
        x[i] += v  #! SB101
    return x
