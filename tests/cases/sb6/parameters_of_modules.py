# The parameters of Flax and Haiku modules are what is differentiated, whatever the data is; carries that are objects.
from typing import NamedTuple

import flax.linen as nn
import haiku as hk
import jax
import jax.numpy as jnp
from jax.lax import while_loop


class Root(nn.Module):
    exponent: float = 0.5

    @nn.compact
    def __call__(self, x):
        y = x + self.param("bias", nn.initializers.zeros, (2,))
        return jnp.where(y > 0, y**self.exponent, 0.0)  #! SB601


class Rate(nn.Module):
    @nn.compact
    def __call__(self, x):
        h = nn.Dense(2)(x)
        return jnp.where(h > 1e-3, jnp.log(h), 0.0)  #! SB601


class Safe(nn.Module):
    @nn.compact
    def __call__(self, x):
        h = nn.Dense(2)(x)
        logs = jnp.where(x > 0, jnp.log(x), 0.0)  # of the data, through which no gradient flows
        return jnp.where(h > 1e-3, jnp.log(jnp.maximum(h, 1e-3)), 0.0) + logs


def root_loss(params, x):
    return jnp.sum(Root().apply({"params": params}, x)) + jnp.sum(Rate().apply({"params": params}, x)) + jnp.sum(Safe().apply({"params": params}, x))


@jax.jit
def step(params, x):
    return jax.grad(root_loss)(params, x)


def hits(params, x, y):
    guess = jnp.argmax(Safe().apply(params, x), axis=-1)
    return jnp.mean(guess == y)  #! SB603


def ascend(params, x, y):
    return jax.grad(hits)(params, x, y)


def evaluate(params, x, y):
    return float(hits(params, x, y))


def scaled(x):
    g = hk.get_parameter("g", (), init=jnp.ones)
    return jnp.where(g > 0, jnp.sqrt(g), 0.0) * x  #! SB601


net = hk.without_apply_rng(hk.transform(scaled))
slopes = jax.grad(lambda params, x: jnp.sum(net.apply(params, x)))


class Iterate(NamedTuple):
    z: jax.Array
    count: int


def settled(w, x):
    def advance(it):
        return Iterate(jnp.tanh(w @ it.z + x), it.count + 1)

    return while_loop(lambda it: it.count < 5, advance, Iterate(jnp.zeros_like(x), 0)).z  #! SB608


def counted(w, x):
    last = while_loop(lambda it: it.count < 5, lambda it: Iterate(it.z + 1.0, it.count + 1), Iterate(jnp.zeros(2), 0))
    return jnp.sum(w) * last.count + jnp.sum(last.z)


def train(w, xs):
    settle = jax.grad(lambda w: jnp.sum(jax.vmap(settled, in_axes=(None, 0))(w, xs)))
    return settle(w), jax.grad(counted)(w, xs)


if __name__ == "__main__":
    print(step({"bias": jnp.zeros(2)}, jnp.ones((3, 2))), ascend(Safe().init(jax.random.key(0), jnp.ones((3, 2))), jnp.ones((3, 2)), jnp.zeros(3)), slopes({"~": {"g": jnp.ones(())}}, 1.0), train(jnp.eye(2), jnp.ones((3, 2))))
