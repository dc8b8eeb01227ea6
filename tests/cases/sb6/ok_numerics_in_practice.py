"""Good: numerics that are safe, or not differentiated."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


# 1 double where
def entropy(p):
    safe = jnp.where(p > 0, p, 1.0)
    return -jnp.sum(jnp.where(p > 0, p * jnp.log(safe), 0.0))


entropy_gradient = jax.grad(entropy)


# 2 an epsilon inside
def unit(x):
    return x / jnp.sqrt(jnp.sum(x**2) + 1e-12)


def spread(xs):
    d = xs[:, None] - xs[None]
    r = jnp.sqrt(jnp.sum(d**2, -1) + jnp.eye(xs.shape[0]))
    return jnp.sum(jnp.where(jnp.eye(xs.shape[0]) > 0, 0.0, 1.0 / r))


spread_gradient = jax.grad(spread)


# 3 only for reports, not differentiated
def perplexity(p):
    return jnp.exp(-jnp.sum(jnp.where(p > 0, p * jnp.log(jnp.maximum(p, 1e-20)), 0.0)))


# 4 a straight-through estimator
def binarise(x):
    hard = jnp.round(x)
    return x + lax.stop_gradient(hard - x)


ste = jax.grad(lambda w: jnp.sum(binarise(w) ** 2))(jnp.ones(3))


# 5 argmax as an index into values
def best(q):
    return q[jnp.argmax(q)]


best_gradient = jax.grad(best)(jnp.arange(3.0))


# 6 has_aux, and floats
def loss(w, x):
    y = x @ w
    return jnp.mean(y**2), {"logits": y, "predicted": jnp.argmax(y, -1)}


(value, aux), grads = jax.value_and_grad(loss, has_aux=True)(jnp.ones((3, 2)), jnp.ones((4, 3)))
slope = jax.grad(lambda x, n: x**n)(3.0, 2)


# 7 fori with static bounds, scan, and forward mode through while
def power(x):
    return lax.fori_loop(0, 5, lambda i, c: c * x, 1.0)


def iterate(x):
    return lax.while_loop(lambda c: c < 10.0, lambda c: c * x, 1.5)


d_power = jax.grad(power)(1.1)
d_iterate = jax.jvp(iterate, (1.3,), (1.0,))
d_forward = jax.jacfwd(iterate)(1.3)

# 8 NaN handled
history = jnp.array([1.0, jnp.nan])
print(jnp.isnan(history).any(), history != history)

# 9 widths of the host, and a wrap that is asked for
ids = np.arange(3, dtype=np.int64) + 2**40
weights = np.zeros(3, dtype=np.float64)
mask = jnp.uint32(0xFFFFFFFF)
hashed = (jnp.arange(3, dtype=jnp.uint32) * jnp.uint32(2654435761)) >> 16


# 10 metrics on the host outside of the loss
def evaluate(w, x):
    y = x @ w
    return float(jnp.mean(y)), np.asarray(y)


# 11 norms clipped for a gradient that is known not to vanish
def clip(g, limit):
    norm = jnp.linalg.norm(g)
    return g * jnp.minimum(1.0, limit / jnp.maximum(norm, 1e-6))


# 12 a where whose both sides are defined
def leaky(x, slope):
    return jnp.sum(jnp.where(x > 0, x, slope * x) + jnp.where(x > 0, jnp.exp(-x), 1.0))


leaky_gradient = jax.grad(leaky)(jnp.linspace(-1, 1, 5), 0.1)
