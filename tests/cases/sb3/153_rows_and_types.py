"""Loops over pairs of traced rows; what is only done where a traced value has a type of Python; bodies of `scan` that return the carry alone."""
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import lax


def loss(w, xs, ys):
    out = 0.0
    for x, y in zip(xs, ys):  #! SB311
        out += (x @ w - y) ** 2
    return out


gradient = jax.jit(jax.grad(loss))


@jax.jit
def weighted(xs):
    xs = jnp.sin(xs)
    out = 0.0
    for k, x in enumerate(xs):  #! SB311
        out += k * x.sum()
    return out


@jax.jit
def layers(xs, params):
    xs = jnp.sin(xs)
    for k, (x, layer) in enumerate(zip(xs, params)):
        xs = xs + k * x @ layer
    return xs


@jax.jit
def power(x, p):
    if type(p) is int:  #! SB310
        out = jnp.ones_like(x)
        for _ in range(p):
            out = out * x
        return out
    return jnp.exp(p * jnp.log(x))


class State(NamedTuple):
    position: jax.Array
    velocity: jax.Array


def fall(state, force):
    return State(state.position + state.velocity, state.velocity + force)  #! SB312


def simulate(forces):
    return lax.scan(fall, State(0.0, 0.0), forces)  #? SB312


def accumulated(xs):
    def body(totals, x):
        return {"sum": totals["sum"] + x, "squares": totals["squares"] + x**2}  #! SB312

    return lax.scan(body, {"sum": 0.0, "squares": 0.0}, xs)  #? SB312


def positions(forces):
    def body(state, force):
        state = state._replace(velocity=state.velocity + force)
        return state, state.position

    return lax.scan(body, State(0.0, 0.0), forces)


if __name__ == "__main__":
    gradient(jnp.ones(3), jnp.ones((20, 3)), jnp.ones(20))
    weighted(jnp.ones((20, 3)))
    layers(jnp.ones((2, 3)), [jnp.eye(3), jnp.eye(3)])
    power(2.0, 3)
    positions(jnp.ones(3))
