# Equinox modules with leaves that are no arrays, in the hands of JAX and Optax.
from functools import partial
from typing import Any, Callable

import equinox as eqx
import jax
import jax.numpy as jnp
import optax
from jaxtyping import Array, Float


class Net(eqx.Module):
    mlp: eqx.nn.MLP
    scale: Array

    def __init__(self, key):
        self.mlp = eqx.nn.MLP(2, 1, 8, 2, key=key)
        self.scale = jnp.ones(())

    def __call__(self, x):
        return self.scale * self.mlp(x)


class Act(eqx.Module):
    weight: Array
    activation: Callable = jax.nn.relu

    def __call__(self, x):
        return self.activation(self.weight @ x)


class Regular(eqx.Module):
    linear: eqx.nn.Linear
    dropout: eqx.nn.Dropout

    def __init__(self, key):
        self.linear = eqx.nn.Linear(2, 2, key=key)
        self.dropout = eqx.nn.Dropout(0.5)

    def __call__(self, x, key=None):
        return self.dropout(self.linear(x), key=key)


def loss(model, x, y):
    return jnp.mean((jax.vmap(model)(x) - y) ** 2)


grad_loss = jax.grad(loss)  #! SB808


def train(key, x, y):
    model = Net(key)
    optim = optax.adam(1e-3)
    state = optim.init(model)  #! SB808
    chained = optax.chain(optax.clip(1.0), optax.adamw(1e-3)).init(model)  #! SB808
    value, grads = jax.value_and_grad(loss)(model, x, y)  #! SB808
    grads = grad_loss(model, x, y)
    return value, grads, state, chained


@jax.jit  #! SB808
def step(model, x):
    return jax.vmap(model)(x)


@partial(jax.jit, static_argnames="n")  #! SB808
def rollout(model: Act, x, n):
    for _ in range(n):
        x = model(x)
    return x


def annotated(key):
    return step(Act(jnp.eye(2)), jnp.ones((3, 2))), rollout(Act(jnp.eye(2)), jnp.ones(2), n=2)


def ensemble(models, xs):
    return jax.vmap(lambda m, x: m(x))(models, xs)  #! SB808


ensemble(eqx.nn.MLP(2, 2, 4, 1, key=jax.random.key(0)), jnp.ones((3, 2)))


def looped(x):
    act = Act(jnp.eye(2))

    def body(carry, _):
        model, x = carry
        return (model, model(x)), None

    return jax.lax.scan(body, (act, x), None, length=3)  #! SB808


def call_module(x):
    linear = eqx.nn.Linear(2, 2, key=jax.random.key(0))
    return jax.jit(linear)(x)  #! SB808


@jax.jit  #! SB808
def dropped(model, x, key):
    return model(x, key=key)


def regular_gradients(x, key):
    model = Regular(key)
    dropped(model, x, key)
    return jax.grad(lambda m: m(x, key=key).sum())(model)  #! SB808


# --- good code


class Static(eqx.Module):
    weight: Float[Array, "n n"]
    activation: Callable = eqx.field(static=True, default=jax.nn.relu)
    name: str = eqx.field(static=True, default="static")
    size: int = eqx.field(static=True, default=3)
    extra: Any = None

    def __call__(self, x):
        return self.activation(self.weight @ x)


class Layers(eqx.Module):
    layers: list
    bias: Array

    def __init__(self, key):
        k1, k2 = jax.random.split(key)
        self.layers = [eqx.nn.Linear(2, 2, key=k1), eqx.nn.LayerNorm(2)]
        self.bias = jax.random.normal(k2, (2,))

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x + self.bias


@jax.jit
def plain(model, x):
    return jax.vmap(model)(x)


@eqx.filter_jit
def filtered(model, x):
    return jax.vmap(model)(x)


@eqx.filter_value_and_grad
def filtered_loss(model, x):
    return jnp.sum(jax.vmap(model)(x))


def good(key, x):
    plain(Static(jnp.eye(2)), x)
    k1, k2, k3 = jax.random.split(key, 3)
    plain(Layers(k1), x)
    jax.grad(lambda m: m(x[0]).sum())(Layers(k2))
    net = Net(k3)
    filtered(net, x)
    filtered_loss(net, x)
    params, static = eqx.partition(net, eqx.is_array)
    jax.jit(lambda p: eqx.combine(p, static)(x[0]))(params)
    optax.adam(1e-3).init(eqx.filter(net, eqx.is_array))
    optax.adam(1e-3).init(params)
    optax.sgd(1e-2).init(net)
    jax.vmap(net)(x)
    jax.vmap(lambda m, v: m(v), in_axes=(None, 0))(net, x)
    jax.jit(jax.vmap(net))(x)
    jax.grad(lambda v, m: m(v).sum())(x[0], net)
    jax.jit(lambda v: net(v))(x[0])
    eqx.filter_vmap(lambda m, v: m(v))(net, x)
    return eqx.filter_jit(net)(x[0])


@jax.jit
def in_inference(model, x):
    return model.dropout(model.linear(x), inference=True)


def inference(key, x):
    model = Regular(key)
    in_inference(model, x)
    frozen = eqx.nn.inference_mode(model)
    return eqx.filter_jit(frozen)(x)


@partial(jax.jit, static_argnums=0)
def static_module(net: Act, x):
    return net(x)
