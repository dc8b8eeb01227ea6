# about: what grad is given and what it differentiates: pairs, arrays, integers, in containers, methods and partials
import functools
from typing import NamedTuple

import jax
import jax.numpy as jnp
import optax
from jax import value_and_grad
from flax import linen as nn

# --- SB607 variants
class Model(nn.Module):
    @nn.compact
    def __call__(self, x):
        return nn.Dense(3)(x)

model = Model()

def loss_fn(params, batch):
    logits = model.apply(params, batch["x"])
    loss = optax.softmax_cross_entropy_with_integer_labels(logits, batch["y"]).mean()
    return loss, logits

@jax.jit
def train_step(state, batch):
    grads = jax.grad(loss_fn)(state.params, batch)     #! SB607
    return state.apply_gradients(grads=grads)

def per_example(params, batch):
    return optax.softmax_cross_entropy_with_integer_labels(model.apply(params, batch["x"]), batch["y"])

class Trainer:
    def loss(self, params, x):
        pred = params["w"] * x
        return {"loss": jnp.mean(pred), "pred": pred}
    def step(self, params, x):
        return value_and_grad(self.loss)(params, x)   #! SB607
    def step2(self, params, x):
        def inner(p):
            l = jnp.mean(p["w"] * x)
            aux = {"l": l}
            return l, aux
        (l, aux), g = jax.value_and_grad(inner, has_aux=True)(params)
        return g
    def step3(self, params, x):
        def inner(p):
            l = jnp.mean(p["w"] * x)
            return l
        (l, aux), g = jax.value_and_grad(inner, has_aux=True)(params)  #! SB607
        return g

loss_grad = jax.grad(lambda p: (jnp.sum(p), p))   #! SB607

def cond_return(p, aux=False):
    l = jnp.sum(p)
    if aux:
        return l, p
    return l
g1 = jax.grad(cond_return)(jnp.ones(2))
g2 = jax.grad(functools.partial(cond_return, aux=True), has_aux=True)(jnp.ones(2))
g3 = jax.grad(functools.partial(cond_return, aux=True))(jnp.ones(2))  #! SB607

def vec(p):
    return p * jnp.arange(3.0)
jax.vmap(jax.grad(vec))(jnp.ones(3))  #! SB607
jax.vmap(jax.grad(lambda x: x ** 2))(jnp.ones(3))
jax.grad(lambda x: jnp.sum(x, keepdims=True))(jnp.ones(3))  #! SB607
jax.grad(lambda x: x[0])(jnp.ones(3))
jax.grad(lambda x: x @ x)(jnp.ones(3))
jax.grad(lambda x: jnp.dot(x, x) * jnp.ones(1))(jnp.ones(3))  #! SB607
jax.grad(lambda x: x.mean(0))(jnp.ones((3, 2)))  #! SB607

# --- SB606 variants
f = lambda x: x ** 2
jax.value_and_grad(f)(5)  #! SB606
jax.grad(lambda a, b: a * b, argnums=(0, 1))(2.0, 3)  #! SB606
jax.jacfwd(f)(jnp.arange(3))  #! SB606
jax.hessian(lambda x: jnp.sum(x**2))(jnp.array([1, 2]))  #! SB606
jax.grad(f)(jnp.array(3))  #! SB606
jax.grad(f)(jnp.zeros(3, dtype=int))  #! SB606
jax.grad(f)(jnp.int32(3))  #! SB606
jax.grad(f)(len([1, 2]))  #! SB606
N = 4
jax.grad(f)(N)  #! SB606
slope = jax.jit(jax.grad(f))
slope(3)  #! SB606
curv = jax.grad(jax.grad(f))
curv(2)  #! SB606
jax.grad(f)(jax.random.randint(jax.random.key(0), (), 0, 5))  #! SB606
jax.grad(f)(jnp.ones(3, dtype=bool))  #! SB606
jax.vmap(jax.grad(f))(jnp.arange(4))  #! SB606
jax.vmap(jax.grad(f))(jnp.arange(4.0))
xs = jnp.arange(4)
jax.grad(lambda x: jnp.sum(x.astype(float)))(xs)  #! SB606
jax.grad(lambda x: jnp.sum(x))(xs.astype(float))
jax.grad(lambda x: jnp.sum(x))(xs / 2)
@jax.grad
def cube(x):
    return x ** 3
cube(2)  #! SB606
primal, tangent = jax.jvp(f, (2.0,), (1.0,))
params = dict(w=jnp.ones(3), n_layers=2)
jax.grad(lambda p: jnp.sum(p["w"]) * p["n_layers"])(params)  #! SB606


class Spring(NamedTuple):
    k: float
    m: float


jax.grad(lambda s: s.k / s.m)(Spring(1, 2.0))  #! SB606
jax.grad(lambda s: s.k / s.m)(Spring(1.0, 2.0))
