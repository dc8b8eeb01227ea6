# about: gradients that are zero, refused or cut, in the ways people write them; the good ones beside them
import jax
import jax.numpy as jnp
from functools import partial
from jax import lax
import equinox as eqx
import numpy as np

def f1(x, y):
    q = jnp.round(x * 4) / 4  #! SB603
    return jnp.mean((q - y) ** 2)
g1 = jax.jit(jax.grad(f1))

def f2(p, x):
    return (x @ p["w"] > 0).astype(jnp.float32).mean()
vg = jax.value_and_grad(f2)  #! SB603

def f3(x):
    q = x + lax.stop_gradient(jnp.round(x) - x)
    return jnp.sum(q)
g3 = jax.grad(f3)

@jax.jit
def train(params, batch):
    def loss_fn(p):
        logits = batch["x"] @ p
        pred = jnp.argmax(logits, -1)
        return jnp.mean(pred != batch["y"])  #! SB603
    loss, g = jax.value_and_grad(loss_fn)(params)
    return params - g

def f4(w, model, x):
    return jnp.sum(jnp.round(model(w, x))) + jnp.sum(jnp.sign(w))
g4 = jax.grad(f4)
def f5(w, model, x):
    return jnp.sum(model(w, x)) + jnp.sum(jnp.sign(w))
g5 = jax.grad(f5)
def step_fn(x):
    return jnp.where(x > 0, 1.0, 0.0).sum()  #! SB603
g6 = jax.grad(step_fn)
def f7(p):
    return lax.stop_gradient(jnp.sum(p**2))  #! SB611
g7 = jax.grad(f7)
jax.grad(f7)(3)  #! SB606
jax.grad(lambda x: x**2)(3)  #! SB606
jax.grad(lambda x, n: x**n, argnums=1)(3.0, 2)  #! SB606
jax.vmap(jax.grad(jnp.sin))(jnp.arange(3))  #! SB606
jax.grad(lambda x: x * 2)(jnp.ones(3))  #! SB607
jax.grad(lambda x: (x, x), has_aux=False)(1.0)  #! SB607
@partial(jax.value_and_grad, argnums=0)  #! SB607
def h(p, x):
    l = jnp.sum(p * x)
    return l, {"l": l}
@jax.grad  #! SB607
def h2(p):
    return jnp.sum(p), p
@partial(jax.grad, has_aux=True)  #! SB607
def h3(p):
    return jnp.sum(p), p, 1
def cb(x):
    return jax.pure_callback(np.sin, jax.ShapeDtypeStruct(x.shape, x.dtype), x)  #! SB611
gcb = jax.grad(lambda x: cb(x).sum())
@jax.custom_jvp
def safe(x):
    return jax.pure_callback(np.sin, jax.ShapeDtypeStruct(x.shape, x.dtype), x)
@safe.defjvp
def rule(p, t):
    return safe(p[0]), t[0]
gcb2 = jax.grad(lambda x: safe(x).sum())
def inner(x):
    return lax.while_loop(lambda c: c[0] < 3, lambda c: (c[0] + 1, c[1] * 2), (0, x))[1]  #! SB608
hs = jax.hessian(inner)
jf = jax.jacfwd(lambda x: lax.while_loop(lambda c: c < 3, lambda c: c * 2, x))
_, vj = jax.vjp(lambda x: lax.while_loop(lambda c: c < 3, lambda c: c * 2, x), 2.0)  #! SB608
class M(eqx.Module):
    w: jax.Array
    n: int = 3
    def __call__(self, x):
        return jnp.sign(self.w @ x)  #! SB603
@eqx.filter_value_and_grad
def lossm(m, x):
    return jnp.mean(m(x))
def tr(m: M, x):
    return lossm(m, x)
