"""Wrong: names that are gone, or new."""

import functools

import jax
import jax.numpy as jnp
from jax import tree_map  #! SB901
from jax.config import config  #! SB901
from jax.experimental import host_callback as hcb  #! SB901
from jax.experimental.maps import Mesh  #! SB901
from jax.interpreters import xla  #? SB901|SB902
from jax.lib import xla_bridge  #! SB901
from jax.experimental.pjit import pjit, PartitionSpec as P  #! SB901|SB902

config.update("jax_enable_x64", True)
print(xla_bridge.get_backend().platform)


def norm(tree):
    leaves = jax.tree_leaves(tree)  #! SB901
    return sum(jnp.sum(x**2) for x in leaves)


def clip(x: jnp.DeviceArray):  #! SB901
    return jnp.clip(x, a_min=0.0, a_max=1.0)  #! SB901


def split(key: jax.random.KeyArray):  #! SB901
    return jax.random.split(key)


def permuted(key, x):
    return jax.random.shuffle(key, x)  #! SB901


def replicated(tree):
    return jax.device_put_replicated(tree, jax.local_devices())  #! SB901


total = jax.tree_util.tree_multimap  #! SB901
reshaped = jnp.reshape(jnp.ones(4), newshape=(2, 2))  #! SB901
inverse = jnp.linalg.pinv(jnp.eye(2), rcond=1e-3)  #! SB902|SB901


@functools.partial(jax.jit, static_argnums=0, device=None)  #? SB901|SB902
def build(n):
    return jnp.zeros(n)


hess = jax.ops.index_update(jnp.zeros(3), 0, 1.0)  #! SB901
soft = jax.nn.normalize(jnp.ones(3))  #! SB901


def ranks(scores: jax.Array):
    return scores.argsort(kind="stable")  #! SB901


def bounded(x: jax.Array):
    return x.clip(a_min=0.0), x.argsort(kind=None)  #! SB901


parallel = jax.shard_map(jnp.sin, mesh=None, in_specs=None, out_specs=None, auto=frozenset())  #! SB901
not_mapped = jax.interpreters.batching.not_mapped  #! SB901
wide = jax.config.FLAGS.jax_enable_x64  #! SB901

# Renamed or gone without a warning.
grid = jax.make_mesh(axis_shapes=(1,), axis_names=("x",))  #! SB901
shape = jax.ShapeDtypeStruct((2,), jnp.float32, vma=frozenset())  #! SB901
abstract = jax.sharding.AbstractMesh((("x", 1),))  #! SB901
sizes_and_names = jax.sharding.AbstractMesh((1,), ("x",))
again = jax.remat(jnp.sin, concrete=False)  #! SB901
if jax.config.jax_array:  #! SB901
    jax.config.update("jax_debug_nans", True)
wide_too = jax.config.jax_enable_x64
