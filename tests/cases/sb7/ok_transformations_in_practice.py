"""Good: transformations, pytrees, devices."""

import dataclasses
import functools
from typing import NamedTuple

import flax.struct
import jax
import jax.numpy as jnp
from jax import lax
from jax.sharding import Mesh, PartitionSpec as P


def pair_energy(a, b, cutoff):
    return jnp.where(jnp.sum((a - b) ** 2) < cutoff, 1.0, 0.0)


# 1 axes that fit
energies = jax.vmap(functools.partial(pair_energy, cutoff=2.0), in_axes=(0, 0))
all_pairs = jax.vmap(jax.vmap(pair_energy, in_axes=(None, 0, None)), in_axes=(0, None, None))
by_dict = jax.vmap(lambda batch, w: batch["x"] @ w, in_axes=({"x": 0, "y": None}, None))
print(all_pairs(jnp.ones((3, 2)), jnp.ones((4, 2)), 1.0).shape)
print(by_dict({"x": jnp.ones((3, 2)), "y": 1.0}, jnp.ones(2)).shape)
print(jax.vmap(lambda *xs: sum(xs), in_axes=(0, 0, None))(jnp.ones(3), jnp.ones(3), 1.0))
print(jax.vmap(lambda x: x + 1, in_axes=-1, out_axes=-1)(jnp.ones((2, 3))).shape)


# 2 keywords over axis 0
def shift(x, *, by):
    return x + by


print(jax.vmap(shift)(jnp.ones(3), by=jnp.arange(3.0)))


# 3 pytrees of lists
print(jax.vmap(lambda ab: ab[0] + ab[1])([jnp.ones(3), jnp.ones(3)]))
carry, ys = lax.scan(lambda c, x: (c + x[0], x[1]), 0.0, (jnp.ones(3), jnp.ones(3)))
stacked = jax.tree.map(lambda *xs: jnp.stack(xs), *[{"a": jnp.ones(2)} for _ in range(3)])


# 4 registered states of all kinds
@flax.struct.dataclass
class A:
    x: jax.Array
    name: str = flax.struct.field(pytree_node=False, default="a")


class B(NamedTuple):
    x: jax.Array


@jax.tree_util.register_dataclass
@dataclasses.dataclass
class C:
    x: jax.Array
    steps: int = dataclasses.field(metadata=dict(static=True), default=3)


@jax.jit
def advance(a, b, c):
    for _ in range(c.steps):
        a = a.replace(x=a.x + 1)
    return a, B(b.x * 2), C(c.x - 1)


print(advance(A(jnp.ones(2)), B(jnp.ones(2)), C(jnp.ones(2))))


# 5 a config object that is static, and one that is mapped over nothing
@dataclasses.dataclass(frozen=True)
class Config:
    width: int


@functools.partial(jax.jit, static_argnums=0)
def build(config, x):
    return jnp.zeros(config.width) + x


print(build(Config(3), 1.0), jax.vmap(lambda c, x: x * c.width, in_axes=(None, 0))(Config(2), jnp.ones(3)))


# 6 unflatten without validation
@jax.tree_util.register_pytree_node_class
class Box:
    def __init__(self, low, high):
        self.low, self.high = jnp.asarray(low), jnp.asarray(high)

    def tree_flatten(self):
        return (self.low, self.high), None

    @classmethod
    def tree_unflatten(cls, aux, children):
        box = object.__new__(cls)
        box.low, box.high = children
        return box


# 7 axes that are bound
def normalise(x):
    return x - lax.pmean(x, axis_name="batch")


print(jax.vmap(normalise, axis_name="batch")(jnp.ones((4, 2))).shape)
mesh = Mesh(jax.devices(), ("data",))
summed = jax.shard_map(lambda x: lax.psum(x, "data"), mesh=mesh, in_specs=P("data"), out_specs=P())


# 8 custom rules
@functools.partial(jax.custom_vjp, nondiff_argnums=(1,))
def scaled(x, factor):
    return x * factor


def scaled_fwd(x, factor):
    return x * factor, ()


def scaled_bwd(factor, residuals, g):
    return (g * factor,)


scaled.defvjp(scaled_fwd, scaled_bwd)


@jax.custom_jvp
def sqrt_safe(x):
    return jnp.sqrt(x)


@sqrt_safe.defjvp
def sqrt_safe_jvp(primals, tangents):
    (x,), (t,) = primals, tangents
    y = sqrt_safe(x)
    return y, t / (2 * jnp.maximum(y, 1e-6))


print(jax.grad(scaled)(1.0, 2.0), jax.grad(sqrt_safe)(0.0))

# 9 None with is_leaf, and in a second tree
grads = {"w": jnp.ones(3), "frozen": None}
print(jax.tree.map(lambda g: 0.0 if g is None else g.sum(), grads, is_leaf=lambda g: g is None))
print(jax.tree.map(lambda w, g: w if g is None else w - g, {"w": jnp.ones(3), "b": jnp.ones(1)}, {"w": jnp.ones(3), "b": None}))

# 10 argnums from the end
print(jax.grad(lambda a, b: a * b, argnums=-1)(2.0, 3.0))
print(jax.grad(lambda a, b, c=1.0: a * b * c, argnums=(0, 2))(2.0, 3.0, 4.0))
