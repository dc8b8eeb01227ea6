"""What Optax computes of tracers is a tracer."""

import jax
import jax.numpy as jnp
import optax

history = []


def cross_entropy(w, x, y):
    loss = optax.softmax_cross_entropy_with_integer_labels(x @ w, y).mean()
    print("loss", loss)  #! SB401
    return loss


@jax.jit
def step(w, x, y):
    grads = jax.grad(cross_entropy)(w, x, y)
    norm = optax.global_norm(grads)
    history.append(norm)  #! SB404
    if norm > 1.0:  #! SB301
        grads = grads / norm
    return w - 0.1 * grads


def evaluate(w, x, y):
    loss = float(optax.losses.squared_error(x @ w, y).mean())
    print(loss)
    return loss if loss > 0 else None


def eager_norm(tree):
    norm = optax.global_norm(tree)
    return tree if norm < 1 else jax.tree.map(lambda v: v / norm, tree)
