"""What stays an array through either branch, what comes out of a primitive by its closure, and loops over few values."""
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

WEIGHTS = jnp.array([0.1, 0.2, 0.3])


@jax.jit
def regularised(x):
    if jnp.reshape(WEIGHTS, (3,)).any():  #! SB301
        return x
    return np.log(WEIGHTS.reshape(-1) + 9.0)  #! SB306


@jax.jit
def either(x, wide: bool = False):
    base = WEIGHTS if x.ndim > 1 else jnp.arange(3.0)
    base[0] = 1.0  #! SB101
    return base


def settle(gain):
    def step(x, _):
        return x - 0.1 * gain * x, None

    x, _ = lax.scan(step, 1.0, None, length=10)
    if jnp.abs(x) < 1e-3:  #! SB301
        return x
    y = lax.cond(True, lambda a: a * gain, lambda a: a, 2.0)
    return float(y)  #! SB305


settled = jax.vmap(settle)(WEIGHTS)


def unmapped(gain):
    x, _ = lax.scan(lambda c, _: (0.5 * c, None), 1.0, None, length=10)
    y = jax.vmap(lambda w: w * 2.0)(WEIGHTS)
    if x < 1e-3 and y.sum() > 0:
        return gain
    return 2.0 * gain


free = jax.vmap(unmapped)(WEIGHTS)


@jax.vmap
def known(x):
    for item in [x, 0.5, 2.0]:
        if item in jnp.ones(3).tolist():  #! SB301|SB303
            return item
    return x


@jax.jit
def doubled(x):
    parts = []
    for item in [x, 1.0, 3]:
        parts.append(jnp.asarray(item) * 2)
        if isinstance(item, int):
            parts.append(parts[-1] + 1)
    return sum(parts)
