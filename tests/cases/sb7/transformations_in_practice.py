"""Wrong: transformations, pytrees, devices."""

import dataclasses
import functools

import jax
import jax.numpy as jnp
from jax import lax
from jax.sharding import Mesh, PartitionSpec as P


# 1 in_axes for another number of arguments, through partial
def pair_energy(a, b, cutoff):
    return jnp.where(jnp.sum((a - b) ** 2) < cutoff, 1.0, 0.0)


energies = jax.vmap(functools.partial(pair_energy, cutoff=2.0), in_axes=(0, 0, None))  #! SB701


# 2 a method, counted without self
class Model:
    def __init__(self, w):
        self.w = w
        self.batched = jax.vmap(self.predict, in_axes=(None, 0))  #! SB701

    def predict(self, x):
        return x @ self.w


# 3 nothing mapped
def scale(x, s):
    return x * s


scaled = jax.vmap(scale, in_axes=(None, None))(jnp.ones(3), 2.0)  #! SB701

# 4 a keyword that is mapped all the same
outer = jax.vmap(scale, in_axes=(0, None))(jnp.ones(3), s=2.0)  #! SB702|SB701


# 5 lists as batches
squares = jax.vmap(lambda x: x**2)([1.0, 2.0, 3.0])  #! SB703


def step(carry, i):
    return carry + i, carry


total, _ = lax.scan(step, 0, range(10))  #! SB703
pairs, _ = lax.scan(lambda c, p: (c + p[0] * p[1], None), 0.0, zip([1.0, 2.0], [3.0, 4.0]))  #! SB703


# 6 a state of a plain dataclass
@dataclasses.dataclass
class State:
    x: jax.Array
    t: float


@jax.jit
def advance(state, dt):
    return State(state.x + dt, state.t + dt)  #? SB704


def simulate(x):
    state = State(x, 0.0)
    for _ in range(3):
        state = advance(state, 0.1)  #! SB704
    return state


# 7 validation on unflatten
@jax.tree_util.register_pytree_node_class
class Box:
    def __init__(self, low, high):
        self.low = float(low)  #! SB705
        self.high = float(high)  #! SB705

    def tree_flatten(self):
        return (self.low, self.high), None

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(*children)


# 8 an axis that nobody binds
def normalise(x):
    return x - lax.pmean(x, axis_name="batch")  #! SB706


normalised = jax.vmap(normalise, axis_name="b")(jnp.ones((4, 2)))


# 9 custom_vjp with one cotangent too few
@jax.custom_vjp
def weighted(x, w):
    return x * w


def weighted_fwd(x, w):
    return x * w, (x, w)


def weighted_bwd(residuals, g):
    x, w = residuals
    return (g * w,)  #! SB707


weighted.defvjp(weighted_fwd, weighted_bwd)


@jax.custom_vjp
def clipped(x):  #? SB707
    return jnp.clip(x, -1, 1)


clipped.defvjp(lambda x: jnp.clip(x, -1, 1), lambda r, g: (g,))  #! SB707

# 10 None as a leaf
grads = {"w": jnp.ones(3), "frozen": None}
filled = jax.tree.map(lambda g: jnp.zeros(()) if g is None else g, grads)  #! SB708


# 11 a list among static fields
@functools.partial(jax.tree_util.register_dataclass, data_fields=["x"], meta_fields=["grid"])
@dataclasses.dataclass
class Field:
    x: jax.Array
    grid: jax.Array  #! SB712


# 12 specs for another number of arguments
mesh = Mesh(jax.devices(), ("data",))


@functools.partial(jax.shard_map, mesh=mesh, in_specs=(P("data"),), out_specs=P("data"))  #! SB701
def residual(x, y):
    return x - y
