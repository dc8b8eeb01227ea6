"""Good: today's names, guards for older releases, the same names elsewhere."""

import jax
import jax.numpy as jnp
import numpy as np
import tree

try:
    from jax import shard_map
except ImportError:
    from jax.experimental.shard_map import shard_map

if hasattr(jax, "tree_map"):
    tree_map = jax.tree_map
else:
    tree_map = jax.tree.map

if jax.__version_info__ < (0, 4, 26):
    leaves = jax.tree_leaves
else:
    leaves = jax.tree.leaves


class Tree:
    def tree_map(self, f):
        return f(self)

    def device_buffer(self):
        return self


def clip(x):
    return jnp.clip(x, min=0.0, max=1.0), np.clip(np.ones(3), a_min=0, a_max=1), jnp.clip(x, 0.0, 1.0)


def mapped(t):
    return tree.map_structure(jnp.sin, t), Tree().tree_map(len), Tree().device_buffer()


config = {"update": 1}
print(config.get("update"), jax.config.jax_enable_x64)
reshaped = jnp.reshape(jnp.ones(4), (2, 2)).reshape(4)
key: jax.Array = jax.random.key(0)


def typed(x: jax.typing.ArrayLike) -> jax.Array:
    return jnp.asarray(x)


tree_leaves = getattr(jax, "tree_leaves", jax.tree.leaves)
