# Keyword arguments of mapped and differentiated functions.
from functools import partial

import jax
import jax.numpy as jnp


def loss_fn(params, batch, temperature=1.0):
    return jnp.mean(batch @ params) / temperature


class Trainer:
    def __init__(self):
        self.grad_fn = jax.value_and_grad(loss_fn)
        self.per_example = jax.vmap(loss_fn, in_axes=(None, 0, None))

    def step(self, params, batch):
        loss, grads = self.grad_fn(params=params, batch=batch)  #! SB702
        return loss, grads

    def losses(self, params, batch):
        return self.per_example(params, batch, temperature=0.5)  #! SB702

    def good(self, params, batch):
        return self.grad_fn(params, batch=batch, temperature=0.5)


@jax.grad
def slope(x, scale):
    return scale * x**2


def use(x):
    return slope(x=x, scale=2.0)  #! SB702


@partial(jax.vmap, in_axes=(0, None))
def add(x, y):
    return x + y


def call(xs, y):
    return add(xs, y=y)  #! SB702


hess = jax.hessian(loss_fn, argnums=1)


def curvature(params, batch):
    return hess(params, batch=batch)  #! SB702


mapped = jax.vmap(lambda x, *, w: x * w)


def fine(xs, ws):
    return mapped(xs, w=ws)


def not_fine(xs):
    return mapped(xs, w=3.0)  #! SB702
