import functools
import math

import jax
import jax.numpy as jnp
import numpy as np

TABLE = np.arange(10)
PI = jnp.pi
DTYPE = jnp.float32
EPS = jnp.finfo(jnp.float32).eps
INF = jnp.inf
ACTIVATIONS = {"relu": jax.nn.relu, "tanh": jnp.tanh}
SCALE = math.sqrt(2.0)
SHAPE = jax.ShapeDtypeStruct((3,), jnp.float32)
init = jax.nn.initializers.normal(0.1)
Array = jax.Array
structure = jax.tree.structure({"a": 1, "b": 2})
