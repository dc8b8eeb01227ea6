"""A conversion that may meet a tracer, and whose failure is taken."""

import jax
import jax.numpy as jnp
import numpy as np
from functools import partial


@jax.jit
def described(x):
    try:
        shown = f"{float(jnp.min(x)):.2f}"
    except Exception:
        shown = "traced"
    print(shown)
    return x * 2


@jax.jit
def checked(weights):
    try:
        sizes = np.asarray(weights)
        total = float(weights.sum())
    except (TypeError, ValueError):
        return weights / weights.sum()
    starts = np.asarray(weights)
    if total > 0:
        return jnp.asarray(sizes + starts)
    return weights


@jax.jit
def failing_all_the_same(x):
    try:
        return x * float(x[0])  #! SB305
    except TypeError as error:
        raise RuntimeError("no number") from error


@jax.jit
def another_error(x):
    try:
        return x * float(x[0])  #! SB305
    except KeyError:
        return x


mesh = jax.make_mesh((1,), ("data",))


@partial(jax.shard_map, mesh=mesh, in_specs=(jax.P("data"), None, None), out_specs=jax.P("data"))
def per_shard(x, parts, balanced):
    if parts > 1 and balanced:
        return x / parts
    return x


@partial(jax.shard_map, mesh=mesh, in_specs=(jax.P("data"), jax.P()), out_specs=jax.P("data"))
def per_shard_traced(x, parts):
    if parts > 1:  #! SB301
        return x / parts
    return x


def sharded(x):
    return per_shard(x, 2, True) + per_shard_traced(x, 2)


def cumulated(total, x):
    total = total + x
    print(total)
    if total > 10:
        total = total * 0
    return total, total


def watched(xs):
    with jax.disable_jit():
        return jax.lax.scan(cumulated, 0, xs)
