from functools import partial

import jax
import jax.numpy as jnp
from jax import lax


def step(carry, gain, x):
    return carry * gain + x, x


def gain_by_name(xs):
    # `gain` is given by name, so that what follows it has no place any more.
    return lax.scan(partial(step, gain=0.5), 0.0, xs)  #! SB312


def gain_in_front(xs):
    return lax.scan(lambda carry, x: step(carry, 0.5, x), 0.0, xs)


def damped(carry, x, *, gain):
    return carry * gain + x, x


def keyword_only(xs):
    return lax.scan(partial(damped, gain=0.5), 0.0, xs)


class Cell:
    def __init__(self, weight):
        self.weight = weight

    def __call__(self, carry, x):
        return jnp.tanh(self.weight * carry + x), x


class Head:
    def __call__(self, carry):
        return carry, carry


def logged(func):
    def wrapper(*args, **kwargs):
        return func(*args, **kwargs)

    return wrapper


class Wrapped:
    @logged
    def __call__(self, carry, x):
        return carry, x


def objects_that_are_called(xs):
    a = lax.scan(Cell(0.5), 0.0, xs)
    b = lax.scan(Head(), 0.0, xs)  #! SB312
    c = lax.scan(jax.checkpoint(Cell(0.1)), 0.0, xs)
    return a, b, c, lax.scan(Wrapped(), 0.0, xs)
