# about: NaN under its names, compared; loops and sentinels that know what they do
import math

import jax
import jax.numpy as jnp
import numpy as np
from jax.numpy import nan
MISSING = float("nan")
def f(x: jax.Array, y):
    a = x == jnp.nan  #! SB610
    b = x != nan  #! SB610
    if math.isnan(y):
        y = 0.0
    c = y == np.nan #! SB610
    d = y in [np.nan, 1]
    e = x in [jnp.nan] #! SB610
    g = x is jnp.nan #! SB610
    h = jnp.any(jnp.equal(x, MISSING)) #! SB610
    return jnp.where(x == jnp.nan, 0, x), [0.0] * 3, jnp.full(3, jnp.nan), float(jnp.nan) + 1 #! SB610
class C:
    fill = jnp.nan
    def m(self, x):
        return jnp.sum(x == self.fill) #! SB610
def best(h):
    b = math.nan
    for l in h:
        if b != b or l < b:
            b = l
    return b
