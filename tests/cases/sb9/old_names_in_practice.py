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
