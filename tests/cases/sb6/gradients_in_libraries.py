# about: gradients in Flax NNX, Haiku, Equinox, Optax and reinforcement learning, right and wrong
import functools
from typing import NamedTuple

import equinox as eqx
import haiku as hk
import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx
from jax import lax


class Net(nnx.Module):
    def __init__(self, rngs):
        self.lin = nnx.Linear(2, 3, rngs=rngs)

    def __call__(self, x):
        return self.lin(x)


@nnx.jit
def train_step(model, optimizer, batch):
    def loss_fn(model):
        logits = model(batch["x"])
        return jnp.mean((logits - batch["y"]) ** 2), logits

    grads = nnx.grad(loss_fn)(model)  #! SB607
    optimizer.update(grads)


@nnx.jit
def train_step_ok(model, optimizer, batch):
    def loss_fn(model):
        logits = model(batch["x"])
        return jnp.mean((logits - batch["y"]) ** 2), logits

    (loss, logits), grads = nnx.value_and_grad(loss_fn, has_aux=True)(model)
    optimizer.update(grads)
    return loss, jnp.mean(jnp.argmax(logits, -1) == batch["labels"])


class State(NamedTuple):
    params: dict
    step: int


def hk_forward(x):
    return hk.nets.MLP([8, 1])(x)


net = hk.without_apply_rng(hk.transform(hk_forward))


def hk_loss(params, x, y):
    return jnp.mean((net.apply(params, x) - y) ** 2)


@jax.jit
def hk_update(state: State, x, y):
    loss, g = jax.value_and_grad(hk_loss)(state.params, x, y)
    return State(jax.tree.map(lambda p, d: p - 0.1 * d, state.params, g), state.step + 1), loss


def dqn_loss(params, target_params, batch, apply):
    q = apply(params, batch["obs"])
    q_next = apply(target_params, batch["next_obs"])
    best = jnp.argmax(apply(params, batch["next_obs"]), axis=-1)
    chosen = jnp.take_along_axis(q, batch["a"][:, None], axis=1)[:, 0]
    target = batch["r"] + 0.99 * lax.stop_gradient(jnp.take_along_axis(q_next, best[:, None], axis=1)[:, 0])
    return jnp.mean((chosen - target) ** 2), {"greedy": best, "max_q": q.max()}


@functools.partial(jax.jit, static_argnums=3)
def dqn_step(params, target, batch, apply):
    (loss, info), grads = jax.value_and_grad(dqn_loss, has_aux=True)(params, target, batch, apply)
    return optax.apply_updates(params, jax.tree.map(lambda g: -1e-3 * g, grads)), info


def ppo_loss(logits, old_logp, actions, adv, clip=0.2):
    logp = jnp.take_along_axis(jax.nn.log_softmax(logits), actions[:, None], axis=1)[:, 0]
    ratio = jnp.exp(logp - old_logp)
    surrogate = jnp.minimum(ratio * adv, jnp.clip(ratio, 1 - clip, 1 + clip) * adv)
    clipped = jnp.mean((jnp.abs(ratio - 1) > clip).astype(jnp.float32))
    return -surrogate.mean(), clipped


ppo_grad = jax.grad(ppo_loss, has_aux=True)


def clip_fraction_only(logits, old_logp, actions):
    logp = jnp.take_along_axis(jax.nn.log_softmax(logits), actions[:, None], axis=1)[:, 0]
    ratio = jnp.exp(logp - old_logp)
    return jnp.mean((jnp.abs(ratio - 1) > 0.2).astype(jnp.float32))  #! SB603


bad_grad = jax.grad(clip_fraction_only)


class MLP(eqx.Module):
    layers: list
    n: int = eqx.field(static=True)

    def __call__(self, x):
        for layer in self.layers:
            x = jax.nn.relu(layer(x))
        return x


@eqx.filter_jit
def eqx_step(model, x, y):
    @functools.partial(eqx.filter_value_and_grad, has_aux=True)
    def loss(model):
        pred = jax.vmap(model)(x)
        return jnp.mean((pred - y) ** 2), pred

    (value, pred), grads = loss(model)
    return value, grads


@eqx.filter_value_and_grad
def eqx_pair(model, x):  #? SB607
    pred = jax.vmap(model)(x)
    return jnp.mean(pred), pred


def use_pair(model: MLP, x):
    return eqx_pair(model, x)


def vq(z, codebook):
    d = jnp.sum((z[:, None] - codebook[None]) ** 2, -1)
    idx = jnp.argmin(d, axis=-1)
    q = codebook[idx]
    commit = jnp.mean((lax.stop_gradient(q) - z) ** 2)
    st = z + lax.stop_gradient(q - z)
    return jnp.mean(st**2) + commit


vq_grad = jax.jit(jax.grad(vq, argnums=(0, 1)))


def vq_broken(z, codebook):
    d = jnp.sum((z[:, None] - codebook[None]) ** 2, -1)
    idx = jnp.argmin(d, axis=-1)  #! SB603
    return jnp.mean(codebook[idx] ** 2)


vq_bad = jax.grad(vq_broken)


def spike(v, threshold=1.0):
    return (v > threshold).astype(v.dtype)  #! SB603


def snn_loss(w, x):
    def body(v, xt):
        v = 0.9 * v + xt @ w
        s = spike(v)
        return v * (1 - s), s

    _, spikes = lax.scan(body, jnp.zeros(w.shape[1]), x)
    return jnp.mean((spikes.sum(0) - 3.0) ** 2)


snn_grad = jax.grad(snn_loss)(jnp.ones((4, 2)), jnp.ones((5, 4)))


def hvp(f, x, v):
    return jax.jvp(jax.grad(f), (x,), (v,))[1]


hvp(lambda x: jnp.sum(x**3), jnp.ones(3), jnp.ones(3))


def meta(params, x):
    inner = jax.grad(lambda p: jnp.mean((p * x) ** 2))(params)
    return jnp.mean((params - 0.1 * inner) ** 2)


jax.grad(meta)(jnp.ones(3), jnp.ones(3))


def meta_sign(params, x):
    inner = jax.grad(lambda p: jnp.mean((p * x) ** 2))(params)
    return jnp.mean((params - 0.1 * jnp.sign(inner)) ** 2)


jax.grad(meta_sign)(jnp.ones(3), jnp.ones(3))


def cond_loss(x):
    return lax.cond(x > 0, lambda y: y**2, lambda y: jnp.round(y), x)


jax.grad(cond_loss)(1.0)


def per_sample(w, x):
    return jnp.sum(jnp.floor(x) * w)


jax.vmap(jax.grad(per_sample), (None, 0))(jnp.ones(3), jnp.ones((2, 3)))
jax.jacobian(lambda x: jnp.stack([x[0] > 0, x[1] > 0]).astype(float) + x[:2])(jnp.ones(3))
