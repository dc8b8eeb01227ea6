"""Wrong: numerics and derivatives."""

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import lax


# 1 a log of probabilities behind where, under a vmapped value_and_grad in a training step
def cross_entropy(p, targets):
    safe = jnp.where(p > 0, jnp.log(p), 0.0)  #! SB601
    return -jnp.sum(safe * targets)


def train(p, targets):
    losses, grads = jax.vmap(jax.value_and_grad(cross_entropy))(p, targets)
    return losses.mean(), grads


# 2 distances with a diagonal of zeros
@jax.grad
def repulsion(positions):
    delta = positions[:, None] - positions[None]
    r2 = jnp.sum(delta**2, -1)
    r = jnp.where(r2 > 0, jnp.sqrt(r2), 0.0)  #! SB601
    return jnp.sum(jnp.exp(-r))


# 3 a ratio by a mask
def masked_ratio(w, counts):
    return jnp.sum((counts > 0) * (w / counts))  #! SB601


masked_gradient = jax.jit(jax.grad(masked_ratio, argnums=1))


# 4 accuracy as a loss
def accuracy_loss(params, x, y):
    logits = x @ params
    return jnp.mean(jnp.argmax(logits, -1) == y)  #! SB603


accuracy_gradient = jax.grad(accuracy_loss)


def fit(params, x, y):
    return params - 0.1 * jax.grad(accuracy_loss)(params, x, y)


# 5 rounding of all that is returned
def quantised(w, x):
    return jnp.round(jnp.dot(w, x))  #! SB603


step_size = jax.grad(quantised)(jnp.ones(3), jnp.ones(3))

# 6 integers
slope = jax.grad(lambda x: x**2)(3)  #! SB606
hess = jax.hessian(lambda x: jnp.sum(x**2))(jnp.arange(3))  #! SB606


# 7 a pair without has_aux
def loss_and_logits(w, x):
    logits = x @ w
    return jnp.mean(logits**2), logits


value, grads = jax.value_and_grad(loss_and_logits)(jnp.ones((3, 2)), jnp.ones((4, 3)))  #! SB607


# 8 an array
jac = jax.grad(lambda w: w * 2.0)(jnp.ones(3))  #! SB607


# 9 reverse through while_loop
def fixed_point(theta):
    def cond(state):
        x, old = state
        return jnp.abs(x - old) > 1e-6

    def body(state):
        x, _ = state
        return jnp.cos(theta * x), x

    return lax.while_loop(cond, body, (1.0, 0.0))[0]  #! SB608


sensitivity = jax.grad(fixed_point)(0.5)

# 10 NaN
history = jnp.array([1.0, jnp.nan])
if (history == jnp.nan).any():  #! SB610
    print("diverged")

# 11 widths
mask = jnp.full((4,), 0xFFFFFFFF)  #! SB609
key = jax.random.key(2**40)  #! SB609
total = jnp.zeros(3, dtype=jnp.float64)  #! SB604
stamp = jnp.asarray(np.array([1, 2]), dtype="int64")  #! SB604


# 12 the host within the loss
def metric(w, x):
    score = jax.pure_callback(lambda a: np.asarray(a).sum(), jax.ShapeDtypeStruct((), jnp.float32), w * x)  #! SB611
    return score


metric_gradient = jax.grad(metric)(jnp.ones(2), jnp.ones(2))
