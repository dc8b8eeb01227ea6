import jax
import jax.numpy as jnp

import constants
import helpers
from model import Net

jax.config.update("jax_enable_x64", True)
X = jnp.ones(3)
KEY = jax.random.key(0)
print(Net()(X), constants.TABLE.sum(), helpers.step(X), helpers.table())
